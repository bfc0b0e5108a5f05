"""The list of cases, the page of one, and what can be done there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.asks_planned import days_dealt
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.projects.selectors.projects import may_see
from secondslice.recovery import selectors, services
from secondslice.recovery.access import case_for
from secondslice.recovery.forms import (
    AdjustmentForm,
    CapacityForm,
    HandOverForm,
    NoteForm,
    TalkForm,
    hand_over_form,
)
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.cases import SHOWS
from secondslice.recovery.sheets import case_sheet
from secondslice.recovery.words import not_yet_words
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def case_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the cases; which ones stands in the address."""
    now = clock.now()
    asked_for = request.GET.get("show", "")
    show = asked_for if asked_for in SHOWS else SHOWS[0]
    if "download" in request.GET:
        return download(request, case_sheet(request.membership, show=show, at=now), at=now)
    after = request.GET.get("after", "")
    return page(
        request,
        "recovery/list.html",
        cases=selectors.case_slice(request.membership, show=show, after=after, at=now),
        counts=selectors.case_counts(request.membership, now),
        show=show,
        now=now,
    )


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


@require_safe
def case(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one case with its thread."""
    return _case_page(request, case_for(request.membership, ref=ref))


@require_POST
def note(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Add a note."""
    found = case_for(request.membership, ref=ref)
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _case_page(request, found, _Forms(note=form))
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
            services.acknowledge(case=found, words=words, by=request.user, at=clock.now())
            return redirect("recovery:case", workspace, ref)
    return _case_page(request, case_for(request.membership, ref=ref), _Forms(talk=form))


@require_POST
def adjust(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what changes for the customer, and ask again at once when that is wanted."""
    found, now = case_for(request.membership, ref=ref), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    form = AdjustmentForm(request.POST, auto_id="adjust_%s", today=today)
    if form.is_valid():
        with refusals_in(form):
            case_adjusted(case=found, by=request.user, now=now, **form.cleaned_data)
            if form.cleaned_data["ask_now"]:
                _say_asked(request, found)
            return redirect("recovery:case", workspace, ref)
    # Read anew: the row in memory went on as far as the journey did before it was refused.
    return _case_page(request, case_for(request.membership, ref=ref), _Forms(adjustment=form))


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
        return _case_page(request, found, _Forms(hand_over=form))
    services.hand_over(case=found, to=form.cleaned_data["to"], by=by, at=now)
    messages.success(
        request, _("%(name)s owns this case now and gets a mail.") % {"name": found.owner.name}
    )
    if selectors.may_see(request.membership, found):
        return redirect("recovery:case", workspace, ref)
    return redirect("recovery:list", workspace)


def _say_asked(request: MemberRequest, found: Case) -> None:
    text = _("The question is on its way to %(name)s. The answer will stand in this thread.")
    messages.success(request, text % {"name": found.contact.name})


@dataclass(frozen=True, slots=True)
class _Forms:
    """A form that was sent and is wrong, to be shown again with its errors."""

    note: NoteForm | None = None
    talk: TalkForm | None = None
    adjustment: AdjustmentForm | None = None
    hand_over: HandOverForm | None = None

    @property
    def are_wrong(self) -> bool:
        """Tell whether one of them has to be looked at again."""
        return any((self.note, self.talk, self.adjustment, self.hand_over))


def _case_page(request: MemberRequest, found: Case, sent: _Forms | None = None) -> HttpResponse:
    """Show the case with its forms."""
    sent, now = sent or _Forms(), clock.now()
    today = clock.day_of(now, found.workspace.time_zone)
    file = selectors.case_file(found, at=now, today=today)
    newest, why_not = file.adjustment, file.why_not_ask_again
    starts_on = newest.starts_on if newest else None
    words = not_yet_words(why_not, name=found.contact.name, starts_on=starts_on) if why_not else ""
    return page(
        request,
        "recovery/case.html",
        case=found,
        entries=file.entries,
        call=file.call,
        why_not=words,
        quote=services.quote(adjustment=newest, language=found.ask.language) if newest else "",
        note_form=sent.note or NoteForm(auto_id="note_%s"),
        talk_form=sent.talk or TalkForm(auto_id="talk_%s"),
        adjustment_form=sent.adjustment
        or AdjustmentForm(auto_id="adjust_%s", initial={"starts_on": today}, today=today),
        hand_over_form=sent.hand_over or hand_over_form(found),
        may_write=request.membership.role in DELIVERS,
        may_see_project=may_see(request.membership, found.project),
        now=now,
        status=422 if sent.are_wrong else 200,
    )
