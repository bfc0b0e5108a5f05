"""Book a strategy session: free times by the visitor's clock, the form, and the page that the mail's link leads to.

As with everything a visitor asks for, no cookie is set, and only the press on the page behind the link counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from secondslice.accounts.zones import find_zone
from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.core.refusals import refusals_in
from secondslice.funnel.booking import selectors as sessions
from secondslice.funnel.booking.invites import invite_for
from secondslice.funnel.booking.links import token_of
from secondslice.funnel.booking.models import Booking, BookingHost
from secondslice.funnel.booking.selectors import Offer
from secondslice.funnel.booking.services import Wish, hold_slot
from secondslice.funnel.booking.telling import when_of
from secondslice.funnel.requested.services import Visitor
from secondslice.journeys.session_booked import (
    session_booked,
    session_cancelled,
    session_moved,
)
from secondslice.pulse.views.taps import address_of
from secondslice.storefront import selectors
from secondslice.storefront.access import storefront_for
from secondslice.storefront.forms_book import BookForm, MoveForm, key_of
from secondslice.storefront.models import Storefront
from secondslice.storefront.views.asking import network_of, version_named, visitor_page

DAYS = 5
"""So many days with free times stand on a page."""
FARTHEST, WEEK = timedelta(days=130), timedelta(days=7)
MOST_TIMES = 300
"""So many times stand in a form to choose from."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day by the visitor's clock, with the times at which a session can begin."""

    on: date
    times: list[tuple[str, datetime]]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Show free times; with one of them chosen, ask who wants to come and hold it."""
    shop, now = storefront_for(slug=slug, address=address_of(request)), clock.now()
    zone = _zone(request.GET.get("zone", ""), shop)
    hosts = list(sessions.hosts_of(shop.workspace))
    host = _host(hosts, request.GET.get("with", ""))
    free = sessions.offers([host] if host else hosts, at=now, until=now + FARTHEST)
    chosen = _moment(request.GET.get("at", ""))
    if request.method == "POST" or chosen is not None:
        return _ask_who(request, shop, free, chosen=chosen, zone=zone, host=host, now=now)
    days = _days(free, zone)
    first = next((number for number, day in enumerate(days) if day.on >= _day(request)), 0)
    return visitor_page(
        "book",
        shop,
        may_run=True,
        hosts=hosts,
        host=host,
        days=days[first : first + DAYS],
        later=days[first + DAYS].on if len(days) > first + DAYS else None,
        earlier=days[max(0, first - DAYS)].on if first else None,
        zone=zone,
        service=request.GET.get("service", ""),
        guesses="zone" not in request.GET,
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def booked(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Confirm a session, move it or cancel it; only a press on a button does."""
    found, now = _behind(token, slug), clock.now()
    shop = selectors.storefront_of(found.workspace)
    if request.method != "POST" or request.POST.get("website"):
        return _session_page(shop, found, now=now)
    try:
        done = _decide(request, found, now=now)
    except RuleBroken as why:
        return _session_page(shop, _behind(token, slug), now=now, wrong=str(why), status=409)
    return _session_page(shop, _behind(token, slug), now=now, done=done)


