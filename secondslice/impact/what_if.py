"""What if more is asked, and mended faster? Two ways of working side by side. Plain values, no Django.

docs/model/portfolio.md. The spread is that of chance alone; the numbers behind it carry their own badge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondslice.analytics.portfolio import Band, Customer, Outlook, Run, expected_kept, simulate
from secondslice.analytics.retention import Mix, Severity, Stays, Table
from secondslice.impact.rules import Numbers, table

PATHS = 20_000
FEW, ASKED = Mix(voiced=0.25, slowly=0.3, quickly=0.1), Mix(voiced=0.75, slowly=0.3, quickly=0.5)
"""The two ways of the worked example: few say so, and the PMO asks."""


@dataclass(frozen=True, slots=True)
class World:
    """Whom it is about: what each customer is worth, how many people are known, and how many are unhappy (0 to 1)."""

    values: Sequence[float]
    people: int
    unhappy: float
    major: float
    """The share of problems that are major."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of one way of working: bands over all paths, the exact mean of customers kept, cases to mend."""

    mix: Mix
    kept: Band
    value: Band
    reached: Band
    expected: float
    cases: float


def blend(stays: Table, major: float) -> Stays:
    """Return who stays where this share of the problems is major.

    >>> from secondslice.analytics.retention import TARP
    >>> blend(TARP, 0.5).row()
    (0.23, 0.325, 0.62, 0.885)
    """
    pairs = zip(stays[Severity.MINOR].row(), stays[Severity.MAJOR].row(), strict=True)
    return Stays(*(round((1 - major) * minor + major * worse, 12) for minor, worse in pairs))


def outcome(world: World, mix: Mix, known: Numbers) -> Outcome:
    """Return what comes of this way of working. The same world and numbers give the same outcome."""
    stays = blend(table(known), world.major)
    customers = [Customer(world.unhappy, stays, value) for value in world.values]
    found: Outlook = simulate(
        customers, mix, Run(people=world.people, tellers=known["tellers_neg"], paths=PATHS)
    )
    return Outcome(
        mix=mix,
        kept=found.kept,
        value=found.value,
        reached=found.reached,
        expected=expected_kept(customers, mix),
        cases=len(customers) * world.unhappy * mix.voiced,
    )
