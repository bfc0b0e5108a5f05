"""Quarters, how long a link holds, and how often a password may be tried. Plain values in, plain values out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LEAST = 5
"""Below so many cases there are cases, not a share. The same number as on the pages."""
QUARTERS_SHOWN = 5
"""This quarter and the four before: so that each stands beside the same one a year ago."""
MONTHS_OF_A_QUARTER, QUARTERS_OF_A_YEAR = 3, 4
SHARE_DAYS, MOST_SHARE_DAYS = 30, 365
"""How long a link holds when nothing else is said, and at most."""
MOST_TRIES, TRIES_WITHIN = 10, timedelta(minutes=15)
_WRITTEN = re.compile(r"(\d{4})-Q([1-4])\Z")


class Dropped(StrEnum):
    """Why a copy of a report does not leave to its reader any more, beside what the contact budget says."""

    REMOVED = "removed"
    """Taken off the list of readers."""
    OFF = "off"
    """Reports do not leave by mail any more."""
    CLIENT = "client"
    """The person is with a client organisation, and the report tells what other customers pay and gain."""
    NO_EXECUTIVE = "no_executive"
    """No project names the person as an executive any more."""
    ERASED = "erased"
    """The person had all own data erased."""
    LATER = "later"
    """The report of a later quarter has come meanwhile."""
    REPLACED = "replaced"
    """The report was issued again; this and the next three as selectors.reading.Over says it."""
    QUOTE_GONE = "quote_gone"
    """Words that are quoted in it may not be shown any more."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    NO_LINK = "no_link"
    """The installation's key was changed since, so the link leads nowhere."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of the calendar."""

    year: int
    number: int

    @property
    def begins_on(self) -> date:
        """Return its first day."""
        return date(self.year, (self.number - 1) * MONTHS_OF_A_QUARTER + 1, 1)

    @property
    def ends_on(self) -> date:
        """Return its last day."""
        return self.after().begins_on - timedelta(days=1)

    @property
    def written(self) -> str:
        """Return it as it stands in an address.

        >>> Quarter(2026, 3).written, Quarter(2026, 4).ends_on
        ('2026-Q3', datetime.date(2026, 12, 31))
        """
        return f"{self.year}-Q{self.number}"

    def after(self, count: int = 1) -> Quarter:
        """Return the quarter so many later, or earlier.

        >>> Quarter(2026, 4).after(), Quarter(2026, 1).after(-5)
        (Quarter(year=2027, number=1), Quarter(year=2024, number=4))
        """
        place = self.year * QUARTERS_OF_A_YEAR + self.number - 1 + count
        return Quarter(place // QUARTERS_OF_A_YEAR, place % QUARTERS_OF_A_YEAR + 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day.

    >>> quarter_of(date(2026, 11, 28))
    Quarter(year=2026, number=4)
    """
    return Quarter(day.year, (day.month - 1) // MONTHS_OF_A_QUARTER + 1)


def last_ended(today: date) -> Quarter:
    """Return the last quarter that is over.

    >>> last_ended(date(2026, 1, 1))
    Quarter(year=2025, number=4)
    """
    return quarter_of(today).after(-1)


def quarter_from(text: str, *, today: date) -> Quarter:
    """Return the quarter that an address names; for nonsense and for the future the last one that is over.

    >>> quarter_from("2026-Q1", today=date(2026, 11, 28)), quarter_from("soon", today=date(2026, 11, 28))
    (Quarter(year=2026, number=1), Quarter(year=2026, number=3))
    """
    found = _WRITTEN.match(text)
    if found is None:
        return last_ended(today)
    wanted = Quarter(int(found[1]), int(found[2]))
    is_there = wanted.year > 1900 and wanted <= quarter_of(today)  # noqa: PLR2004  (no PMO is older)
    return wanted if is_there else last_ended(today)


def tries_after(tries: int, since: datetime | None, *, at: datetime) -> tuple[int, datetime]:
    """Return how many wrong passwords count once this one is counted too, and since when.

    >>> day = datetime(2026, 11, 28)
    >>> tries_after(3, day, at=day), tries_after(3, day, at=day + TRIES_WITHIN)[0]
    ((4, datetime.datetime(2026, 11, 28, 0, 0)), 1)
    """
    if since is None or at >= since + TRIES_WITHIN:
        return 1, at
    return tries + 1, since


def is_locked(tries: int, since: datetime | None, *, at: datetime) -> bool:
    """Tell whether no password is looked at for a while, because too many were wrong.

    >>> day = datetime(2026, 11, 28)
    >>> is_locked(MOST_TRIES, day, at=day), is_locked(MOST_TRIES, day, at=day + TRIES_WITHIN)
    (True, False)
    """
    return since is not None and tries >= MOST_TRIES and at < since + TRIES_WITHIN
