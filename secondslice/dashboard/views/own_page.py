"""The addresses of a person's own page. GET and HEAD show; only POST changes anything.

They stand outside the middleware (ui.middleware.ShortWay), as the question does: no session, no sign-in, no CSRF
cookie. What protects a POST is the nonce in the form, signed, and bound to this person and to this button.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from secondslice.core import clock
from secondslice.customers.access import contact_behind
from secondslice.customers.models import Preference
from secondslice.customers.rules import Want, Wish, is_a_pause, months_later
from secondslice.dashboard import own_pages
from secondslice.dashboard.own_pages import FIRST, FROM_MAIL, LETTERS, Visit
from secondslice.dashboard.selectors import own_page as selectors
from secondslice.journeys.person_erased import erasure_pressed
from secondslice.journeys.wish_said import wish_pressed, wish_said
from secondslice.pulse import nonces, rules
from secondslice.pulse.public_pages import Seen
from secondslice.pulse.rules import Tap
from secondslice.pulse.scanners import is_scanner_agent, is_scanner_network
from secondslice.pulse.selectors.wishes import doubtful_wish, traces_of
from secondslice.pulse.services.visits import waiting_visits
from secondslice.pulse.services.wishing import Taken
from secondslice.pulse.views.taps import address_of, browser_of, tail_of

SAFE = ("GET", "HEAD")
ONE_CLICK = "One-Click"
NOTES = {Taken.GRANTED: "done", Taken.SAME: "done", Taken.WAIT: "wait"}


def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show how this person is asked, and what can be wished."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    return _start(visit) if request.method in SAFE else HttpResponseNotAllowed(SAFE)


def wish(request: HttpRequest, token: str, want: Want) -> HttpResponse:
    """Take a wish; whoever only looks sees the page."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method != "POST":
        if want is Want.NO_BULLETIN and selectors.may_get_bulletins(visit.contact):
            return own_pages.no_bulletin_page(visit)
        return _start(visit)
    until = _until(request, visit) if want is Want.PAUSE else None
    if want is Want.PAUSE and until is None:
        return _start(visit, note="date", status=422)
    said = Wish(want, until)
    taken = wish_pressed(
        contact=visit.contact,
        wish=said,
        tap=_tap(request, visit, want),
        browser=browser_of(request),
    )
    if taken is Taken.ONE_MORE_ACT:
        return own_pages.second_act_page(visit, said)
    fresh = visit_of(request, token)
    return _start(fresh or visit, note=NOTES.get(taken, "again"))


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was pressed and not believed, to be tapped among three; the mail about it leads here."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    found = doubtful_wish(visit.contact, at=visit.seen.at)
    if found is None:
        return _start(visit)
    return own_pages.second_act_page(visit, Wish(Want(found.act), found.until), act=FROM_MAIL)


def answers(request: HttpRequest, token: str, number: int = 1) -> HttpResponse:
    """Show what was asked, what was said, and what followed."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    said, pages = selectors.said_by(visit.contact, number=number, today=visit.today)
    return own_pages.answers_page(visit, said, number=min(max(number, 1), pages), pages=pages)


def everything(request: HttpRequest, token: str) -> HttpResponse:
    """Give all we know of this person, as a file."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method not in SAFE:
        return HttpResponseNotAllowed(SAFE)
    return own_pages.everything_file(selectors.everything_about(visit.contact))


def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Say what it means; the first press asks for a second one, and that one erases."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method != "POST":
        return own_pages.erase_page(visit)
    nonce, tap = _nonce(request, visit, Want.ERASE), _tap(request, visit, Want.ERASE)
    taken = erasure_pressed(
        contact=visit.contact,
        tap=tap,
        browser=browser_of(request),
        is_from_mail=nonce is not None and nonce.act == FROM_MAIL,
    )
    if taken is Taken.GRANTED:
        return own_pages.erased_page(visit)
    if taken is Taken.ONE_MORE_ACT and tap.second_act:
        return own_pages.mailed_page(visit)
    if taken is Taken.ONE_MORE_ACT:
        return own_pages.second_act_page(visit, Wish(Want.ERASE))
    return _start(visit, note=NOTES.get(taken, "again"))


def unsubscribe(request: HttpRequest, token: str, want: Want = Want.STOP) -> HttpResponse:
    """Stop at once when a mail program says so as RFC 8058 wants it; never for anything else.

    `want`: what its mail was, so what is stopped: the questions, or the bulletin alone.
    """
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    if request.method != "POST":
        return _start(visit)
    if request.POST.get("List-Unsubscribe") != ONE_CLICK:
        return _start(visit, status=400)
    wish_said(
        contact=visit.contact,
        wish=Wish(want),
        how=Preference.How.ONE_CLICK,
        now=visit.seen.at,
    )
    return own_pages.stopped_page(visit, is_bulletin=want is Want.NO_BULLETIN)


def _start(visit: Visit, *, note: str = "", status: int = 200) -> HttpResponse:
    standing = selectors.standing_of(visit.contact, today=visit.today)
    return own_pages.start_page(visit, standing, note=note, status=status)


def visit_of(request: HttpRequest, token: str) -> Visit | None:
    contact = contact_behind(token)
    if contact is None:
        return None
    network = rules.coarse_network(address_of(request))
    return Visit.of(contact, Seen(path=f"/me/{token}", network=network, at=clock.now()))


def gone(request: HttpRequest) -> HttpResponse:
    return own_pages.gone_page(translation.get_language_from_request(request))


def _until(request: HttpRequest, visit: Visit) -> date | None:
    """Return the end of the pause that was chosen, or None when it is none."""
    typed = request.POST.get("until", "")
    if not typed:
        return months_later(visit.today)
    try:
        until = date.fromisoformat(typed)
    except ValueError:
        return None
    return until if is_a_pause(until, today=visit.today) else None


def _nonce(request: HttpRequest, visit: Visit, want: Want) -> nonces.Nonce | None:
    """Return the nonce of this POST. One of another person or another button is not what our page sends."""
    nonce = nonces.read(request.POST.get("nonce", ""), page=nonces.OF_A_PERSON)
    if nonce is None or (nonce.ask_id, nonce.choice) != (visit.contact.pk, LETTERS[want]):
        return None
    return nonce


def _tap(request: HttpRequest, visit: Visit, want: Want) -> Tap:
    """Gather what is known of this POST."""
    posted, seen, address = request.POST, visit.seen, address_of(request)
    nonce = _nonce(request, visit, want)
    fresh = nonce is not None and seen.at - nonce.shown_at < rules.NONCE_LIFE
    traces = traces_of(visit.contact, at=seen.at)
    waiting = [one for pk in traces.asks for one in waiting_visits(ask_id=pk)]
    return Tap(
        taste=want,
        at=seen.at,
        network=seen.network,
        nonce=tail_of(request, nonce),
        shown_at=nonce.shown_at if fresh and nonce else None,
        shown_network=nonce.network if nonce else "",
        mail_accepted_at=traces.mail_accepted_at,
        hand=posted.get("hand", "")[:10],
        webdriver=posted.get("driven") == "1",
        hidden_field=bool(posted.get("website")),
        scanner_agent=is_scanner_agent(request.headers.get("User-Agent", "")),
        scanner_network=is_scanner_network(address),
        second_act=fresh and nonce is not None and nonce.act != FIRST,
        right_project=posted.get("place") == str(rules.decoy_order(posted.get("nonce", ""))),
        visits=[*traces.visits, *waiting],
        attempts=traces.attempts,
    )
