"""The numbers behind what a customer costs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.impact import selectors, services
from secondslice.impact.forms import NumbersForm
from secondslice.impact.models import NumberSet
from secondslice.impact.rules import Preset
from secondslice.impact.words import BADGES
from secondslice.ui.pages import page


@require_safe
def parameters(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show the numbers with their sources; who runs the PMO may set own ones."""
    return _parameters_page(request, _numbers_form(request))


@require_POST
def save(request: MemberRequest, workspace: str) -> HttpResponse:
    """Store own numbers; what is left empty follows the preset."""
    form = _numbers_form(request)
    if not form.is_valid():
        return _parameters_page(request, form)
    services.set_numbers(
        by=request.membership,
        own=form.own(),
        source=str(form.cleaned_data["source"]),
        at=clock.now(),
    )
    messages.success(request, _("Saved. All figures are reckoned with these numbers now."))
    return redirect("impact:parameters", workspace)


@require_POST
def preset(request: MemberRequest, workspace: str) -> HttpResponse:
    """Reckon with another set of numbers; own ones stay."""
    wanted = request.POST.get("preset", "")
    if wanted not in set(Preset):
        messages.error(request, _("There is no such set of numbers. Choose one of those shown."))
        return redirect("impact:parameters", workspace)
    try:
        services.choose_preset(by=request.membership, preset=Preset(wanted), at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Chosen. Numbers of your own stay as they are."))
    return redirect("impact:parameters", workspace)


def _numbers_form(request: MemberRequest) -> NumbersForm:
    return NumbersForm(
        request.POST or None,
        known=selectors.numbers_of(request.membership.workspace),
        may_change=request.membership.role in RUNS_THE_PMO,
    )


def _parameters_page(request: MemberRequest, form: NumbersForm) -> HttpResponse:
    return page(
        request,
        "impact/parameters.html",
        status=422 if form.errors else 200,
        form=form,
        presets=NumberSet.Preset.choices,
        badges=BADGES.items(),
        last=selectors.last_change(request.membership.workspace),
    )
