"""What a benefit is worth at each stage, and what never counts twice. Plain values in, plain values out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from secondslice.analytics.finance import irr, npv, payback, rate_per_period, roi

HUNDRED, NOTHING, CENT = Decimal(100), Decimal(0), Decimal("0.01")
MEASURED_AFTER = (3, 6, 12)
"""Months after its start at which a benefit is measured."""
MONTHS_OF_A_YEAR = 12
MONTHS_OF_A_QUARTER, QUARTERS = 3, 4
REMINDED_FOR = timedelta(days=90)
"""After so long nobody is reminded of a measuring day by a mail any more: the value page still names it."""
SAME_DAY = timedelta(days=45)
"""Half of the shortest time between two measuring days: what lies nearer is the same one, moved."""


class How(StrEnum):
    """How the readings of several periods become one figure."""

    SUM = "sum"
    AVERAGE = "average"
    RECENT = "recent"
    MAX = "max"
    MIN = "min"


class Stage(StrEnum):
    """How far a benefit has come. Each one says who stands behind the figure."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    COSIGNED = "cosigned"
    VERIFIED = "verified"


CONFIRMED = (Stage.COSIGNED, Stage.VERIFIED)
"""Only these are in the headline."""


class Verdict(StrEnum):
    """What the customer says of a figure."""

    ARRIVED = "arrived"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Value:
    """A reading: of a period, how much."""

    begins_on: date
    ends_on: date
    amount: Decimal


def together(how: str, values: Sequence[Value]) -> Decimal | None:
    """Return readings as one figure; None where there is none.

    >>> day = date(2026, 1, 1)
    >>> rows = [Value(day, date(2026, 2, 28), Decimal(4)), Value(day, date(2026, 1, 31), Decimal(8))]
    >>> [str(together(how, rows)) for how in How]
    ['12', '6', '4', '8', '4']
    """
    if not values:
        return None
    amounts = [one.amount for one in values]
    if how == How.RECENT:
        return max(values, key=lambda one: (one.ends_on, one.begins_on)).amount
    if how == How.AVERAGE:
        return sum(amounts, NOTHING) / len(amounts)
    if how == How.MAX:
        return max(amounts)
    return min(amounts) if how == How.MIN else sum(amounts, NOTHING)


def starts_on(anchor: date | None, offset: int) -> date | None:
    """Return when a benefit begins to come: so many days after its milestone or go-live, wherever that moves.

    >>> starts_on(date(2026, 3, 1), 30)
    datetime.date(2026, 3, 31)
    """
    return None if anchor is None else anchor + timedelta(days=offset)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def measuring_days(start: date | None) -> list[date]:
    """Return the days on which a benefit is measured."""
    return [] if start is None else [months_after(start, one) for one in MEASURED_AFTER]


def due_since(start: date | None, read_until: date | None, *, today: date) -> date | None:
    """Return since when a measurement is due: the last measuring day that no reading covers, or None.

    >>> start = date(2026, 1, 1)
    >>> due_since(start, None, today=date(2026, 4, 2)), due_since(start, date(2026, 4, 1), today=date(2026, 6, 1))
    (datetime.date(2026, 4, 1), None)
    """
    passed = [one for one in measuring_days(start) if one <= today]
    open_days = [one for one in passed if read_until is None or read_until < one]
    return open_days[-1] if open_days else None


def day_to_see_to(start: date | None, *, today: date) -> date | None:
    """Return the last measuring day that has come, as long as one reminds of it by oneself.

    >>> start = date(2026, 1, 1)
    >>> day_to_see_to(start, today=date(2026, 4, 2)), day_to_see_to(start, today=date(2026, 3, 1))
    (datetime.date(2026, 4, 1), None)
    >>> day_to_see_to(start, today=date(2027, 6, 1))
    """
    passed = [one for one in measuring_days(start) if one <= today]
    return passed[-1] if passed and today - passed[-1] <= REMINDED_FOR else None


def is_seen_to(day: date, seen: Iterable[date]) -> bool:
    """Tell whether a measuring day was seen to. A day that a slipped milestone has moved a little is the same day.

    >>> is_seen_to(date(2026, 4, 1), [date(2026, 3, 20)]), is_seen_to(date(2026, 7, 1), [date(2026, 4, 1)])
    (True, False)
    """
    return any(abs(day - one) <= SAME_DAY for one in seen)


def overlaps(begins_on: date, ends_on: date, others: Iterable[tuple[date, date]]) -> bool:
    """Tell whether a period shares days with another one that is not the same.

    >>> january, day = (date(2026, 1, 1), date(2026, 1, 31)), date(2026, 1, 15)
    >>> overlaps(*january, [january]), overlaps(day, day, [january])
    (False, True)
    """
    return any(
        first <= ends_on and begins_on <= last and (first, last) != (begins_on, ends_on)
        for first, last in others
    )


