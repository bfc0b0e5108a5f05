"""Published numbers and our own cases: what may be taken up, and the rows behind each count."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.impact import services
from secondslice.impact.calibration_forms import CycleForm
from secondslice.impact.calibration_page import calibration_page, counted_page, example
from secondslice.impact.selectors import cycles_of
from secondslice.ui.pages import page

ROWS = 20


@require_safe
def calibration(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show each number that can be counted, before and after the own cases."""
    workspace_of = request.membership.workspace
    usual = cycles_of(workspace_of).usual
    return _page(request, CycleForm(None, workspace=workspace_of, usual=usual))


@require_safe
def counted(request: MemberRequest, workspace: str, code: str) -> HttpResponse:  # noqa: ARG001
    """Show the rows behind one count."""
    which = request.GET.get("which", "")
    found = counted_page(request.membership, code, which=which, now=clock.now())
    if found is None:
        raise NotHere(_("This number cannot be counted."))
    listed = Paginator(found.reports or found.rows, ROWS).get_page(request.GET.get("page"))
    return page(request, "impact/counted.html", found=found, which=which, rows=listed)


@require_POST
def take_up(request: MemberRequest, workspace: str, code: str) -> HttpResponse:
    """Reckon with the own number from now on."""
    try:
        services.take_up(by=request.membership, code=code, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken up. All figures are reckoned with your number now."))
    return redirect("impact:calibration", workspace)


@require_POST
def set_cycle(request: MemberRequest, workspace: str) -> HttpResponse:
    """Say how long a budget cycle is."""
    form = CycleForm(request.POST, workspace=request.membership.workspace)
    if not form.is_valid():
        return _page(request, form)
    services.set_cycle(
        by=request.membership,
        months=form.cleaned_data["months"],
        customer=form.cleaned_data["customer"],
        at=clock.now(),
    )
    messages.success(request, _("Saved. Who was followed is counted anew."))
    return redirect("impact:calibration", workspace)


def _page(request: MemberRequest, form: CycleForm) -> HttpResponse:
    return page(
        request,
        "impact/calibration.html",
        status=422 if form.errors else 200,
        found=calibration_page(request.membership, now=clock.now()),
        example=example(),
        form=form,
        may_change=request.membership.role in RUNS_THE_PMO,
    )
