"""The respondent's addresses. GET and HEAD show; only POST answers.

These views stand outside the middleware (ui.middleware.ShortWay): no session, no CSRF cookie. What protects the POST is
the nonce in the form, signed, bound to this ask and to this choice; a web view without cookies can answer too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from secondslice.core import clock
from secondslice.pulse import nonces, public_pages, rules
from secondslice.pulse.channels import Channel, Way
from secondslice.pulse.forms import DetailsForm, TalkedForm, WorthForm
from secondslice.pulse.public_pages import Beside, Seen
from secondslice.pulse.rules import Tap, Visit
from secondslice.pulse.selectors.following import where_we_stand
from secondslice.pulse.selectors.public import (
    PublicAsk,
    ask_behind,
    evidence,
    last_detail,
    last_mark,
)
from secondslice.pulse.selectors.talked import last_talked
from secondslice.pulse.services.answering import Outcome, Person, take_answer
from secondslice.pulse.services.settling import MOST_REASONS, Added, Adding, add_details
from secondslice.pulse.services.talked import add_talked
from secondslice.pulse.services.valuing import add_mark
from secondslice.pulse.services.visits import note_visit
from secondslice.pulse.views import anonymous
from secondslice.pulse.views.taps import browser_of, nonce_of, seen_by, tail_of, tap_of

TASTES = {"y": "yes", "n": "no", "u": ""}
COOKIE = "slice"
COOKIE_LIFE = timedelta(days=30)
MOST_TRIES = 3


def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question with neither answer chosen; a POST takes an answer back or adds words to it."""
    if request.method == "POST":
        return _take(request, token, choice="")
    return _show(request, token, choice="-")


def answer(request: HttpRequest, token: str, choice: str) -> HttpResponse:
    """Show the question with this answer chosen; a POST gives it."""
    if request.method == "POST":
        return _take(request, token, choice=choice)
    return _show(request, token, choice=choice)


