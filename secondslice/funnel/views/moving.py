"""Bring an opportunity to another stage, and plan what is done next."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel import rules, services
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.forms_ends import ActionForm, lose_form, postpone_form
from secondslice.funnel.forms_move import MoveForm
from secondslice.funnel.models import FunnelStage, Opportunity
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.stages import stages_of
from secondslice.funnel.views.opportunity import opportunity_page

ASKS = {Kind.WON: "win", Kind.LOST: "lose", Kind.POSTPONED: "postpone"}
"""Kinds of stages to which only a form leads."""
REFUSED = 409


@require_POST
def move(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Bring an opportunity to another stage: at once, or by the form that this needs, or not, with the reason."""
    found, form = opportunity_for(request.membership, ref=ref), MoveForm(request.POST)
    to = stages_of(found.workspace).get(form.to_stage())
    if to is None:
        return _back(workspace, found)
    if to.kind in ASKS and rules.may_move(found.kind, to.kind) and to.code != found.stage:
        do = ASKS[Kind(to.kind)]
        there = reverse("funnel:opportunity", args=[workspace, found.ref])
        address = f"{there}?do={do}&stage={to.code}#do-{do}"
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    told = {"title": found.title, "stage": to.label}
    try:
        services.move_stage(opportunity=found, stage=to.code, by=request.user, at=clock.now())
    except RuleBroken as why:
        return _told(request, str(why), found, form, moved=False)
    return _told(request, _("%(title)s is now: %(stage)s.") % told, found, form, moved=True)


def _told(
    request: MemberRequest, words: str, found: Opportunity, form: MoveForm, *, moved: bool
) -> HttpResponse:
    """Say what has happened: below the cards where a script has moved it, else on top of the page it came from."""
    workspace = request.membership.workspace.slug
    if not request.htmx:
        (messages.success if moved else messages.warning)(request, words)
        if form.came_from_board:
            board = reverse("funnel:list", args=[workspace])
            return redirect(f"{board}{form.query()}#card-{found.ref}")
        return _back(workspace, found)
    said = {"words": words, "moved": moved}
    response = reswap(
        render(request, "ui/board_words.html", said, status=200 if moved else REFUSED), "innerHTML"
    )
    return trigger_client_event(response, "card-moved") if moved else response


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
