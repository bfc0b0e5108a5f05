"""What if more is asked, and mended faster? Two ways of working side by side. Plain values, no Django.

docs/model/portfolio.md. The spread is that of chance alone; the numbers behind it carry their own badge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secondslice.analytics.portfolio import Band, Customer, Outlook, Run, expected_kept, simulate
from secondslice.analytics.retention import Mix, Severity, Stays, Table
from secondslice.analytics.word_of_mouth import reach
from secondslice.impact.rules import Numbers, table

PATHS = 20_000
FEW, ASKED = Mix(voiced=0.25, slowly=0.3, quickly=0.1), Mix(voiced=0.75, slowly=0.3, quickly=0.5)
"""The two ways of the worked example: few say so, and the PMO asks."""


@dataclass(frozen=True, slots=True)
class World:
    """Whom it is about: what each customer is worth, how many people are known, and how many are unhappy (0 to 1).

    So many sponsors are `lost` besides, whatever is done about it: each takes along a customer of middle value, and
    talks as long as anybody.
    """

    values: Sequence[float]
    people: int
    unhappy: float
    major: float
    """The share of problems that are major."""
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """One way of working, as it is set and kept: shares from 0 to 1, and how many sponsors are lost besides."""

    unhappy: float
    major: float
    mix: Mix
    lost: int = 0

    def world(self, values: Sequence[float], people: int) -> World:
        """Return these customers with what this way says of them."""
        return World(values, people, self.unhappy, self.major, self.lost)

    def as_values(self) -> dict[str, float]:
        """Return plain values to be stored.

        >>> way = Way(.2, .5, FEW, lost=1)
        >>> Way.of(way.as_values()) == way
        True
        """
        return {
            "unhappy": self.unhappy,
            "major": self.major,
            "voiced": self.mix.voiced,
            "slowly": self.mix.slowly,
            "quickly": self.mix.quickly,
            "lost": self.lost,
        }

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Way:
        """Return the way that was stored."""
        mix = Mix(values["voiced"], values["slowly"], values["quickly"])
        return cls(values["unhappy"], values["major"], mix, int(values["lost"]))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of one way of working: bands over all paths, the exact mean of customers kept, cases to mend."""

    mix: Mix
    kept: Band
    value: Band
    reached: Band
    expected: float
    cases: float
    lost: int = 0


def blend(stays: Table, major: float) -> Stays:
    """Return who stays where this share of the problems is major.

    >>> from secondslice.analytics.retention import TARP
    >>> blend(TARP, 0.5).row()
    (0.23, 0.325, 0.62, 0.885)
    """
    pairs = zip(stays[Severity.MINOR].row(), stays[Severity.MAJOR].row(), strict=True)
    return Stays(*(round((1 - major) * minor + major * worse, 12) for minor, worse in pairs))


def without(values: Sequence[float], lost: int) -> list[float]:
    """Return what is left when so many customers of middle value are gone.

    >>> without([10, 30, 20, 90], 1), without([10, 30, 20, 90], 9)
    ([10, 20, 90], [])
    """
    ordered = sorted(values)
    gone = min(lost, len(ordered))
    start = (len(ordered) - gone + 1) // 2
    return ordered[:start] + ordered[start + gone :]


def outcome(world: World, mix: Mix, known: Numbers) -> Outcome:
    """Return what comes of this way of working. The same world and numbers give the same outcome."""
    stays = blend(table(known), world.major)
    left = without(world.values, world.lost) if world.lost else world.values
    lost = len(world.values) - len(left)
    customers = [Customer(world.unhappy, stays, value) for value in left]
    tellers = known["tellers_neg"]
    if not customers:
        heard = reach(world.people, [min(tellers, float(world.people))] * lost)
        return Outcome(mix, _surely(0), _surely(0), _surely(heard), 0.0, 0.0, lost)
    run = Run(people=world.people, tellers=tellers, paths=PATHS, lost=lost)
    found: Outlook = simulate(customers, mix, run)
    return Outcome(
        mix=mix,
        kept=found.kept,
        value=found.value,
        reached=found.reached,
        expected=expected_kept(customers, mix),
        cases=len(customers) * world.unhappy * mix.voiced,
        lost=lost,
    )


def _surely(value: float) -> Band:
    return Band(value, value, value, value, (0.0, 0.0, 0.0), 0.0)
