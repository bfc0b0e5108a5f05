"""When a project is tasted: its dates in, its occasions out. Pure: no Django, no clock, no tables.

A workspace edits the points; every project gets its occasions from them, and gets them anew when its dates move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONG = 180
"""A project of more days than this is also tasted halfway."""
APART = 21
"""Two occasions of one project that lie closer than so many days are one: the one that matters more."""


class Moment(StrEnum):
    """What of a project's life a point hangs on."""

    START = "start"
    MILESTONE = "milestone"
    HALFWAY = "halfway"
    END = "end"


@dataclass(frozen=True, slots=True)
class Point:
    """One taste point of the template: so many days after a moment."""

    code: str
    moment: Moment
    days_after: int = 0
    longer_than: int = 0
    """Only for projects of more days than this."""
    weight: int = 0
    """Which one stays when two fall together: the higher."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of a project; `key` tells it from the others for good."""

    key: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of a project's life."""

    starts_on: date | None
    ends_on: date | None
    milestones: tuple[Milestone, ...] = ()
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time to ask about a project. `key` stays when its date moves, so that what was asked stays asked."""

    key: str
    point: str
    on: date
    weight: int
    at_close: bool = False
    """At the end of a project: who wants to be asked only then is asked at these."""


STANDARD = (
    Point("kickoff", Moment.START, days_after=21, weight=2),
    Point("milestone", Moment.MILESTONE, days_after=1, weight=3),
    Point("halfway", Moment.HALFWAY, longer_than=LONG, weight=1),
    Point("close", Moment.END, weight=5),
    Point("operation", Moment.END, days_after=90, weight=4),
)
"""What a new workspace starts with (research: after kickoff, at gates, halfway of long ones, close, in operation)."""


def occasions(points: Sequence[Point], dates: Dates) -> list[Occasion]:
    """Return when a project is to be tasted, in order of time. A stopped project is not asked about any more.

    >>> [one.key for one in occasions(STANDARD, Dates(date(2026, 1, 1), date(2026, 12, 31)))]
    ['kickoff', 'halfway', 'close', 'operation']
    """
    if dates.is_stopped:
        return []
    found = [one for point in points for one in _of(point, dates)]
    return _spaced(sorted(found, key=lambda one: (one.on, -one.weight, one.key)))


def _of(point: Point, dates: Dates) -> list[Occasion]:
    length = _length(dates)
    if point.longer_than and (length is None or length <= point.longer_than):
        return []
    after = timedelta(days=point.days_after)
    if point.moment is Moment.MILESTONE:
        return [
            Occasion(f"{point.code}:{one.key}", point.code, one.due_on + after, point.weight)
            for one in dates.milestones
        ]
    day = _moment(point.moment, dates, length)
    at_close = point.moment is Moment.END
    return [Occasion(point.code, point.code, day + after, point.weight, at_close)] if day else []


def _moment(moment: Moment, dates: Dates, length: int | None) -> date | None:
    if moment is Moment.START:
        return dates.starts_on
    if moment is Moment.END:
        return dates.ends_on
    if dates.starts_on is None or length is None:
        return None
    return dates.starts_on + timedelta(days=length // 2)


def _length(dates: Dates) -> int | None:
    if dates.starts_on is None or dates.ends_on is None:
        return None
    return (dates.ends_on - dates.starts_on).days


def _spaced(found: Sequence[Occasion]) -> list[Occasion]:
    """Drop the lighter of two that lie too close; milestones of one day are one occasion."""
    kept: list[Occasion] = []
    for one in sorted(found, key=lambda one: (-one.weight, one.on, one.key)):
        if all(abs((one.on - other.on).days) >= APART for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.on)
