"""Close an opportunity as won: it becomes a project."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.forms_win import win_form
from secondslice.funnel.views.opportunity import opportunity_page
from secondslice.journeys.opportunity_won import Order, opportunity_won


@require_POST
def win(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Close it as won, with the project that becomes of it."""
    found, now = opportunity_for(request.membership, ref=ref), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    form = win_form(request.membership, found, today=today, posted=request.POST)
    if form.is_valid():
        told = form.cleaned_data
        order = Order(form.facts(), told.get("manager"), told["existing"])
        with refusals_in(form):
            project = opportunity_won(
                opportunity=found, stage=told["stage"], order=order, by=request.membership, now=now
            )
            if project is not None:
                told = {"title": found.title, "name": project.name}
                messages.success(request, _("%(title)s is won: project %(name)s.") % told)
            return redirect("funnel:opportunity", workspace, found.ref)
    return opportunity_page(request, found, {"win_form": form})
