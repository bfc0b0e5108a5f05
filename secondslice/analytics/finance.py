"""What money over time is worth: present value, rate of return, payback, return, and how much of a plan has arrived.

Convention of `npv`: the first flow lies at t = 0 and is not discounted, as in numpy-financial. NPV() of spreadsheets
discounts the first value by a whole period; `spreadsheet_npv` is that one. docs/model/value.md has the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise

ONE, NOTHING = Decimal(1), Decimal(0)
_STEPS = 200


class NoRate(StrEnum):
    """Why there is no internal rate of return."""

    NO_CHANGE = "no_change"
    """Money only goes out, or only comes in."""
    SEVERAL = "several"
    """The sign changes more than once: several rates can solve it, and none of them is the answer."""
    OUT_OF_REACH = "out_of_reach"
    """There is one, but so extreme that nobody should read it."""


@dataclass(frozen=True, slots=True)
class Return:
    """An internal rate of return per period, or why there is none."""

    rate: float | None
    why: NoRate | None = None


def npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Return the net present value at a rate per period; the first flow lies at t = 0 and is not discounted.

    >>> round(npv(Decimal("0.08"), [Decimal(one) for one in (-40000, 5000, 8000, 12000, 30000)]), 5)
    Decimal('3065.22267')
    """
    if rate <= -1:
        raise ValueError("a rate of -100 % or less discounts nothing")
    return sum((one / (ONE + rate) ** place for place, one in enumerate(flows)), NOTHING)


def spreadsheet_npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Return what NPV() of a spreadsheet returns: the first flow lies one period ahead.

    >>> round(spreadsheet_npv(Decimal("0.1"), [Decimal(one) for one in (-10000, 3000, 4200, 6800)]), 2)
    Decimal('1188.44')
    """
    return npv(rate, flows) / (ONE + rate)


def irr(flows: Sequence[Decimal]) -> Return:
    """Return the rate at which the net present value is nothing, where exactly one sign change makes it the only one.

    >>> round(irr([Decimal(one) for one in (-100, 39, 59, 55, 20)]).rate, 5)
    0.28095
    >>> irr([Decimal(one) for one in (-100, 230, -132)])
    Return(rate=None, why=<NoRate.SEVERAL: 'several'>)
    """
    signs = [one > 0 for one in flows if one]
    changes = sum(one != other for one, other in pairwise(signs))
    if changes != 1:
        return Return(None, NoRate.SEVERAL if changes else NoRate.NO_CHANGE)
    numbers = [float(one) for one in flows]
    # Of 1 / (1 + rate): by Descartes' rule of signs it has one root above nothing.
    low, high = 1e-6, 1e6
    at_low = _worth(numbers, low) > 0
    if at_low == (_worth(numbers, high) > 0):
        return Return(None, NoRate.OUT_OF_REACH)
    for _step in range(_STEPS):
        middle = (low * high) ** 0.5
        if (_worth(numbers, middle) > 0) == at_low:
            low = middle
        else:
            high = middle
    return Return(1 / low - 1)


def payback(flows: Sequence[Decimal], *, rate: Decimal = NOTHING) -> Decimal | None:
    """Return after how many periods the money is back, for good; None when it is not. With a rate: discounted.

    Within a period the money is taken to come evenly. What turns negative again later has not paid back before.

    >>> payback([Decimal(one) for one in (-100, 40, 40, 40)])
    Decimal('2.5')
    >>> payback([Decimal(one) for one in (-100, 40, 40)]) is None
    True
    """
    worth = [one / (ONE + rate) ** place for place, one in enumerate(flows)]
    sums = list(accumulate(worth))
    if not sums or sums[-1] < 0:
        return None
    under = [place for place, one in enumerate(sums) if one < 0]
    if not under:
        return NOTHING
    last = under[-1]
    return last + -sums[last] / worth[last + 1]


def roi(benefit: Decimal, cost: Decimal) -> Decimal | None:
    """Return (benefit - cost) / cost; None where nothing was spent.

    >>> roi(Decimal(150), Decimal(100))
    Decimal('0.5')
    """
    return (benefit - cost) / cost if cost > 0 else None


def realisation(planned: Decimal, arrived: Decimal) -> Decimal | None:
    """Return which share of what was planned to date has arrived; None where nothing was planned.

    >>> realisation(Decimal(200), Decimal(150))
    Decimal('0.75')
    """
    return arrived / planned if planned > 0 else None


def rate_per_period(yearly: Decimal, *, periods: int) -> Decimal:
    """Return the rate per period that compounds to a yearly rate.

    >>> round(rate_per_period(Decimal("0.08"), periods=12), 6)
    Decimal('0.006434')
    """
    return (ONE + yearly) ** (ONE / Decimal(periods)) - ONE


def _worth(flows: Sequence[float], factor: float) -> float:
    """Return the present value with a factor per period, by Horner's rule, so that nothing runs over."""
    if factor <= 1:
        found = 0.0
        for one in reversed(flows):
            found = found * factor + one
        return found
    found = 0.0
    for one in flows:
        found = found / factor + one
    return found  # divided by factor ** n: the sign is the same
