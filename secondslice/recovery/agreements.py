"""On which days an agreement has promised an update, and how it was kept. Plain values in, plain values out."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from secondslice.analytics.workdays import ONE_DAY, WorkCalendar, add_workdays

DAILY, WEEKLY, FORTNIGHTLY, MONTHLY = "daily", "weekly", "fortnightly", "monthly"
WITH_A_WEEKDAY = frozenset({WEEKLY, FORTNIGHTLY})
WEEK = 7
GRACE = 1
"""Working days after the promised one within which an update still counts as kept."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed upon: how often, on which weekday (Monday is 0), from when and until when."""

    rhythm: str
    starts_on: date
    ends_on: date | None = None
    weekday: int | None = None

    @property
    def on_weekday(self) -> int:
        """Return the weekday of a weekly rhythm: the agreed one, else that of the first day."""
        return self.starts_on.weekday() if self.weekday is None else self.weekday


class Fate(StrEnum):
    """What became of an update that was promised for a day."""

    KEPT = "kept"
    LATE = "late"
    """Delivered, but after the grace."""
    MISSED = "missed"
    """Not delivered, and the grace is over."""
    LEFT_OUT = "left_out"
    """Somebody said why it is not needed."""
    DUE = "due"
    """It can still be kept."""


@dataclass(frozen=True, slots=True)
class Record:
    """How an agreement was kept until now."""

    days: Sequence[tuple[date, Fate]]
    """Every day promised until today, and those delivered before their day; the newest first."""
    next: date | None
    """The next day promised after today that has no update yet."""
    today: date

    def count(self, *fates: Fate) -> int:
        """Return how many updates met one of these fates."""
        return sum(fate in fates for _day, fate in self.days)

    @property
    def kept(self) -> int:
        """Return how many were delivered in time."""
        return self.count(Fate.KEPT)

    @property
    def judged(self) -> int:
        """Return of how many it is known; what was left out with a reason was not broken, and not kept either."""
        return self.count(Fate.KEPT, Fate.LATE, Fate.MISSED)

    @property
    def left_out(self) -> int:
        """Return how many were left out with a reason."""
        return self.count(Fate.LEFT_OUT)

    @property
    def open(self) -> date | None:
        """Return the day of which somebody has to say something: one that can still be kept, the newest first.

        A missed day is open as long as no later one is settled: after that it is history.
        """
        due = next((day for day, fate in self.days if fate is Fate.DUE), None)
        if due is not None:
            return due
        newest = next(((day, fate) for day, fate in self.days if day <= self.today), None)
        return newest[0] if newest and newest[1] is Fate.MISSED else None

    @property
    def is_missed(self) -> bool:
        """Tell whether the open day can be kept no more."""
        return any(day == self.open and fate is Fate.MISSED for day, fate in self.days)

    @property
    def sayable(self) -> date | None:
        """Return the day of which something can be said now: the open one, else the next."""
        return self.open or self.next


def promised_days(agreed: Agreed, *, until: date, calendar: WorkCalendar) -> list[date]:
    """Return the promised days from the first to `until`, in their order; none lies outside the agreement.

    A day on which nobody works moves to the next working day; what would move beyond the end is not promised.

    >>> fridays = Agreed(WEEKLY, starts_on=date(2026, 4, 30), weekday=4)
    >>> labour_day = WorkCalendar(holidays=frozenset({date(2026, 5, 1)}))
    >>> [str(day) for day in promised_days(fridays, until=date(2026, 5, 8), calendar=labour_day)]
    ['2026-05-04', '2026-05-08']
    >>> last_days = Agreed(MONTHLY, starts_on=date(2026, 1, 31))
    >>> [str(day) for day in promised_days(last_days, until=date(2026, 4, 30), calendar=WorkCalendar())]
    ['2026-02-02', '2026-03-02', '2026-03-31', '2026-04-30']
    """
    found: list[date] = []
    for day in _days(agreed, calendar):
        if day > until:
            break
        found.append(day)
    return found


def next_promised(agreed: Agreed, *, after: date, calendar: WorkCalendar) -> date | None:
    """Return the first promised day after this one; None when the agreement ends before.

    >>> next_promised(Agreed(DAILY, starts_on=date(2026, 3, 2)), after=date(2026, 3, 6), calendar=WorkCalendar())
    datetime.date(2026, 3, 9)
    """
    return next((day for day in _days(agreed, calendar) if day > after), None)


def record(
    agreed: Agreed,
    *,
    updates: Mapping[date, date | None],
    today: date,
    calendar: WorkCalendar,
    told_on: date | None = None,
) -> Record:
    """Return how an agreement was kept; `updates` say of a promised day when it was delivered, None: left out.

    A day that was written down stays promised, also where the calendar of the workspace has changed since. Days before
    `told_on`, when the agreement was written down, are not held against anybody.
    """
    first = told_on or agreed.starts_on
    promised = promised_days(agreed, until=today, calendar=calendar)
    days = {*(day for day in promised if day >= first), *updates}
    fates = [
        (day, _fate(day, updates, today=today, calendar=calendar))
        for day in sorted(days, reverse=True)
    ]
    ahead = (day for day in _days(agreed, calendar) if day > today and day not in updates)
    return Record(days=fates, next=next(ahead, None), today=today)


def _fate(
    day: date, updates: Mapping[date, date | None], *, today: date, calendar: WorkCalendar
) -> Fate:
    last = add_workdays(day, GRACE, calendar)
    if day in updates:
        delivered = updates[day]
        if delivered is None:
            return Fate.LEFT_OUT
        return Fate.KEPT if delivered <= last else Fate.LATE
    return Fate.DUE if today <= last else Fate.MISSED


def _days(agreed: Agreed, calendar: WorkCalendar) -> Iterator[date]:
    """Yield the promised days: each once, each later than the one before."""
    before: date | None = None
    for wanted in _wanted(agreed):
        if agreed.ends_on is not None and wanted > agreed.ends_on:
            return
        day = _at_work(wanted, calendar)
        if agreed.ends_on is not None and day > agreed.ends_on:
            return
        if before is None or day > before:
            yield day
            before = day


def _wanted(agreed: Agreed) -> Iterator[date]:
    """Yield the days of the rhythm, whether anybody works on them or not, as far as a calendar goes."""
    day = agreed.starts_on
    if agreed.rhythm in WITH_A_WEEKDAY:
        day += timedelta(days=(agreed.on_weekday - day.weekday()) % WEEK)
    step = {DAILY: 1, WEEKLY: WEEK}.get(agreed.rhythm, 2 * WEEK)
    number = 0
    while day.year < date.max.year:
        yield day
        number += 1
        if agreed.rhythm == MONTHLY:
            day = _months_later(agreed.starts_on, number)
        else:
            day += timedelta(days=step)


def _months_later(day: date, number: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _at_work(day: date, calendar: WorkCalendar) -> date:
    while not calendar.is_workday(day):
        day += ONE_DAY
    return day
