"""What a price needs, and how services change places. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")


class Charge(StrEnum):
    """How a service is paid for. The value is stored."""

    INCLUDED = "included"
    REQUEST = "request"
    FIXED = "fixed"
    DAY = "day"
    MONTH = "month"


WITH_AMOUNT = (Charge.FIXED, Charge.DAY, Charge.MONTH)


class PriceFault(StrEnum):
    """Why a price cannot be kept like that."""

    NEEDS_AMOUNT = "needs_amount"
    NEEDS_NONE = "needs_none"


def price_fault(charge: str, amount: Decimal | None) -> PriceFault | None:
    """Return what is wrong with a price, or None.

    >>> price_fault("day", None)
    <PriceFault.NEEDS_AMOUNT: 'needs_amount'>
    >>> price_fault("included", Decimal("5"))
    <PriceFault.NEEDS_NONE: 'needs_none'>
    >>> price_fault("fixed", Decimal("5"))
    """
    if charge in WITH_AMOUNT:
        return PriceFault.NEEDS_AMOUNT if amount is None else None
    return None if amount is None else PriceFault.NEEDS_NONE


def moved(order: Sequence[Key], one: Key, *, by: int) -> list[Key]:
    """Return the order with one of them moved up (-1) or down (1); at the end it stays.

    >>> moved(["a", "b", "c"], "c", by=-1), moved(["a", "b"], "a", by=-1)
    (['a', 'c', 'b'], ['a', 'b'])
    """
    found = list(order)
    at = found.index(one)
    to = min(max(at + by, 0), len(found) - 1)
    found.insert(to, found.pop(at))
    return found
