"""The pages of the benchmarks: rows for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core.clock import day_of
from secondslice.impact.benchmarks import rules, selectors
from secondslice.impact.benchmarks.rules import Cell, Measure, Own, Published
from secondslice.impact.benchmarks.words import BESIDE, MEASURES, MOVED, kind_name


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure beside one's own."""

    published: Published
    beside: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: own, the year before, and what is published."""

    measure: Measure
    name: str
    meaning: str
    unit: str
    own: Own
    before: Own | None
    moved: str
    """In words; empty where there is no earlier period."""
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Shared:
    """One cell over several workspaces, in words."""

    cell: Cell
    measure: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Several:
    """The page over several workspaces."""

    workspaces: int
    missing: int
    cells: Sequence[Shared]


def unit_of(measure: Measure) -> str:
    """Return how a measure is written."""
    return {Measure.WORTH: "points", Measure.RATIO: "times"}.get(measure, "percent")


def benchmarks_page(membership: Membership, *, now: datetime) -> list[Row]:
    """Return all measures with one's own figures of this year and the year before."""
    this, last = selectors.periods(now, membership.workspace.time_zone)
    own = selectors.own_figures(membership, this)
    before = selectors.own_figures(membership, last)
    own[Measure.NOT_BACK] = selectors.not_back(membership, now=now)
    return [_row(measure, own[measure], before.get(measure)) for measure in Measure]


def _row(measure: Measure, own: Own, before: Own | None) -> Row:
    name, meaning = MEASURES[measure]
    lines = []
    for one in rules.PUBLISHED:
        if one.measure is measure:
            found = rules.beside(own, one)
            lines.append(Line(one, str(BESIDE[found]) if found else ""))
    moved = "" if before is None else str(MOVED[rules.moved(own, before)])
    return Row(measure, str(name), str(meaning), unit_of(measure), own, before, moved, lines)


def several_page(membership: Membership, *, now: datetime) -> Several:
    """Return the aggregates over the workspaces that this person runs; nothing under five of them."""
    mine = selectors.workspaces_run(membership.user)
    missing = max(0, rules.LEAST_WORKSPACES - len(mine))
    if missing:
        return Several(len(mine), missing, [])
    today = day_of(now, membership.workspace.time_zone)
    found = rules.cells(selectors.parts_of(mine, today=today))
    return Several(
        len(mine),
        0,
        [
            Shared(one, str(MEASURES[one.measure][0]), kind_name(one.kind), unit_of(one.measure))
            for one in found
        ],
    )
