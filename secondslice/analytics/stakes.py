"""What is at stake with one customer, from its own past. No Django, no clock, no database. docs/model/retention.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

FEW = 30
"""Below so many projects the range is that of what was seen; from there on eight of ten lie in it."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What one project of this customer is worth, in the currency of the values: the middle, and a range."""

    middle: Decimal
    low: Decimal
    high: Decimal
    n: int

    @property
    def is_few(self) -> bool:
        """Tell whether the range is only that of the few projects there were."""
        return self.n < FEW


def stake(values: Sequence[Decimal]) -> Stake | None:
    """Return the median and the range of what the customer's projects were worth; None where there were none.

    All values are in one currency. The mean is not used: one large project would speak for all.

    >>> stake([Decimal(20), Decimal(500), Decimal(30)])
    Stake(middle=Decimal('30'), low=Decimal('20'), high=Decimal('500'), n=3)
    """
    if not values:
        return None
    low, high = min(values), max(values)
    if len(values) >= FEW:
        tenths = quantiles(values, n=10, method="inclusive")
        low, high = tenths[0], tenths[-1]
    return Stake(median(values), low, high, len(values))
