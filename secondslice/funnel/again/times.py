"""How long it takes to the next order after a Yes, after a recovery, and after a No that was not mended.

Plain values in, plain values out. docs/model/second-slice.md says how each customer is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from secondslice.analytics.survival import (
    FEWEST,
    Curve,
    LogRank,
    Span,
    kaplan_meier,
    log_rank,
    log_rank_of_three,
)

LEAST = 10
"""A group of fewer customers is too few for a curve."""
LOOKED_AT = (0, 183, 365, 548, 730)
"""At how many days it is told how many are still looked at."""


class After(StrEnum):
    """What the time runs from."""

    YES = "yes"
    RECOVERED = "recovered"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A case: from when to when, and how it ended; None while it is open."""

    began: date
    ended: date | None = None
    how: After | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One customer's time from an experience to the next order, or until it is not looked at any more."""

    customer: int
    after: After
    since: date
    days: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Those who had the same experience."""

    after: After
    waits: Sequence[Wait]
    curve: Curve

    @property
    def is_enough(self) -> bool:
        """Tell whether there are enough customers for a curve."""
        return len(self.waits) >= LEAST

    @property
    def has_median(self) -> bool:
        """Tell whether enough have ordered for a median."""
        return self.is_enough and self.curve.events >= FEWEST

    @property
    def at_risk(self) -> list[int]:
        """Return how many are still looked at after so many days."""
        return [sum(one.days >= day for one in self.waits) for day in LOOKED_AT]


def waits_of(
    *,
    yeses: Mapping[int, date],
    troubles: Mapping[int, Sequence[Trouble]],
    orders: Mapping[int, Sequence[date]],
    today: date,
) -> list[Wait]:
    """Return each customer's first time after each kind of experience.

    `yeses`: the first Yes of each customer. A time ends with the next order; it is looked at no longer than until the
    next No or the next experience of another kind, so that no day counts twice.

    >>> first, then = date(2025, 1, 1), date(2025, 3, 1)
    >>> waits_of(yeses={1: first}, troubles={}, orders={1: [first, then]}, today=date(2026, 1, 1))[0].days
    59
    """
    found: list[Wait] = []
    for customer in sorted({*yeses, *troubles}):
        mine = troubles.get(customer, ())
        starts = _starts(yeses.get(customer), mine)
        ordered = sorted(orders.get(customer, ()))
        for after, since in starts.items():
            order = next((day for day in ordered if since < day <= today), None)
            changes = [*(one.began for one in mine), *starts.values(), today]
            until = min(day for day in changes if day > since or day == today)
            end = order if order is not None and order <= until else until
            days = max(0, (end - since).days)
            found.append(Wait(customer, after, since, days, ordered=end is order))
    return found


def _starts(yes: date | None, troubles: Sequence[Trouble]) -> dict[After, date]:
    """Return from when each experience holds: only what began while nothing else was open.

    Of several on one day the worst holds.
    """
    moments: list[tuple[date, After]] = [(yes, After.YES)] if yes else []
    moments += [(one.ended, one.how) for one in troubles if one.ended and one.how]
    found: dict[After, date] = {}
    for day, after in moments:
        is_open = any(
            one.began <= day and (one.ended is None or one.ended > day) for one in troubles
        )
        if not is_open:
            found[after] = min(day, found.get(after, day))
    worst = {found[after]: after for after in After if after in found}
    return {after: day for after, day in found.items() if worst[day] is after}


def groups_of(waits: Iterable[Wait]) -> list[Group]:
    """Return the three groups, each with its curve."""
    found = list(waits)
    return [_group(after, [one for one in found if one.after is after]) for after in After]


def _group(after: After, waits: list[Wait]) -> Group:
    return Group(after, waits, kaplan_meier(_spans(waits)))


def _spans(waits: Iterable[Wait]) -> list[Span]:
    return [Span(one.days, one.ordered) for one in waits]


def difference(groups: Sequence[Group]) -> LogRank | None:
    """Return whether those groups differ that are large enough; None while fewer than two are, or few have ordered."""
    enough = [_spans(one.waits) for one in groups if one.is_enough]
    events = sum(one.curve.events for one in groups if one.is_enough)
    if len(enough) < 2 or events < FEWEST:  # noqa: PLR2004
        return None
    return log_rank_of_three(enough) if len(enough) > 2 else log_rank(*enough)  # noqa: PLR2004
