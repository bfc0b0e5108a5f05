"""Whether a promise was kept, by how much not, and on whose side that lies. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

WORKDAYS, MOST_WORKDAYS = 2, 20
"""In so many working days delivery answers what sales asks, unless a workspace has set another limit."""


class Side(StrEnum):
    """On whose side it lies that a promise was not kept."""

    NOBODY = "nobody"
    SALES = "sales"
    """More was promised than delivery had estimated, or delivery had not said that it can."""
    DELIVERY = "delivery"
    """Delivery missed what it had estimated itself, or delivered less."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Said:
    """By when and at which price, as somebody said. None: not said."""

    on: date | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was promised, what delivery had estimated, and what became of it. None: not said."""

    promised_on: date | None = None
    promised_price: Decimal | None = None
    estimated_on: date | None = None
    estimated_price: Decimal | None = None
    delivered_on: date | None = None
    delivered_price: Decimal | None = None
    is_whole: bool = True
    """Whether the scope was delivered as promised."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a promise."""

    is_kept: bool
    days: int | None
    """Over the promised day; negative: before it."""
    money: Decimal | None
    side: Side


def verdict(facts: Facts) -> Verdict | None:
    """Return what became of a promise; None before it is delivered.

    >>> from datetime import date as d
    >>> late = Facts(promised_on=d(2026, 3, 1), estimated_on=d(2026, 3, 8), delivered_on=d(2026, 3, 8))
    >>> found = verdict(late)
    >>> found and (found.is_kept, found.days, found.side.value)
    (False, 7, 'sales')
    """
    if facts.delivered_on is None:
        return None
    days = (facts.delivered_on - facts.promised_on).days if facts.promised_on else None
    money = _over(facts.delivered_price, facts.promised_price)
    is_late, is_dear = (days or 0) > 0, (money or Decimal(0)) > 0
    is_kept = facts.is_whole and not is_late and not is_dear
    sides = {
        *_sides(is_late, facts.promised_on, facts.estimated_on, facts.delivered_on),
        *_sides(is_dear, facts.promised_price, facts.estimated_price, facts.delivered_price),
        *([] if facts.is_whole else [Side.DELIVERY]),
    }
    side = Side.BOTH if len(sides) > 1 else next(iter(sides), Side.NOBODY)
    return Verdict(is_kept, days, money, side)


def is_looser(first: Said, later: Said) -> bool:
    """Tell whether a later promise binds less than the first: a later day, a higher price, or one of them gone.

    >>> from datetime import date as d
    >>> is_looser(Said(d(2026, 3, 1)), Said(d(2026, 3, 8))), is_looser(Said(d(2026, 3, 8)), Said(d(2026, 3, 1)))
    (True, False)
    """
    later_day = first.on is not None and (later.on is None or later.on > first.on)
    dearer = first.price is not None and (later.price is None or later.price > first.price)
    return later_day or dearer


def _over(delivered: Decimal | None, promised: Decimal | None) -> Decimal | None:
    return None if delivered is None or promised is None else delivered - promised


def _sides(
    is_over: bool,  # noqa: FBT001  (one of two plain facts)
    promised: date | Decimal | None,
    estimated: date | Decimal | None,
    delivered: date | Decimal | None,
) -> list[Side]:
    if not is_over:
        return []
    if estimated is None:
        return [Side.SALES]  # delivery was not asked, or had said No
    found = []
    if promised is not None and promised < estimated:  # type: ignore[operator]  # both are of one kind
        found.append(Side.SALES)
    if delivered is not None and delivered > estimated:  # type: ignore[operator]
        found.append(Side.DELIVERY)
    return found
