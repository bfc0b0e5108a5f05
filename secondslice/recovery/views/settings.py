"""What a workspace sets about its cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.journeys.asks_planned import days_dealt
from secondslice.recovery import selectors, services
from secondslice.recovery.forms import CapacityForm
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
    status = 422 if form.errors else 200
    return page(request, "recovery/capacity.html", form=form, status=status)
