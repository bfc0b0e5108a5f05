"""When somebody can be booked. Plain values in, plain values out; all moments are in UTC."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLD = timedelta(minutes=60)
"""For so long a time is kept for who has asked for it and not confirmed it."""
LENGTHS = (15, 30, 45, 60, 90, 120)
MOST_BUFFER, MOST_NOTICE, MOST_AHEAD = 120, 336, 120
"""In minutes, hours and days."""
REMIND_BEFORE = timedelta(hours=24)
REMIND_FROM = timedelta(hours=30)
"""Who books later than that before the session knows of it without being reminded."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment until another one, which is not part of it."""

    begins: datetime
    ends: datetime

    def meets(self, other: Span) -> bool:
        """Tell whether both have a moment in common.

        >>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> hour = timedelta(hours=1)
        >>> Span(at, at + hour).meets(Span(at + hour, at + 2 * hour))
        False
        """
        return self.begins < other.ends and other.begins < self.ends

    def wider(self, by: timedelta) -> Span:
        """Return it with as much time before and after it."""
        return Span(self.begins - by, self.ends + by)


@dataclass(frozen=True, slots=True)
class Hours:
    """On a weekday (Monday is 0) from one time of day until another, by the clock on the host's wall."""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Terms:
    """How a host can be booked.

    `minutes`: how long a session takes; `buffer`: minutes free before and after it; `notice`: hours from the booking
    to the session at least; `ahead`: days from today on which there are sessions.
    """

    zone: str
    hours: Sequence[Hours]
    minutes: int = 30
    buffer: int = 0
    notice: int = 24
    ahead: int = 28


@dataclass(frozen=True, slots=True)
class Taken:
    """When a host has no time: whole days by the host's clock, and spans."""

    days: frozenset[date] = frozenset()
    spans: Sequence[Span] = ()
    """Of the own calendar."""
    sessions: Sequence[Span] = ()
    """Booked here: the buffer lies between them and the next one."""


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Return, in UTC, when the clock of a zone shows a time of a day.

    A time that the clock leaves out in spring is the moment at which it jumps; one that it shows twice in autumn is
    the first of both (PEP 495, fold 0).

    >>> moment_of(date(2026, 3, 29), time(2, 30), "Europe/Berlin").isoformat()  # 02:00 is 03:00 there
    '2026-03-29T01:00:00+00:00'
    >>> moment_of(date(2026, 10, 25), time(2, 30), "Europe/Berlin").isoformat()  # 03:00 is 02:00 again
    '2026-10-25T00:30:00+00:00'
    """
    home = ZoneInfo(zone)
    local = datetime.combine(day, at, home)
    found = local.astimezone(UTC)
    if found.astimezone(home).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    # In the gap the two readings of a time lie on either side of the jump.
    return _jump_between(local.replace(fold=1).astimezone(UTC), found, home)


def open_spans(terms: Terms, day: date) -> Iterator[Span]:
    """Yield when the host is there on a day, by the clock of that day."""
    for one in sorted(terms.hours, key=lambda hours: hours.begins):
        if one.weekday == day.weekday():
            found = Span(
                moment_of(day, one.begins, terms.zone), moment_of(day, one.ends, terms.zone)
            )
            if found.begins < found.ends:
                yield found


def free_slots(terms: Terms, taken: Taken, *, at: datetime, until: datetime) -> list[Span]:
    """Return every session that can be booked at a moment and begins before `until`, the soonest first.

    Sessions follow each other from the opening on, with the buffer between them, so that all of them can be taken.
    """
    length, buffer = timedelta(minutes=terms.minutes), timedelta(minutes=terms.buffer)
    soonest = at + timedelta(hours=terms.notice)
    today = at.astimezone(ZoneInfo(terms.zone)).date()
    last = min(today + timedelta(days=terms.ahead), until.astimezone(ZoneInfo(terms.zone)).date())
    busy = _joined([*taken.spans, *(one.wider(buffer) for one in taken.sessions)])
    ends = [one.ends for one in busy]
    found: list[Span] = []
    for day in _days(today, last):
        if day in taken.days:
            continue
        for span in open_spans(terms, day):
            begins = span.begins
            while begins + length <= span.ends:
                slot = Span(begins, begins + length)
                begins += length + buffer
                if soonest <= slot.begins < until and not _is_busy(slot, busy, ends):
                    found.append(slot)
    return sorted(set(found))


def is_free(slot: Span, terms: Terms, taken: Taken, *, at: datetime) -> bool:
    """Tell whether a session can be booked at a moment."""
    return slot in free_slots(terms, taken, at=at, until=slot.begins + timedelta(seconds=1))


def reminded_at(begins: datetime, *, booked_at: datetime) -> datetime | None:
    """Return when the visitor is reminded; None for who has booked a short time before."""
    return begins - REMIND_BEFORE if begins - booked_at >= REMIND_FROM else None


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in their order, those that meet as one: so one look finds whether something is in the way."""
    found: list[Span] = []
    for one in sorted(spans):
        if found and one.begins <= found[-1].ends:
            found[-1] = Span(found[-1].begins, max(found[-1].ends, one.ends))
        else:
            found.append(one)
    return found


def _is_busy(slot: Span, busy: Sequence[Span], ends: Sequence[datetime]) -> bool:
    place = bisect_right(ends, slot.begins)
    return place < len(busy) and busy[place].meets(slot)


def _jump_between(low: datetime, high: datetime, home: ZoneInfo) -> datetime:
    """Return the moment between two at which the clock of a zone jumps, to the second."""
    offset = low.astimezone(home).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(home).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