@require_safe
def calendar(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001
    """Give the entry for the visitor's calendar."""
    found = _behind(token, slug)
    if found.state == Booking.State.HELD:
        raise NotHere(_("This session is not confirmed yet. Confirm it first."))
    return HttpResponse(
        invite_for(found, at=clock.now()),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="session.ics"',
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _ask_who(
    request: HttpRequest,
    shop: Storefront,
    free: Sequence[Offer],
    *,
    chosen: datetime | None,
    zone: str,
    host: BookingHost | None,
    now: datetime,
) -> HttpResponse:
    language = translation.get_language()
    posted = request.POST if request.method == "POST" else None
    wanted = _moment(request.POST.get("begins", "")) or chosen
    near = _near(free, wanted)
    form = BookForm(posted, at=now, offers=near, chosen=chosen, zone=zone, language=language)
    if posted is not None and form.is_a_program:
        return visitor_page("held", shop)  # it is told what it wants to hear
    version = version_named(shop, request.GET.get("service", ""))
    if form.is_valid():
        with refusals_in(form):
            hold_slot(
                workspace=shop.workspace,
                wish=Wish(form.begins_at(), zone, host),
                wanted=form.wanted(version),
                visitor=Visitor(network_of(request), language),
                at=now,
            )
            return visitor_page("held", shop)
    is_gone = chosen is not None and all(one.span.begins != chosen for one in free)
    return visitor_page(
        "book_form",
        shop,
        status=422 if form.errors else 200,
        form=form,
        version=version,
        zone=zone,
        host=host,
        is_gone=is_gone and posted is None,
        is_full=not free,
    )


def _near(free: Sequence[Offer], wanted: datetime | None) -> Sequence[Offer]:
    """Return the times from a week before the one that is wanted on, as many as one can look through."""
    first = next(
        (place for place, one in enumerate(free) if wanted and one.span.begins >= wanted - WEEK), 0
    )
    return free[first : first + MOST_TIMES]


def _decide(request: HttpRequest, found: Booking, *, now: datetime) -> str:
    """Do what was pressed. Return what it was, for the page to say; nothing where nothing was done."""
    pressed = request.POST.get("decide", "")
    if pressed == "confirm":
        return pressed if session_booked(booking=found, now=now) else ""
    if pressed == "cancel":
        session_cancelled(booking=found, why="", now=now)
    elif pressed == "move":
        form = _move_form(found, now=now, request=request)
        if not form.is_valid():
            raise RuleBroken(str(form.errors["begins"].as_data()[0].messages[0]))
        session_moved(booking=found, begins=form.begins_at(), zone=found.zone, now=now)
    return pressed if pressed in {"cancel", "move"} else ""


def _session_page(
    shop: Storefront,
    found: Booking,
    *,
    now: datetime,
    wrong: str = "",
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    stands = found.state == Booking.State.BOOKED and found.begins_at > now
    return visitor_page(
        "booked",
        shop,
        status=status,
        booking=found,
        when=when_of(found.begins_at, found.zone, language=translation.get_language()),
        wrong=wrong,
        done=done,
        stands=stands,
        entry=reverse("storefront_public:calendar", args=[found.workspace.slug, token_of(found)]),
        move=_move_form(found, now=now) if stands else None,
    )


def _move_form(found: Booking, *, now: datetime, request: HttpRequest | None = None) -> MoveForm:
    taken = sessions.taken_of([found.host], at=now, until=now + FARTHEST, but=found)
    free = sessions.offers_of(found.host, taken[found.host.pk], at=now, until=now + FARTHEST)
    others = [one for one in free if one.span.begins != found.begins_at][:MOST_TIMES]
    if not (found.host.is_open and sessions.works_here(found.host)):
        others = []
    posted = request.POST if request else None
    return MoveForm(posted, offers=others, zone=found.zone, language=translation.get_language())


def _behind(token: str, slug: str) -> Booking:
    found = sessions.booking_behind(token, slug=slug)
    if found is None:
        raise NotHere(_("This link is over or was never one. Choose a time on the menu."))
    return found


def _days(free: Sequence[Offer], zone: str) -> list[Day]:
    """Return the free times by day; a time that the clock shows twice stands there twice."""
    home = ZoneInfo(zone)
    local = [one.span.begins.astimezone(home) for one in free]
    return [
        Day(day, [(key_of(one), one) for one in times])
        for day, times in groupby(local, key=lambda one: one.date())
    ]


def _zone(text: str, shop: Storefront) -> str:
    return find_zone(text) or shop.workspace.time_zone


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return date.min


def _moment(text: str) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= len("9999999999")):
        return None
    return datetime.fromtimestamp(int(text), tz=UTC)


def _host(hosts: Sequence[BookingHost], ref: str) -> BookingHost | None:
    try:
        wanted = uuid.UUID(ref)
    except ValueError:
        return None
    return next((one for one in hosts if one.ref == wanted), None)