def improvement(direction: str, baseline: Decimal, reached: Decimal) -> Decimal:
    """Return how much better a measured value became.

    >>> improvement("down", Decimal(9), Decimal(6)), improvement("up", Decimal(9), Decimal(6))
    (Decimal('3'), Decimal('-3'))
    """
    return baseline - reached if direction == "down" else reached - baseline


def part(amount: Decimal, percent: Decimal) -> Decimal:
    """Return a percentage of an amount, to the cent.

    >>> part(Decimal("100.01"), Decimal(50))
    Decimal('50.01')
    """
    return (amount * percent / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def accepted(verdict: str, percent: Decimal) -> Decimal:
    """Return how many percent of what was claimed the customer says have arrived.

    >>> accepted("arrived", Decimal(5)), accepted("partly", Decimal(5)), accepted("not", Decimal(5))
    (Decimal('100'), Decimal('5'), Decimal('0'))
    """
    if verdict == Verdict.ARRIVED:
        return HUNDRED
    return percent if verdict == Verdict.PARTLY else NOTHING


def avoided(approved: Decimal, spent: Decimal, stop_cost: Decimal) -> Decimal:
    """Return the cost that a stop has avoided: the approved budget that is left at the stop, less what stopping costs.

    >>> avoided(Decimal(100_000), Decimal(40_000), Decimal(5_000))
    Decimal('55000')
    """
    return approved - spent - stop_cost


def rate_on(rates: Iterable[tuple[date, Decimal]], day: date) -> Decimal | None:
    """Return the rate that was in force on a day: the last one entered for that day or an earlier one.

    >>> rate_on([(date(2026, 1, 1), Decimal(2)), (date(2026, 3, 1), Decimal(3))], date(2026, 2, 1))
    Decimal('2')
    """
    known = [one for one in rates if one[0] <= day]
    return max(known)[1] if known else None


def quarter_ends(first: date, today: date) -> list[date]:
    """Return the last day of each quarter from that of the first day on; of the present one today.

    >>> [str(one) for one in quarter_ends(date(2025, 11, 3), date(2026, 5, 2))]
    ['2025-12-31', '2026-03-31', '2026-05-02']
    """
    year, quarter = first.year, (first.month - 1) // MONTHS_OF_A_QUARTER
    ends: list[date] = []
    while not ends or ends[-1] < today:
        month = quarter * MONTHS_OF_A_QUARTER + MONTHS_OF_A_QUARTER
        ends.append(min(today, date(year, month, monthrange(year, month)[1])))
        year, quarter = year + (quarter == QUARTERS - 1), (quarter + 1) % QUARTERS
    return ends


def standing_on(stood: Iterable[tuple[date, date | None, Decimal]], day: date) -> Decimal:
    """Return what stood at the end of a day, out of amounts with their first day and the day on which each ended.

    >>> standing_on([(date(2026, 1, 5), date(2026, 2, 1), Decimal(3)), (date(2026, 2, 1), None, Decimal(5))],
    ...             date(2026, 1, 31))
    Decimal('3')
    """
    return sum(
        (one for begun, ended, one in stood if begun <= day and (ended is None or day < ended)),
        NOTHING,
    )


@dataclass(frozen=True, slots=True)
class Return:
    """What the PMO brought against what it cost, month by month."""

    benefit: Decimal
    cost: Decimal
    roi: Decimal | None
    npv: Decimal | None
    irr: float | None
    why_no_irr: str
    payback: Decimal | None
    discounted: Decimal | None
    months: int


def returned(
    benefits: Iterable[tuple[date, Decimal]],
    costs: Iterable[tuple[date, Decimal]],
    *,
    yearly: Decimal,
) -> Return | None:
    """Return the figures of confirmed money by the month it was confirmed for, against the costs; None without costs.

    The first month lies at t = 0 and is not discounted; `yearly` compounds to the rate per month.
    """
    came, went = list(benefits), list(costs)
    if not went:
        return None
    first = min(day for day, _amount in (*came, *went))
    last = max(day for day, _amount in (*came, *went))
    flows = [NOTHING] * (_months(first, last) + 1)
    for day, amount in came:
        flows[_months(first, day)] += amount
    for day, amount in went:
        flows[_months(first, day)] -= amount
    gain, cost = sum((a for _d, a in came), NOTHING), sum((a for _d, a in went), NOTHING)
    rate, found = rate_per_period(yearly, periods=MONTHS_OF_A_YEAR), irr(flows)
    return Return(
        benefit=gain,
        cost=cost,
        roi=roi(gain, cost),
        npv=npv(rate, flows).quantize(CENT),
        irr=None if found.rate is None else (1 + found.rate) ** MONTHS_OF_A_YEAR - 1,
        why_no_irr=found.why or "",
        payback=payback(flows),
        discounted=payback(flows, rate=rate),
        months=len(flows),
    )


def _months(first: date, day: date) -> int:
    return (day.year - first.year) * MONTHS_OF_A_YEAR + day.month - first.month
