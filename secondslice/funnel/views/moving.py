"""Bring an opportunity to another stage, and plan what is done next."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel import services
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.forms_ends import ActionForm, lose_form, postpone_form
from secondslice.funnel.models import FunnelStage, Opportunity
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.stages import stages_of
from secondslice.funnel.views.opportunity import opportunity_page

ASKS = {Kind.WON: "win", Kind.LOST: "lose", Kind.POSTPONED: "postpone"}
"""Kinds of stages to which only a form leads."""


@require_POST
def move(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Bring an opportunity to another stage: at once, or by the form that this needs."""
    found = opportunity_for(request.membership, ref=ref)
    to = stages_of(found.workspace).get(request.POST.get("stage", ""))
    if to is None:
        return _back(workspace, found)
    if to.kind in ASKS and to.code != found.stage:
        do = ASKS[Kind(to.kind)]
        there = reverse("funnel:opportunity", args=[workspace, found.ref])
        return redirect(f"{there}?do={do}&stage={to.code}#do-{do}")
    if services.move_stage(opportunity=found, stage=to.code, by=request.user, at=clock.now()):
        _say(request, found, to)
    return _back(workspace, found)


@require_POST
def lose(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Close an opportunity as lost, with the reason."""
    found = opportunity_for(request.membership, ref=ref)
    form = lose_form(found.workspace, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.move_stage(
                opportunity=found, by=request.user, at=clock.now(), **form.cleaned_data
            )
            _say(request, found, stages_of(found.workspace)[found.stage])
            return _back(workspace, found)
    return opportunity_page(request, found, {"lose_form": form})


@require_POST
def postpone(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let an opportunity rest until a day."""
    found, now = opportunity_for(request.membership, ref=ref), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    form = postpone_form(found.workspace, posted=request.POST, today=today)
    if form is None:
        return _back(workspace, found)
    if form.is_valid():
        with refusals_in(form):
            services.move_stage(opportunity=found, by=request.user, at=now, **form.cleaned_data)
            _say(request, found, stages_of(found.workspace)[found.stage])
            return _back(workspace, found)
    return opportunity_page(request, found, {"postpone_form": form})


@require_POST
def plan(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say what is done next, and when; nothing at all takes the plan away."""
    found = opportunity_for(request.membership, ref=ref)
    form = ActionForm(request.POST, auto_id="action_%s")
    if form.is_valid():
        with refusals_in(form):
            services.set_next_action(opportunity=found, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return _back(workspace, found)
    return opportunity_page(request, found, {"action_form": form})


def _say(request: MemberRequest, found: Opportunity, to: FunnelStage) -> None:
    told = {"title": found.title, "stage": to.label}
    messages.success(request, _("%(title)s is now: %(stage)s.") % told)


def _back(workspace: str, found: Opportunity) -> HttpResponse:
    return redirect("funnel:opportunity", workspace, found.ref)