def hidden(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question to whoever followed the link that no person sees, and remember it."""
    return _show(request, token, choice="x")


def _show(request: HttpRequest, token: str, *, choice: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    now = clock.now()
    ask = ask_behind(token, at=now)
    if ask is None:
        return _gone(request)
    seen = seen_by(request, token)
    if request.method == "GET" and anonymous.may_note_visit(ask):
        visit = Visit(choice=choice, at=seen.at, network=seen.network)
        note_visit(
            ask_id=ask.id,
            workspace_id=ask.workspace_id,
            visit=visit,
            browser=browser_of(request),
            is_anonymous=ask.is_anonymous,
        )
    return _as_it_stands(request, ask, seen, choice="-" if choice == "x" else choice)


def _as_it_stands(
    request: HttpRequest,
    ask: PublicAsk,
    seen: Seen,
    *,
    choice: str = "-",
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the question, or the answer that counts now, as this browser may see it."""
    if ask.is_anonymous:
        return anonymous.as_it_stands(request, ask, seen, choice=choice, note=note, status=status)
    if not ask.taste:
        return public_pages.ask_page(ask, seen, choice=choice, status=status)
    stand = where_we_stand(ask, at=seen.at)
    if _has_proof(request, ask):
        added = Added.of(last_detail(ask))
        return public_pages.thanks_page(
            ask,
            seen,
            taste=ask.taste,
            added=added,
            beside=Beside(last_mark(ask), last_talked(ask, ask.taste), stand),
            note=note,
            status=status,
        )
    return public_pages.answered_page(ask, seen, stand=stand, status=status)


def _take(request: HttpRequest, token: str, *, choice: str) -> HttpResponse:
    """Take what was sent; when somebody else answers in this moment, read the question and decide again."""
    for _attempt in range(MOST_TRIES):
        ask = ask_behind(token, at=clock.now())
        if ask is None:
            return _gone(request)
        if ask.is_anonymous:
            response = anonymous.take(request, token, ask, choice)
        else:
            response = _take_named(request, token, ask, choice)
        if response is not None:
            return response
    return _show_again(request, token, choice=choice)


def _take_named(
    request: HttpRequest, token: str, ask: PublicAsk, choice: str
) -> HttpResponse | None:
    nonce = nonce_of(request, ask, choice)
    kind = choice or (nonce.choice if nonce else "")
    if nonce is not None and kind == "d":
        return _add_details(request, token, ask, nonce)
    seen = seen_by(request, token)
    if kind not in TASTES:
        return _as_it_stands(request, ask, seen)
    known = evidence(ask, taste=TASTES[kind])
    tap = tap_of(request, ask, nonce, TASTES[kind], known)
    person = _person(request, ask, tap)
    outcome = take_answer(ask=ask, tap=tap, person=person)
    if outcome in {Outcome.COUNTED, Outcome.SAME}:
        stand = where_we_stand(ask, at=seen.at) if outcome is Outcome.SAME else ""
        return _done_page(ask, seen, taste=tap.taste, added=Added.of(known.detail), stand=stand)
    if outcome is Outcome.OVERTAKEN:
        return None
    return _not_done_page(request, ask, seen, tap, person, outcome)


def _show_again(request: HttpRequest, token: str, *, choice: str) -> HttpResponse:
    """Show how it stands to somebody who was overtaken again and again."""
    ask = ask_behind(token, at=clock.now())
    if ask is None:
        return _gone(request)
    seen = seen_by(request, token)
    return _as_it_stands(request, ask, seen, choice=choice or "-", note="again", status=409)


def _done_page(
    ask: PublicAsk, seen: Seen, *, taste: str, added: Added, stand: str = ""
) -> HttpResponse:
    """Say thank you, and leave the proof with this browser; or say that the answer is taken back."""
    if not taste:
        return public_pages.ask_page(ask, seen, choice="-", taken_back=True)
    beside = Beside(last_mark(ask), last_talked(ask, taste), stand)
    response = public_pages.thanks_page(ask, seen, taste=taste, added=added, beside=beside)
    response.set_cookie(
        COOKIE,
        nonces.proof(ask.id),
        max_age=COOKIE_LIFE,
        path=seen.path,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response


def _not_done_page(
    request: HttpRequest, ask: PublicAsk, seen: Seen, tap: Tap, person: Person, outcome: Outcome
) -> HttpResponse:
    """Show what can be done instead. Taking an answer back is never asked again as a Yes or a No."""
    choice = {"yes": "y", "no": "n", "": "-"}[tap.taste]
    if outcome in {Outcome.ONE_MORE_ACT, Outcome.WAIT}:
        wait = outcome is Outcome.WAIT
        if not tap.taste:
            return _as_it_stands(request, ask, seen, note="wait" if wait else "again")
        return public_pages.second_act_page(
            ask,
            seen,
            choice=choice,
            is_proven=person.is_proven,
            note="wait" if wait else "",
        )
    return public_pages.answered_page(ask, seen, wrong_code=person.wrong_code, status=409)


def _person(request: HttpRequest, ask: PublicAsk, tap: Tap) -> Person:
    code = request.POST.get("code", "")
    wrong = sum(rules.Signal.WRONG_CODE in attempt.signals for attempt in tap.attempts)
    right_code = bool(code) and wrong < rules.MOST_WRONG_CODES and nonces.is_code(ask.id, code)
    return Person(
        is_proven=_has_proof(request, ask) or right_code,
        wrong_code=bool(code) and not right_code,
        browser=browser_of(request),
        channel=Channel.TEAMS if ask.way == Way.TEAMS else Channel.LINK,
    )


def _has_proof(request: HttpRequest, ask: PublicAsk) -> bool:
    """The first human answer left a proof with its browser: as a cookie, and in the page for those without."""
    given = request.COOKIES.get(COOKIE) or request.POST.get("proof", "")
    return bool(given) and nonces.is_proof(ask.id, given)


def _add_details(
    request: HttpRequest, token: str, ask: PublicAsk, nonce: nonces.Nonce
) -> HttpResponse:
    seen = seen_by(request, token)
    if not ask.taste or not _has_proof(request, ask):
        return _as_it_stands(request, ask, seen, status=409)
    added = DetailsForm(request.POST).added()
    if added.wants_call:
        added = replace(added, wants_call=public_pages.consent_to_call(ask))
    nonce_tail, mark = tail_of(request, nonce), _mark_in(request, ask)
    told = _told_in(request, ask)
    # Who only taps a mark adds nothing to the answer; whoever has typed something loses none of it by the tap.
    only_tap = (mark, told) != (None, None) and _nothing_new(ask, added)
    became = (
        Adding.SAME if only_tap else add_details(ask=ask, added=added, at=seen.at, nonce=nonce_tail)
    )
    if became is Adding.USED:
        return public_pages.thanks_page(
            ask,
            seen,
            taste=ask.taste,
            added=added,
            beside=Beside(last_mark(ask), last_talked(ask, ask.taste)),
            note="again",
            status=409,
        )
    if became is Adding.OVERTAKEN:
        now = ask_behind(token, at=seen.at)
        if now is None:
            return _gone(request)
        return _as_it_stands(request, now, seen, note="again", status=409)
    if mark is not None or told is not None:
        kept = _keep_taps(ask, mark, told, at=seen.at, nonce=nonce_tail)
        status = 200 if kept else 409
        return _as_it_stands(request, ask, seen, note="" if kept else "again", status=status)
    return public_pages.saved_page(ask, seen, left_out=len(set(added.reasons)) > MOST_REASONS)


def _mark_in(request: HttpRequest, ask: PublicAsk) -> int | None:
    """Return what the person says it was worth, where that is asked and a mark was tapped."""
    is_asked = bool(ask.worth) and not request.POST.get("website")
    return WorthForm(request.POST).mark if is_asked else None


def _told_in(request: HttpRequest, ask: PublicAsk) -> TalkedForm | None:
    """Return to how many others it was told, where that is asked and something was said."""
    said = TalkedForm(request.POST)
    is_asked = ask.may_say_talked(ask.taste) and not request.POST.get("website")
    return said if is_asked and said.people is not None else None


def _keep_taps(
    ask: PublicAsk, mark: int | None, told: TalkedForm | None, *, at: datetime, nonce: str
) -> bool:
    """Keep what was tapped beside the answer. Return whether all of it is kept."""
    kept = mark is None or add_mark(ask=ask, mark=mark, at=at, nonce=nonce)
    if told is None or told.people is None:
        return kept
    is_kept = add_talked(ask=ask, people=told.people, is_few=told.is_few, at=at, nonce=nonce)
    return kept and is_kept


def _nothing_new(ask: PublicAsk, added: Added) -> bool:
    return replace(added, reasons=tuple(added.reasons)) == Added.of(last_detail(ask))


def _gone(request: HttpRequest) -> HttpResponse:
    return public_pages.gone_page(translation.get_language_from_request(request))
