"""The board of cases, and moving a card on it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_moved import customer_talked_to
from secondslice.pulse.selectors.figures import not_yet_in
from secondslice.recovery.access import case_for
from secondslice.recovery.board_words import form_words, moved_words
from secondslice.recovery.columns import NEEDS_WORDS
from secondslice.recovery.forms_board import MoveForm
from secondslice.recovery.models import Case
from secondslice.recovery.rules import Event
from secondslice.recovery.selectors import board as selectors
from secondslice.recovery.selectors.filtering import CaseFilter, choices_for
from secondslice.ui.pages import page

REFUSED = 409


def board(request: MemberRequest, chosen: CaseFilter, now: datetime) -> HttpResponse:
    """Show the board, or for HTMX the next cards of one column."""
    mine = request.membership
    column, after = request.GET.get("column", ""), request.GET.get("after", "")
    may_move = mine.role in DELIVERS
    if request.htmx and after:
        more = selectors.more_of(mine, chosen, column=column, after=after, at=now)
        return page(request, "recovery/board/cards.html#cards", column=more, may_move=may_move)
    found = selectors.board_of(mine, chosen, at=now, column=column, after=after)
    return page(
        request,
        "recovery/board.html",
        board=found,
        counts=found.counts,
        further=bool(after),
        chosen=chosen,
        choices=choices_for(mine, chosen),
        comes_in=found.is_empty and not_yet_in(mine, at=now) > 0,
        may_move=may_move,
    )


@require_POST
def move(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Bring a card to another column: at once, by the form that it needs, or not, with the reason."""
    found, form = case_for(request.membership, ref=ref), MoveForm(request.POST)
    if not form.is_valid():
        return redirect("recovery:list", workspace)
    board_url = reverse("recovery:list", args=[workspace]) + form.query()
    try:
        event = selectors.event_of_move(found, form.cleaned_data["to"])
        if event in NEEDS_WORDS:
            return _to_form(request, found, event)
        _do(request, found, event)
    except RuleBroken as why:
        return _told(request, str(why), board_url, found, moved=False)
    words = moved_words(event, name=found.contact.name)
    return _told(request, words, board_url, found, moved=True)


def _do(request: MemberRequest, found: Case, event: Event) -> None:
    if event is Event.ASK_AGAIN:
        asked_again(case=found, by=request.user, now=clock.now())
    else:
        customer_talked_to(case=found, words="", by=request.user, now=clock.now())


def _to_form(request: MemberRequest, found: Case, event: Event) -> HttpResponse:
    messages.info(request, form_words(event, name=found.contact.name))
    there = reverse("recovery:case", args=[request.membership.workspace.slug, found.ref])
    address = f"{there}?do={event}#do-{event}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _told(
    request: MemberRequest, words: str, board_url: str, found: Case, *, moved: bool
) -> HttpResponse:
    """Say on the board what has happened: below the cards where a script has moved it, else on top of the page."""
    if not request.htmx:
        (messages.success if moved else messages.warning)(request, words)
        return redirect(f"{board_url}#case-{found.ref}")
    said = {"words": words, "moved": moved}
    status = 200 if moved else REFUSED
    response = reswap(render(request, "ui/board_words.html", said, status=status), "innerHTML")
    return trigger_client_event(response, "card-moved") if moved else response
