"""What may be said of a place without the PMO, when it is asked again, and who is asked. Plain values, no Django."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Code(StrEnum):
    """What an executive says of the place without the PMO. "No different" stands alone."""

    NO_DIFFERENT = "no_different"
    SLOWER = "slower"
    DEARER = "dearer"
    NOT_FINISHED = "not_finished"
    NOT_STARTED = "not_started"


LOWEST, HIGHEST = 1, 5
"""The ends of the scale: 1 "we can manage our own", 5 "nobody else can deliver like the PMO"."""
OPEN_DAYS = 30
"""So long the link of a mail takes an answer, or another one."""
EVERY = (6, 12)
"""Months between two questions, to choose from."""
DAYS_TO_MEND = 30
"""Days until the work after a "no different" is due, where nobody says otherwise."""
LEAST_FOR_A_SHARE = 5
"""Under so many answers the page shows cases, and no share."""


class Wrong(StrEnum):
    """What is wrong with an answer."""

    NOTHING = ""
    EMPTY = "empty"
    BOTH = "both"
    """No different, and something else besides."""
    SCALE = "scale"


def fault_of(codes: Collection[str], scale: int | None) -> Wrong:
    """Tell what is wrong with an answer; NOTHING when it can be kept. The scale may be left out.

    >>> fault_of(["slower", "dearer"], 4).value, fault_of(["no_different", "slower"], 4).value
    ('', 'both')
    >>> fault_of([], 4).value, fault_of(["slower"], 6).value
    ('empty', 'scale')
    """
    known = set(codes) & set(Code)
    if not known or known != set(codes):
        return Wrong.EMPTY
    if Code.NO_DIFFERENT in known and len(known) > 1:
        return Wrong.BOTH
    if scale is not None and not LOWEST <= scale <= HIGHEST:
        return Wrong.SCALE
    return Wrong.NOTHING


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_occasion(asked: date | None, *, months: int, today: date) -> date:
    """Return from when a person may be asked again: at once who never was, else so many months after the last mail."""
    return today if asked is None else months_later(asked, months)


def takes_answers(sent_at: datetime | None, now: datetime) -> bool:
    """Tell whether a link still takes an answer."""
    return sent_at is not None and now < sent_at + timedelta(days=OPEN_DAYS)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a project of a customer."""

    person: int
    customer: int
    is_executive: bool


def executives(parts: Sequence[Part]) -> set[int]:
    """Return who is asked: the executives of each customer, or its sponsors where it has none.

    >>> sorted(executives([Part(1, 7, True), Part(2, 7, False), Part(3, 8, False)]))
    [1, 3]
    """
    led = {part.customer for part in parts if part.is_executive}
    return {part.person for part in parts if part.is_executive or part.customer not in led}
