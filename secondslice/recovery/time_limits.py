"""Until when each step of a case is due, and when somebody is warned. Plain values in, plain values out.

The defaults are those of docs/model/recovery.md; a workspace sets its own, by severity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from secondslice.analytics.workdays import (
    WorkCalendar,
    after_working,
    due_after,
    working_time,
)
from secondslice.recovery.rules import Step

AT_LEAST = 1
"""Working days that every step gets, however late the one before was done: nobody can keep a limit that is over."""
HALF = 0.5
OPENING = time(9)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each step may take. The first three count working days from the No, the re-ask days from the change."""

    acknowledge: int = 1
    plan: int = 2
    fix: int = 10
    ask_from: int = 10
    """Days after the change began from which the customer has tasted enough of it to be asked."""
    ask_until: int = 14
    """Days after the change began until which the customer is to be asked."""
    executive: int = 2
    """Working days after a limit has passed until the executive named for the customer is told."""
    untouched: int = 5
    """Working days after which a case that nobody has touched says so."""

    def are_in_order(self) -> bool:
        """Tell whether each step ends no earlier than the one before.

        >>> Limits().are_in_order(), Limits(acknowledge=3, plan=2).are_in_order()
        (True, False)
        """
        return self.acknowledge <= self.plan <= self.fix and self.ask_from <= self.ask_until


def opening(day: date, zone: str) -> datetime:
    """Return when something begins that was promised from this day on.

    >>> opening(date(2026, 3, 6), "Europe/Berlin").isoformat()
    '2026-03-06T09:00:00+01:00'
    """
    return datetime.combine(day, OPENING, ZoneInfo(zone))


def due(
    of: Step, *, said_at: datetime, since: datetime, limits: Limits, calendar: WorkCalendar
) -> datetime:
    """Return until when a step of ours is due.

    `said_at` is when the newest No was said; `since` when this step became the next one, and for the re-ask when the
    change began. The customer's time runs from the No, not from when we got to it.
    """
    if of is Step.ASK_AGAIN:
        return due_after(since + timedelta(days=limits.ask_until), 0, calendar)
    days = {Step.TALK: limits.acknowledge, Step.PLAN: limits.plan}.get(of, limits.fix)
    return max(due_after(said_at, days, calendar), due_after(since, AT_LEAST, calendar))


def half_way(*, since: datetime, until: datetime, calendar: WorkCalendar) -> datetime:
    """Return when half of the working time between two moments has passed: then the owner is reminded.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> half_way(since=monday, until=datetime(2026, 3, 4, 9, tzinfo=UTC), calendar=WorkCalendar())
    datetime.datetime(2026, 3, 2, 17, 0, tzinfo=datetime.timezone.utc)
    """
    half = working_time(since, until, calendar) * HALF
    return min(max(after_working(since, half, calendar), since), max(until, since))


def due_anew(*, laid: datetime, before: datetime, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return until when a step is due whose limit was changed at `at`: `laid` by the new limits, `before` by the old.

    A shorter limit leaves at least one working day, or what was left anyway: nothing becomes late by being set.

    >>> from datetime import UTC
    >>> monday, tuesday, friday = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 6))
    >>> due_anew(laid=monday, before=friday, at=monday, calendar=WorkCalendar()) == tuesday
    True
    """
    return max(laid, min(before, due_after(at, AT_LEAST, calendar)))


def is_untouched(
    touched_at: datetime, now: datetime, *, limits: Limits, calendar: WorkCalendar
) -> bool:
    """Tell whether nobody has done or written anything for so long that it must be said."""
    return due_after(touched_at, limits.untouched, calendar) <= now


class Warned(IntEnum):
    """How far the warnings about one step have gone; the number is stored."""

    NOBODY = 0
    OWNER = 50
    """Half of the time has passed: the owner knows."""
    LEAD = 100
    """The time is over: the PMO lead knows."""
    EXECUTIVE = 200
    """Days later still: the executive named for the customer knows."""


def level_reached(
    now: datetime, *, half_at: datetime | None, due_at: datetime, executive_at: datetime
) -> Warned:
    """Return how far the warnings about a step should have gone by now.

    >>> from datetime import UTC
    >>> monday, tuesday, friday = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 6))
    >>> level_reached(tuesday, half_at=monday, due_at=tuesday, executive_at=friday)
    <Warned.LEAD: 100>
    """
    steps = (
        (executive_at, Warned.EXECUTIVE),
        (due_at, Warned.LEAD),
        (half_at, Warned.OWNER),
    )
    return next((level for at, level in steps if at is not None and at <= now), Warned.NOBODY)
