"""What a person wants of our questions. Plain values in, plain values out: no Django, no clock, no database."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_PAUSE = timedelta(days=2 * 366)
USUAL_PAUSE = 3
"""Months of the pause that is offered without a date."""


class Want(StrEnum):
    """What a person may want of us. The value is stored, and stands in addresses."""

    PAUSE = "pause"
    AT_CLOSE = "at-close"
    STOP = "stop"
    AGAIN = "again"
    NO_BULLETIN = "no-news"
    BULLETIN = "news"
    ERASE = "erase"


HOLDS_BACK = frozenset({Want.PAUSE, Want.STOP})
"""After these no question leaves any more, not even one that waits in the outbox already."""
ABOUT_BULLETINS = frozenset({Want.NO_BULLETIN, Want.BULLETIN})
"""These move no question."""
HOLDS_BULLETINS = HOLDS_BACK | {Want.NO_BULLETIN}
"""After these no bulletin leaves any more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as it was said; a pause has its end."""

    want: Want
    until: date | None = None


class Hold(StrEnum):
    """Which wish forbids a question."""

    STOPPED = "stopped"
    PAUSED = "paused"
    ONLY_AT_CLOSE = "only_at_close"


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a question, and what it is about."""

    today: date
    at_close: bool = False
    """Its project ends, or has ended."""
    promised: bool = False
    """It is the re-ask that was promised with a recovery."""


def hold(*, stopped: bool, paused_until: date | None, only_at_close: bool, day: Day) -> Hold | None:
    """Return which wish forbids the question, or None. A stop and a pause hold back even what was promised.

    >>> hold(stopped=False, paused_until=date(2026, 6, 1), only_at_close=False, day=Day(date(2026, 5, 31)))
    <Hold.PAUSED: 'paused'>
    >>> hold(stopped=False, paused_until=None, only_at_close=True, day=Day(date(2026, 5, 31), promised=True))
    """
    if stopped:
        return Hold.STOPPED
    if paused_until is not None and day.today < paused_until:
        return Hold.PAUSED
    if only_at_close and not (day.at_close or day.promised):
        return Hold.ONLY_AT_CLOSE
    return None


def months_later(day: date, months: int = USUAL_PAUSE) -> date:
    """Return the same day of a later month, or its last one.

    >>> months_later(date(2026, 11, 30)), months_later(date(2026, 3, 6))
    (datetime.date(2027, 2, 28), datetime.date(2026, 6, 6))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def is_a_pause(until: date, *, today: date) -> bool:
    """Tell whether a pause can end on this day: later than today, and not so late that it is a stop.

    >>> is_a_pause(date(2026, 3, 6), today=date(2026, 3, 6)), is_a_pause(date.max, today=date(2026, 3, 6))
    (False, False)
    """
    return timedelta() < until - today <= LONGEST_PAUSE
