"""What can be done on the page of a case."""

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
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.journeys.case_moved import case_planned, customer_talked_to, waiver_decided
from secondslice.pulse.wait_words import asked_words
from secondslice.recovery import selectors, services
from secondslice.recovery.access import case_for, waiver_for
from secondslice.recovery.adjustment_forms import AdjustmentForm
from secondslice.recovery.forms import (
    NoteForm,
    PlanForm,
    TalkForm,
    WaiverForm,
    cause_form,
    hand_over_form,
)
from secondslice.recovery.models import Adjustment, Case, CaseNote
from secondslice.recovery.selectors.waiting import waiting_re_ask
from secondslice.recovery.views.case_page import case_page
from secondslice.recovery.views.case_parts import preview


@require_POST
def note(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Add a note."""
    found = case_for(request.membership, ref=ref)
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return case_page(request, found, {"note_form": form})
    services.add_note(case=found, words=form.cleaned_data["words"], by=request.user, at=clock.now())
    return redirect("recovery:case", workspace, ref)


@require_POST
def talk(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Note that somebody has talked to the customer."""
    found = case_for(request.membership, ref=ref)
    form = TalkForm(request.POST, auto_id="talk_%s")
    if form.is_valid():
        words = form.cleaned_data["words"]
        with refusals_in(form):
            customer_talked_to(case=found, words=words, by=request.user, now=clock.now())
            text = _("The talk with %(name)s is written down.")
            messages.success(request, text % {"name": found.contact.name})
            return _to_top(workspace, ref)
    return case_page(request, case_for(request.membership, ref=ref), {"talk_form": form})


@require_POST
def adjust(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what changes for the customer, and ask again at once when that is wanted."""
    found, now = case_for(request.membership, ref=ref), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    form = AdjustmentForm(request.POST, auto_id="adjust_%s", today=today)
    said = form.cleaned_data if form.is_valid() else None
    if said is not None and "preview" in request.POST:
        words = preview(found, form)
        return case_page(request, found, {"adjustment_form": form}, preview=words)
    if said is not None:
        with refusals_in(form):
            made = case_adjusted(
                case=found,
                what=form.sentence,
                terms=form.terms,
                starts_on=said["starts_on"],
                ask_now=said["ask_now"],
                by=request.user,
                now=now,
            )
            if said["ask_now"]:
                _say_asked(request, found)
            else:
                _say_written(request, found, made, is_to_come=made.starts_on > today)
            return _to_top(workspace, ref)
    # Read anew: the row in memory went on as far as the journey did before it was refused.
    return case_page(request, case_for(request.membership, ref=ref), {"adjustment_form": form})


@require_POST
def ask_again(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Put the question to the customer again, with what has changed."""
    found = case_for(request.membership, ref=ref)
    asked_again(case=found, by=request.user, now=clock.now())
    _say_asked(request, found)
    return redirect("recovery:case", workspace, ref)


@require_POST
def hand_over(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Give the case to somebody else, and tell that person."""
    found, by, now = case_for(request.membership, ref=ref), request.user, clock.now()
    form = hand_over_form(found, request.POST)
    if not form.is_valid():
        return case_page(request, found, {"hand_over_form": form})
    services.hand_over(case=found, to=form.cleaned_data["to"], by=by, at=now)
    messages.success(
        request, _("%(name)s owns this case now and gets a mail.") % {"name": found.owner.name}
    )
    if selectors.may_see(request.membership, found):
        return redirect("recovery:case", workspace, ref)
    return redirect("recovery:list", workspace)


def _to_top(workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Go to the top of the case, where it is said what was saved.

    Without a place of its own the browser would keep that of the form, and open it again, empty.
    """
    return redirect(f"{reverse('recovery:case', args=[workspace, ref])}#main")


def _say_written(
    request: MemberRequest, found: Case, made: Adjustment, *, is_to_come: bool
) -> None:
    text = (
        _("The change is written down: %(what)s. When it has begun you can ask %(name)s again.")
        if is_to_come
        else _("The change is written down: %(what)s. You can ask %(name)s again.")
    )
    told = {"what": made.what.rstrip(". \n"), "name": found.contact.name}
    messages.success(request, text % told)


def _say_asked(request: MemberRequest, found: Case) -> None:
    now = clock.now()
    if waiting := waiting_re_ask(found, at=now):
        text = asked_words(waiting.sent_at, now=now, again=True, name=found.contact.name)
        messages.info(request, text)
        return
    text = _("The question is on its way to %(name)s. The answer will stand in this thread.")
    messages.success(request, text % {"name": found.contact.name})


@require_POST
def plan(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what was agreed with the customer, and until when."""
    found, now = case_for(request.membership, ref=ref), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    form = PlanForm(request.POST, auto_id="plan_%s", today=today)
    if form.is_valid():
        with refusals_in(form):
            case_planned(case=found, by=request.user, now=now, **form.cleaned_data)
            text = _("The plan is written down. %(name)s reads it on the page of the answer.")
            messages.success(request, text % {"name": found.contact.name})
            return _to_top(workspace, ref)
    return case_page(request, case_for(request.membership, ref=ref), {"plan_form": form})


@require_POST
def cause(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say what lies behind the No."""
    found, now = case_for(request.membership, ref=ref), clock.now()
    form = cause_form(found, request.POST)
    if not form.is_valid():
        return case_page(request, found, {"cause_form": form})
    services.name_cause(case=found, code=form.cleaned_data["cause"], by=request.user, at=now)
    return redirect("recovery:case", workspace, ref)


@require_POST
def pass_up(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let the PMO lead take the case, because it is about its owner."""
    found, now = case_for(request.membership, ref=ref), clock.now()
    if services.pass_up(case=found, why=CaseNote.Why.BLAMED, at=now):
        text = _("%(name)s owns this case now and gets a mail.") % {"name": found.owner.name}
        messages.success(request, text)
    else:
        messages.info(request, _("There is nobody else who could take it. It stays where it is."))
    if selectors.may_see(request.membership, found):
        return redirect("recovery:case", workspace, ref)
    return redirect("recovery:list", workspace)


@require_POST
def waive(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say why nothing more can be done; a second person decides."""
    found = case_for(request.membership, ref=ref)
    form = WaiverForm(request.POST, auto_id="waiver_%s")
    if form.is_valid():
        with refusals_in(form):
            services.ask_waiver(
                case=found, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
            )
            return redirect("recovery:case", workspace, ref)
    return case_page(request, case_for(request.membership, ref=ref), {"waiver_form": form})


@require_POST
def decide_waiver(
    request: MemberRequest, workspace: str, ref: uuid.UUID, waiver: uuid.UUID
) -> HttpResponse:
    """Agree that nothing more can be done, or let the case go on."""
    found = case_for(request.membership, ref=ref)
    waiver_decided(
        case=found,
        waiver=waiver_for(found, ref=waiver),
        agrees=request.POST.get("agrees") == "yes",
        by=request.user,
        now=clock.now(),
    )
    return redirect("recovery:case", workspace, ref)
