"""What a workspace sets about its cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.journeys.asks_planned import days_dealt
from secondslice.recovery import selectors, services
from secondslice.recovery.forms import CapacityForm
from secondslice.recovery.forms_alerts import LimitsForm
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: MemberRequest, workspace: str) -> HttpResponse:
    """Say how many cases one person can mend at once."""
    mine, now = request.membership, clock.now()
    loads = selectors.loads(mine.workspace)
    form = CapacityForm(
        request.POST or None, usual=selectors.usual_capacity(mine.workspace), loads=loads
    )
    if form.is_valid():
        usual = form.cleaned_data["usual"]
        services.set_capacity(by=mine, usual=usual, own=form.own(), at=now)
        days_dealt(workspace=mine.workspace, now=now)
        messages.success(request, _("Saved. The plan is laid anew."))
        return redirect("recovery:capacity", workspace)
    return _settings_page(request, form, _limits_form(request))


@require_POST
def limits(request: MemberRequest, workspace: str) -> HttpResponse:
    """Say how long each step may take."""
    mine, form = request.membership, _limits_form(request)
    if form.is_valid():
        if services.set_limits(by=mine, wanted=form.limits(), at=clock.now()):
            text = _("Saved. Open cases get their new times within a minute.")
            messages.success(request, text)
        return redirect("recovery:capacity", workspace)
    usual = selectors.usual_capacity(mine.workspace)
    capacity = CapacityForm(None, usual=usual, loads=selectors.loads(mine.workspace))
    return _settings_page(request, capacity, form)


def _limits_form(request: MemberRequest) -> LimitsForm:
    is_sent = request.resolver_match is not None and request.resolver_match.url_name == "limits"
    known = selectors.all_limits(request.membership.workspace)
    return LimitsForm(request.POST if is_sent else None, known=known)


def _settings_page(
    request: MemberRequest, capacity: CapacityForm, limits: LimitsForm
) -> HttpResponse:
    status = 422 if capacity.errors or limits.errors else 200
    return page(request, "recovery/capacity.html", form=capacity, limits_form=limits, status=status)
