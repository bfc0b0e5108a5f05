"""Agreements that hold, and how they were kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Membership, Workspace
from secondslice.analytics.workdays import WorkCalendar
from secondslice.core import clock
from secondslice.core.keyset import Slice, slice_of, slice_of_known
from secondslice.recovery.access import visible_cases
from secondslice.recovery.adjustment_words import agreed_of
from secondslice.recovery.agreements import Record, record
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case

YEARS_OF_A_CALENDAR = 5
ROWS_ON_A_PAGE = 50
SHOWS = ("hold", "mine", "due", "ended")
_WITH = ("case__workspace", "case__ask", "case__contact", "case__customer", "case__project")


@dataclass(frozen=True, slots=True)
class Kept:
    """An agreement, and how it was kept."""

    adjustment: Adjustment
    record: Record


@dataclass(frozen=True, slots=True)
class ToKeep:
    """What somebody has to do now so that what was promised is kept."""

    updates: Sequence[Kept] = ()
    """Agreements in which an update is due or was missed, the oldest promise first."""
    looks: Sequence[Adjustment] = ()
    """Risks on watch at which it is time to look."""

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.updates) + len(self.looks)


@dataclass(frozen=True, slots=True)
class Change:
    """An adjustment of a case; of an agreement also how it was kept."""

    adjustment: Adjustment
    record: Record | None
    is_watched: bool
    """Whether it is a risk that is on watch still."""


@dataclass(frozen=True, slots=True)
class KeepingCounts:
    """How many agreements there are of each kind, and how many risks fit the filter."""

    hold: int
    mine: int
    ended: int
    due: int
    watched: int


def adjustments_of_member(membership: Membership) -> QuerySet[Adjustment]:
    """Return the adjustments in cases that this member may see. Every list of them reads through this."""
    cases = visible_cases(membership).order_by().values("pk")
    return Adjustment.objects.filter(case__in=cases)


def agreements(membership: Membership, *, show: str, at: datetime) -> QuerySet[Adjustment]:
    """Return the agreements of one filter: those that hold (the default), mine, or those that have ended."""
    today = clock.day_of(at, membership.workspace.time_zone)
    found = adjustments_of_member(membership).filter(kind=Adjustment.Kind.AGREEMENT)
    if show == "ended":
        found = found.filter(ends_on__lt=today)
    else:
        found = found.filter(_holds(today))
        if show == "mine":
            found = found.filter(case__owner=membership.user_id)
    return found.select_related(*_WITH, "case__owner").prefetch_related(_UPDATES)


_UPDATES = Prefetch("updates", queryset=AgreedUpdate.objects.order_by("promised_on"))


def _holds(today: date) -> Q:
    """Return the condition that an adjustment holds: also when it begins later."""
    return Q(ends_on=None) | Q(ends_on__gte=today)


def _is_watched(today: date) -> Q:
    """Return the condition that a risk is on watch: nobody has let it end, or said that it is gone or an issue."""
    return Q(kind=Adjustment.Kind.WATCH, review_on__isnull=False) & _holds(today)


def agreement_slice(
    membership: Membership, *, show: str, after: str, at: datetime
) -> Slice[Adjustment]:
    """Return one page of `agreements`, the newest first; of those due, the oldest promise first."""
    if show == "due":
        due = due_updates(membership, at=at)
        days = {one.adjustment.pk: one.record.open or date.max for one in due}
        return slice_of_known(
            [one.adjustment for one in due],
            by=lambda one: days[one.pk],
            after=after,
            size=ROWS_ON_A_PAGE,
        )
    return slice_of(
        agreements(membership, show=show, at=at),
        by="starts_on",
        after=after,
        size=ROWS_ON_A_PAGE,
        read=date.fromisoformat,
        newest_first=True,
    )


def due_updates(membership: Membership, *, at: datetime) -> list[Kept]:
    """Return the agreements in which an update is due or was missed, the oldest promise first: two queries."""
    return _open_ones(agreements(membership, show="hold", at=at), at=at)


def to_keep(membership: Membership, *, at: datetime) -> ToKeep:
    """Return what this member has to keep now, in the cases he owns: one query, and one for the updates."""
    today = clock.day_of(at, membership.workspace.time_zone)
    agreement = Q(kind=Adjustment.Kind.AGREEMENT) & _holds(today)
    risk = _is_watched(today) & Q(review_on__lte=today)
    found = adjustments_of_member(membership).filter(
        agreement | risk, case__owner=membership.user_id
    )
    listed = list(found.select_related(*_WITH).order_by("review_on", "ref"))
    agreed = [one for one in listed if one.kind == Adjustment.Kind.AGREEMENT]
    prefetch_related_objects(agreed, _UPDATES)
    looks = [one for one in listed if one.kind == Adjustment.Kind.WATCH]
    return ToKeep(updates=_open_ones(agreed, at=at), looks=looks)


def _open_ones(found: Iterable[Adjustment], *, at: datetime) -> list[Kept]:
    open_ones = [one for one in kept(found, at=at) if one.record.open is not None]
    return sorted(open_ones, key=lambda one: (one.record.open or date.max, one.adjustment.pk))


def kept(found: Iterable[Adjustment], *, at: datetime) -> list[Kept]:
    """Return how each of these agreements was kept; they bring their updates with them."""
    return [Kept(one, record_of(one, at=at)) for one in found]


def record_of(adjustment: Adjustment, *, at: datetime) -> Record:
    """Return how one agreement was kept until now."""
    workspace = adjustment.case.workspace
    today = clock.day_of(at, workspace.time_zone)
    updates = {one.promised_on: one.delivered_on for one in adjustment.updates.all()}
    return record(
        agreed_of(adjustment),
        updates=updates,
        today=today,
        told_on=clock.day_of(adjustment.at, workspace.time_zone),
        calendar=calendar_between(workspace, adjustment.starts_on, today),
    )


def calendar_between(workspace: Workspace, first: date, last: date) -> WorkCalendar:
    """Return when this PMO works over years: one calendar knows a few years only."""
    return _calendar(workspace.country, workspace.time_zone, first.year, max(first.year, last.year))


@lru_cache(maxsize=128)
def _calendar(country: str, zone: str, first: int, last: int) -> WorkCalendar:
    # A calendar of a year begins with the year before, and knows the three after it.
    years = range(first + 1, last + YEARS_OF_A_CALENDAR, YEARS_OF_A_CALENDAR)
    parts = [working_calendar(country=country, zone=zone, year=year) for year in years]
    holidays = frozenset[date]().union(*(one.holidays for one in parts))
    return WorkCalendar(zone=zone, weekdays=parts[0].weekdays, holidays=holidays)


def watched(membership: Membership, *, show: str, at: datetime) -> QuerySet[Adjustment]:
    """Return the risks on watch of one filter: mine, those to look at now, or all; none of those that have ended."""
    today = clock.day_of(at, membership.workspace.time_zone)
    found = adjustments_of_member(membership).filter(_is_watched(today))
    if show == "mine":
        return found.filter(case__owner=membership.user_id)
    if show == "due":
        return found.filter(review_on__lte=today)
    return found.none() if show == "ended" else found


def watched_slice(
    membership: Membership, *, show: str, after: str, at: datetime
) -> Slice[Adjustment]:
    """Return one page of the risks on watch of one filter, the next look first."""
    return slice_of(
        watched(membership, show=show, at=at).select_related(*_WITH, "case__owner"),
        by="review_on",
        after=after,
        size=ROWS_ON_A_PAGE,
        read=date.fromisoformat,
    )


def keeping_counts(membership: Membership, *, show: str, at: datetime) -> KeepingCounts:
    """Return all counts: two queries, and two for what is due."""
    today = clock.day_of(at, membership.workspace.time_zone)
    agreement = Q(kind=Adjustment.Kind.AGREEMENT)
    counted = adjustments_of_member(membership).aggregate(
        hold=Count("pk", filter=agreement & _holds(today)),
        mine=Count("pk", filter=agreement & _holds(today) & Q(case__owner=membership.user_id)),
        ended=Count("pk", filter=agreement & Q(ends_on__lt=today)),
    )
    return KeepingCounts(
        **counted,
        due=len(due_updates(membership, at=at)),
        watched=watched(membership, show=show, at=at).count(),
    )


def changes_in(case: Case, found: Iterable[Adjustment], *, at: datetime) -> list[Change]:
    """Return the adjustments of a case as its page shows them, the newest first: one query, for the agreements."""
    listed = list(reversed(list(found)))
    for one in listed:
        one.case = case
    prefetch_related_objects([one for one in listed if one.rhythm], _UPDATES)
    return [change_of(one, at=at) for one in listed]


def change_of(adjustment: Adjustment, *, at: datetime) -> Change:
    """Return one adjustment as its page shows it."""
    is_agreement = adjustment.kind == Adjustment.Kind.AGREEMENT
    today = clock.day_of(at, adjustment.case.workspace.time_zone)
    return Change(
        adjustment,
        record_of(adjustment, at=at) if is_agreement else None,
        is_watched=adjustment.review_on is not None and not adjustment.is_over(today),
    )
