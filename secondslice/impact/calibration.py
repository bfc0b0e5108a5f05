"""When a published number becomes ours: what was seen, counted, and put together with the published. Plain values.

docs/model/calibration.md. A person is counted once in a budget cycle, and only when the cycle is over: before that who
comes back is seen, and who stays away is not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from secondslice.analytics.posteriors import (
    REPORTS,
    STRENGTH,
    Estimate,
    count_after,
    count_density,
    share_after,
    share_density,
)

OUTWEIGHS = 3
"""A number is ours when our own cases weigh so many times as much as the published one."""
CASES_NEEDED, REPORTS_NEEDED = int(OUTWEIGHS * STRENGTH), int(OUTWEIGHS * REPORTS)
USUAL_MONTHS, LEAST_MONTHS, MOST_MONTHS = 12, 3, 36
"""How long a budget cycle is where nothing else is set, and may be."""
QUICKLY_PLANNED, QUICKLY_CHANGED = timedelta(hours=48), timedelta(days=14)
"""Mended quickly: the person knew the plan within two days, and something had changed within ten working days."""
TELLERS = "tellers_neg"
SHARES = tuple(
    f"stay_{severity}_{handling}"
    for severity in ("minor", "major")
    for handling in ("unfixed", "fixed", "quickly")
)
COUNTED = (*SHARES, TELLERS)
"""The parameters that can be counted. Who is silent cannot be told from who is content, so that row cannot."""
AFTER_YES, NEVER_ASKED = "after_yes", "never_asked"
COMPARED = (AFTER_YES, NEVER_ASKED)
"""Counted to compare with: no study has a number for them."""
STEPS = 96
"""In how many steps a curve is drawn."""
_NOTHING_KNOWN, _NOTHING_STRENGTH = 0.5, 2.0


class Outcome(StrEnum):
    """What became of a person within the budget cycle."""

    CAME = "came"
    """A new project of which he or she is sponsor, executive or customer has begun."""
    AWAY = "away"
    WAITS = "waits"
    """The cycle is not over: not counted, whatever happened so far."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One person in one budget cycle: what it began with, how long it lasts, and when a new project began."""

    group: str
    person: Hashable
    began: date
    months: int
    starts: Sequence[date] = ()
    """The days on which the person's new projects began, in order; earlier ones do not matter."""

    @property
    def ends(self) -> date:
        """Return the last day of the cycle."""
        return cycle_end(self.began, self.months)

    @property
    def came_on(self) -> date | None:
        """Return the first day of a new project within the cycle; None where there is none."""
        return next((day for day in self.starts if self.began < day <= self.ends), None)

    def outcome(self, today: date) -> Outcome:
        """Return what became of this person, as far as it can be known on a day."""
        if self.ends >= today:
            return Outcome.WAITS
        return Outcome.CAME if self.came_on else Outcome.AWAY


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were followed to the end, how many of them came back, and how many wait."""

    came: int = 0
    of: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Belief:
    """One number: what was published, and what that and the own cases say together."""

    code: str
    published: float
    before: Estimate
    after: Estimate
    tally: Tally
    needed: int
    strength: float = STRENGTH
    """As how many cases or reports the published number counts."""
    is_count: bool = False
    reports: Sequence[int] = field(default=())

    @property
    def n(self) -> int:
        """Return how many own cases or reports are in it."""
        return self.after.n

    @property
    def missing(self) -> int:
        """Return how many more it takes until it is ours."""
        return max(0, self.needed - self.n)

    @property
    def is_ours(self) -> bool:
        """Tell whether there are enough of our own."""
        return not self.missing


def cycle_end(began: date, months: int) -> date:
    """Return the last day of a budget cycle of so many months.

    >>> cycle_end(date(2025, 11, 28), 12)
    datetime.date(2026, 11, 28)
    """
    return began + timedelta(days=round(months * 365.25 / 12))


def is_quick(*, planned: timedelta | None, changed: timedelta | None) -> bool:
    """Tell whether it was mended quickly; both times count from the No, None: never.

    >>> is_quick(planned=timedelta(hours=47), changed=timedelta(days=13)), is_quick(planned=None, changed=None)
    (True, False)
    """
    if planned is None or changed is None:
        return False
    return planned <= QUICKLY_PLANNED and changed <= QUICKLY_CHANGED


def once_a_cycle(followed: Iterable[Followed]) -> list[Followed]:
    """Return each person once in a budget cycle, the first time: answers of one person are not independent.

    A No goes before a Yes of the same time: who said both is not somebody to compare a No with.
    """
    busy: dict[Hashable, list[Followed]] = {}
    kept = []
    for one in sorted(followed, key=lambda row: (row.group in COMPARED, row.began, row.group)):
        mine = busy.setdefault(one.person, [])
        if any(one.began <= other.ends and other.began <= one.ends for other in mine):
            continue
        mine.append(one)
        kept.append(one)
    return kept


def tallies(followed: Iterable[Followed], *, today: date) -> dict[str, Tally]:
    """Return the tally of each group."""
    sums: dict[str, list[int]] = {}
    for one in followed:
        row = sums.setdefault(one.group, [0, 0, 0])
        outcome = one.outcome(today)
        row[0] += outcome is Outcome.CAME
        row[1] += outcome is not Outcome.WAITS
        row[2] += outcome is Outcome.WAITS
    return {group: Tally(*row) for group, row in sums.items()}


def share_belief(code: str, published: float, tally: Tally) -> Belief:
    """Return a share that was published, after own cases.

    >>> [round(100 * share_belief("", .09, Tally(r, m)).after.mean) for r, m in ((0, 0), (2, 5), (6, 12))]
    [9, 19, 31]
    """
    return Belief(
        code=code,
        published=published,
        before=share_after(published, came=0, of=0),
        after=share_after(published, came=tally.came, of=tally.of),
        tally=tally,
        needed=CASES_NEEDED,
    )


def compared(code: str, tally: Tally) -> Belief:
    """Return a share about which nothing is published: every share is as likely as every other before."""
    before, after = (
        share_after(_NOTHING_KNOWN, came=came, of=of, strength=_NOTHING_STRENGTH)
        for came, of in ((0, 0), (tally.came, tally.of))
    )
    return Belief(
        code, _NOTHING_KNOWN, before, after, tally, needed=CASES_NEEDED, strength=_NOTHING_STRENGTH
    )


def count_belief(code: str, published: float, reports: Sequence[int]) -> Belief:
    """Return a number of people that was published, after reports of one's own."""
    return Belief(
        code=code,
        published=published,
        before=count_after(published, []),
        after=count_after(published, reports),
        tally=Tally(of=len(reports)),
        needed=REPORTS_NEEDED,
        strength=REPORTS,
        is_count=True,
        reports=tuple(reports),
    )


def beliefs(
    published: Mapping[str, float], found: Mapping[str, Tally], reports: Sequence[int]
) -> list[Belief]:
    """Return every parameter that can be counted, in the order of `COUNTED`."""
    shares = [share_belief(code, published[code], found.get(code, Tally())) for code in SHARES]
    return [*shares, count_belief(TELLERS, published[TELLERS], reports)]


def curves(
    belief: Belief, *, most: float = 1.0, steps: int = STEPS
) -> tuple[list[float], list[float]]:
    """Return how likely each value is before and after the own cases, at the middles of `steps` from 0 to `most`."""
    places = [(place + 0.5) * most / steps for place in range(steps)]
    if belief.is_count:
        return (
            count_density(belief.published, places, [], strength=belief.strength),
            count_density(belief.published, places, belief.reports, strength=belief.strength),
        )
    tally = belief.tally
    return (
        share_density(belief.published, places, came=0, of=0, strength=belief.strength),
        share_density(
            belief.published, places, came=tally.came, of=tally.of, strength=belief.strength
        ),
    )
