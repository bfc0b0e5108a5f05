"""How things pass through the stages of a funnel. No Django, no clock, no database.

docs/model/funnel.md says what is counted, and what is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from secondslice.analytics.survival import Curve, Span, kaplan_meier

DAY = timedelta(days=1)


class Went(StrEnum):
    """What became of one that came into a stage."""

    ON = "on"
    OUT = "out"
    ASIDE = "aside"
    """Put off, or never was one: neither on nor out."""
    HERE = "here"
    """It has gone neither on nor out so far."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: into which stage something came, and when."""

    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """One stay, from the first time that something came into a stage until it went on or out."""

    began: datetime
    span: Span
    went: Went


def passages(
    changes: Sequence[Change], *, order: Mapping[str, int], ways: Mapping[str, Went], now: datetime
) -> dict[str, Passage]:
    """Return the passage through each stage that has a place in the `order`, by stage.

    What goes back and comes again has passed once, from its first coming. `ways` says what the other stages mean.
    """
    found = {}
    for number, change in enumerate(changes):
        if change.stage not in order or change.stage in found:
            continue
        went, at = Went.HERE, now
        for later in changes[number + 1 :]:
            if order.get(later.stage, -1) > order[change.stage]:
                went, at = Went.ON, later.at
            elif later.stage in ways:
                went, at = ways[later.stage], later.at
            if went is not Went.HERE:
                break
        days = max(0.0, (at - change.at) / DAY)
        found[change.stage] = Passage(
            change.at, Span(days, happened=went in {Went.ON, Went.OUT}), went
        )
    return found


def how_long(passed: Iterable[Passage]) -> Curve:
    """Return how long a stage takes: what is still there counts for as long as it has been there, not as gone."""
    return kaplan_meier([one.span for one in passed])
