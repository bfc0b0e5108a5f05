"""What may be said of counts: which periods, from how many answers on, and which groups stand apart. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from secondslice.analytics.control import outside
from secondslice.analytics.proportions import (
    Proportion,
    difference,
    proportion,
    response_rate,
    wilson,
)
from secondslice.analytics.shrinkage import Group, shrink

LEAST_FOR_A_SCORE = 5
"""Below so many answers there are cases, not a score."""
MOST_PERIODS = 24
LENGTHS = (1, 3, 6, 12)
"""How many months a period may have."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were asked, and what they said."""

    asked: int = 0
    yes: int = 0
    no: int = 0

    @property
    def answered(self) -> int:
        """Return how many answered."""
        return self.yes + self.no

    @property
    def unanswered(self) -> int:
        """Return how many have not answered: silent, not reached, or still open."""
        return self.asked - self.answered

    @property
    def response_rate(self) -> float | None:
        """Return the share of those asked who answered."""
        return response_rate(answered=self.answered, asked=self.asked)

    @property
    def has_score(self) -> bool:
        """Tell whether there are answers enough for a score."""
        return self.answered >= LEAST_FOR_A_SCORE

    @property
    def score(self) -> Proportion | None:
        """Return the share of Yes with its interval, or None where there are cases, not a score."""
        return proportion(yes=self.yes, n=self.answered) if self.has_score else None

    @property
    def band(self) -> tuple[float, float] | None:
        """Return the share if all who have not answered had said No, and if all had said Yes: what that leaves open.

        >>> Tally(asked=10, yes=4).band
        (0.4, 1.0)
        """
        if not self.asked:
            return None
        return self.yes / self.asked, (self.yes + self.unanswered) / self.asked

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(self.asked + other.asked, self.yes + other.yes, self.no + other.no)


@dataclass(frozen=True, slots=True)
class Period:
    """Some months in a row. `is_unusual`: further from the share of all periods than chance goes."""

    first: date
    last: date
    """Its last day."""
    months: int
    tally: Tally
    is_unusual: bool = False


def month_after(month: date, count: int = 1) -> date:
    """Return the first day of the month so many months later, or earlier.

    >>> month_after(date(2026, 11, 26), 2), month_after(date(2026, 1, 5), -1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def periods(months: Mapping[date, Tally], *, first: date, last: date) -> list[Period]:
    """Return the months from `first` to `last` in periods: the shortest in which most have answers enough for a score.

    Periods of three, six or twelve months are those of the calendar, so that the first one may be cut.
    """
    found: list[Period] = []
    for length in LENGTHS:
        found = _cut(months, first, last, length)
        spoken = [one for one in found if one.tally.answered]
        scored = [one for one in spoken if one.tally.has_score]
        if len(found) <= MOST_PERIODS and 2 * len(scored) >= len(spoken):
            break
    unusual = outside([(one.tally.yes, one.tally.answered) for one in found])
    return [
        Period(one.first, one.last, one.months, one.tally, is_out)
        for one, is_out in zip(found, unusual, strict=True)
    ]


def _cut(months: Mapping[date, Tally], first: date, last: date, length: int) -> list[Period]:
    found: list[Period] = []
    month = first
    while month <= last:
        after = month_after(month, length - (month.month - 1) % length)
        mine = [at for at in _months(month, after) if at <= last]
        tally = sum((months.get(at, Tally()) for at in mine), Tally())
        found.append(Period(month, month_after(mine[-1]) - timedelta(days=1), len(mine), tally))
        month = after
    return found


def _months(first: date, end: date) -> Iterable[date]:
    while first < end:
        yield first
        first = month_after(first)


@dataclass(frozen=True, slots=True)
class Compared:
    """One group beside the others: what was seen, and what is left of it when few answers are drawn to the whole.

    `stands`: -1 or 1 where its interval does not touch that of all others together, else 0.
    """

    key: str
    tally: Tally
    drawn: Group
    stands: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups, those with most answers first. Not a ranking: most intervals overlap.

    `learnt` is False where there are too few groups to learn from, and a fixed prior of `a` and `b` stood in.
    """

    groups: list[Compared] = field(default_factory=list)
    learnt: bool = True
    a: float = 0.0
    b: float = 0.0

    @property
    def apart(self) -> list[Compared]:
        """Return the groups that stand apart from all others together."""
        return [one for one in self.groups if one.stands]


def compare(groups: Sequence[tuple[str, Tally]], *, most: int, fine: int = 12) -> Comparison:
    """Compare the `most` groups with most answers; the share they are drawn to is learnt from all groups."""
    spoken = sorted(
        (one for one in groups if one[1].answered), key=lambda one: (-one[1].answered, one[0])
    )
    pool = shrink([(one.yes, one.answered) for _key, one in spoken], fine=fine, only=most)
    yes, n = (sum(getattr(one, name) for _key, one in spoken) for name in ("yes", "answered"))
    return Comparison(
        [
            Compared(key, one, drawn, _stands(drawn, yes - one.yes, n - one.answered))
            for (key, one), drawn in zip(spoken, pool.groups, strict=False)
        ],
        learnt=pool.learnt,
        a=pool.a,
        b=pool.b,
    )


def _stands(group: Group, yes: int, n: int) -> int:
    """Tell whether a group lies below (-1) or above (1) all others together, beyond doubt."""
    if not n or group.n < LEAST_FOR_A_SCORE:
        return 0
    low, high = wilson(yes, n)
    return -1 if group.high < low else 1 if group.low > high else 0


def changed(before: Tally, now: Tally) -> int:
    """Tell whether the share of Yes has fallen (-1) or risen (1) beyond chance, both standing on answers enough.

    >>> changed(Tally(50, 30, 10), Tally(50, 10, 30)), changed(Tally(50, 30, 10), Tally(50, 31, 9))
    (-1, 0)
    """
    if not (before.has_score and now.has_score):
        return 0
    low, high = difference((now.yes, now.answered), (before.yes, before.answered))
    return 1 if low > 0 else -1 if high < 0 else 0
