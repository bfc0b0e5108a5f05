"""Which times are free, and what is booked."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import RUNS_THE_PMO, WORKS
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.tokens import digest, looks_like_token
from secondslice.funnel.booking.models import Booking, BookingHost, BusyTime, TimeOff
from secondslice.funnel.booking.rules import ONE_DAY, Span, Taken, free_slots

State = Booking.State
FARTHEST = timedelta(days=400)
"""Nothing is looked at beyond."""
MOST, FEW = 100, 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that can be booked, and with whom."""

    span: Span
    hosts: Sequence[BookingHost]


def hosts_of(workspace: Workspace) -> QuerySet[BookingHost]:
    """Return with whom visitors can book: members who work here and have opened their hours, by name."""
    found = BookingHost.objects.filter(
        workspace=workspace, is_open=True, user__in=_workers(workspace).values("user")
    )
    return (
        found.select_related("user", "workspace")
        .prefetch_related("hours")
        .order_by("user__name", "pk")
    )


def works_here(host: BookingHost) -> bool:
    """Tell whether a host is still a member who can be booked."""
    return _workers(host.workspace).filter(user=host.user_id).exists()


def host_of(membership: Membership) -> BookingHost | None:
    """Return how this member can be booked; None before it was ever set."""
    found = BookingHost.objects.filter(workspace=membership.workspace_id, user=membership.user_id)
    return found.select_related("user", "workspace").first()


def offers(hosts: Sequence[BookingHost], *, at: datetime, until: datetime) -> list[Offer]:
    """Return every session that one of these hosts has free and that begins before `until`, the soonest first.

    Five queries, however many hosts there are.
    """
    taken = taken_of(hosts, at=at, until=until)
    found: defaultdict[Span, list[BookingHost]] = defaultdict(list)
    for host in hosts:
        for span in free_slots(host.terms, taken[host.pk], at=at, until=until):
            found[span].append(host)
    by_time = sorted(found.items(), key=lambda one: one[0])
    return [Offer(span, with_whom) for span, with_whom in by_time]


def offers_of(host: BookingHost, taken: Taken, *, at: datetime, until: datetime) -> list[Offer]:
    """Return every session of one host that is free, the soonest first."""
    return [Offer(one, [host]) for one in free_slots(host.terms, taken, at=at, until=until)]


def taken_of(
    hosts: Sequence[BookingHost],
    *,
    at: datetime,
    until: datetime,
    but: Booking | None = None,
) -> dict[int, Taken]:
    """Return when each of these hosts has no time, by key; `but` is the booking that is being moved."""
    keys = [host.pk for host in hosts]
    stands = Q(state=State.BOOKED) | Q(state=State.HELD, held_until__gt=at)
    booked = Booking.objects.filter(stands, host__in=keys, ends_at__gt=at - ONE_DAY)
    if but is not None:
        booked = booked.exclude(pk=but.pk)
    sessions, spans, days = (defaultdict[int, list](list) for _kind in range(3))  # type: ignore[type-arg]
    for host, begins, ends in booked.values_list("host", "begins_at", "ends_at"):
        sessions[host].append(Span(begins, ends))
    busy = BusyTime.objects.filter(
        workspace__in={host.workspace_id for host in hosts},
        host__in=keys,
        ends_at__gt=at,
        begins_at__lt=until + ONE_DAY,
    )
    for host, begins, ends in busy.values_list("host", "begins_at", "ends_at"):
        spans[host].append(Span(begins, ends))
    near = (at.date() - ONE_DAY, min(until, at + FARTHEST).date() + ONE_DAY)
    off = TimeOff.objects.filter(host__in=keys, ends_on__gte=near[0])
    for host, first, last in off.values_list("host", "begins_on", "ends_on"):
        days[host] += _days(first, last, near)
    away = _away(hosts, near)
    return {
        host.pk: Taken(
            days=frozenset([*days[host.pk], *away.get(host.user_id, []), *_holidays(host, at)]),
            spans=spans[host.pk],
            sessions=sessions[host.pk],
        )
        for host in hosts
    }


def booking_behind(token: str, *, slug: str) -> Booking | None:
    """Return what this link is about; None for nonsense and for what was never confirmed alike."""
    if not looks_like_token(token):
        return None
    found = Booking.objects.select_related(
        "workspace", "host__user", "host__workspace", "version", "contact", "opportunity"
    ).prefetch_related("host__hours")
    return (
        found.filter(token_digest=digest(token), workspace__slug=slug)
        .exclude(state=State.LAPSED)
        .first()
    )


def visible_bookings(membership: Membership) -> QuerySet[Booking]:
    """Return what is booked, or was: who runs the PMO sees all, everybody else the own."""
    found = Booking.objects.filter(workspace=membership.workspace_id).exclude(
        state__in=[State.HELD, State.LAPSED]
    )
    if membership.role not in RUNS_THE_PMO:
        found = found.filter(host__user=membership.user_id)
    return found.select_related(
        "workspace", "host__user", "contact__customer", "opportunity", "version"
    )


def booking_for(membership: Membership, *, ref: uuid.UUID) -> Booking:
    """Return one booking. Raise NotHere when it is not there or not for this member."""
    found = visible_bookings(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such session, or it is not one of yours."))
    return found


def coming(membership: Membership, *, at: datetime) -> list[Booking]:
    """Return the sessions to come that this member may see, the soonest first."""
    found = visible_bookings(membership).filter(state=State.BOOKED, ends_at__gt=at)
    return list(found.order_by("begins_at", "pk")[:MOST])


def past(membership: Membership, *, at: datetime) -> list[Booking]:
    """Return the newest of the sessions that are over or cancelled."""
    found = visible_bookings(membership).exclude(state=State.BOOKED, ends_at__gt=at)
    return list(found.order_by("-begins_at", "-pk")[:FEW])


def days_off(host: BookingHost, *, at: datetime) -> list[TimeOff]:
    """Return the days to come on which a host cannot be booked."""
    return list(TimeOff.objects.filter(host=host, ends_on__gte=clock.day_of(at, host.zone)))


def time_off_for(membership: Membership, *, ref: uuid.UUID) -> TimeOff:
    """Return one entry of the own days off. Raise NotHere when it is not there."""
    found = TimeOff.objects.filter(
        workspace=membership.workspace_id, host__user=membership.user_id, ref=ref
    ).first()
    if found is None:
        raise NotHere(_("These days are no days off of yours any more."))
    return found


def _workers(workspace: Workspace) -> QuerySet[Membership]:
    return Membership.objects.filter(workspace=workspace, role__in=WORKS, user__is_active=True)


def _away(hosts: Sequence[BookingHost], near: tuple[date, date]) -> dict[int, list[date]]:
    members = Membership.objects.filter(
        Q(away_until__gte=near[0]) | Q(away_until=None),
        workspace__in={host.workspace_id for host in hosts},
        user__in=[host.user_id for host in hosts],
        away_from__isnull=False,
    )
    return {
        user: _days(first, last or near[1], near)
        for user, first, last in members.values_list("user", "away_from", "away_until")
        if first is not None
    }


def _holidays(host: BookingHost, at: datetime) -> frozenset[date]:
    """Return the public holidays of the workspace's country: what somebody opens on a Saturday stays open."""
    home = host.workspace
    year = clock.day_of(at, home.time_zone).year
    return working_calendar(country=home.country, zone=home.time_zone, year=year).holidays


def _days(first: date, last: date, near: tuple[date, date]) -> list[date]:
    """Return the days from the first to the last one, as far as they lie near."""
    first, last = max(first, near[0]), min(last, near[1])
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
