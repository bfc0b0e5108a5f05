"""How the headline grew: confirmed money as it stood at the end of each quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Signature
from secondslice.value.ledger.selectors.lines import Line, rates_of

MOST_QUARTERS = 12


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter, and the headline on its last day, or today."""

    year: int
    number: int
    on: date
    confirmed: Decimal


def trend(membership: Membership, lines: Sequence[Line], *, today: date) -> list[Quarter]:
    """Return the quarters from the first signature on, the last twelve at most: two queries.

    What has been taken back since still counts in the quarters in which it stood. Parts of projects are those of now.
    """
    money = {one.benefit.pk: one for one in lines if one.is_money}
    signed = Signature.objects.filter(benefit__in=list(money)).select_related("request")
    rows = list(signed.order_by("on", "pk"))
    if not rows:
        return []
    workspace = membership.workspace
    rates = rates_of(workspace)

    def worth(one: Signature) -> Decimal:
        line = money[one.benefit_id]
        amount = rules.part(one.request.money or rules.NOTHING, one.percent)
        currency = one.request.facts.get("unit") or line.benefit.currency  # as it was signed
        if currency != workspace.currency:
            rate = rules.rate_on(rates.get(currency, ()), one.on)
            amount = rules.NOTHING if rate is None else (amount * rate).quantize(rules.CENT)
        return sum((rules.part(amount, part.percent) for part in line.parts), rules.NOTHING)

    stood = [
        (
            one.on,
            clock.day_of(one.void_at, workspace.time_zone) if one.void_at else None,
            worth(one),
        )
        for one in rows
    ]
    days = rules.quarter_ends(rows[0].on, today)[-MOST_QUARTERS:]
    return [
        Quarter(day.year, (day.month + 2) // 3, day, rules.standing_on(stood, day)) for day in days
    ]


def latest_first(quarters: Sequence[Quarter]) -> list[tuple[Quarter, Decimal]]:
    """Return the quarters with what each one added, the latest first."""
    before = [rules.NOTHING, *(one.confirmed for one in quarters)]
    rows = [(one, one.confirmed - was) for one, was in zip(quarters, before, strict=False)]
    return rows[::-1]
