"""Who stands first among those that are ready for a second slice. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secondslice.analytics.repeats import Buyer, Model, Rung, fit, rung, word_for, yearly_prior

YEAR = timedelta(days=365.25)
FRESH = timedelta(days=730)
"""A Yes that is older does not say that somebody is ready now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands, and what carries it."""

    name: str
    orders: int
    last_on: date | None
    expected: float | None
    """Orders within a year, by the model; None where too few buyers carry it."""
    alive: float | None
    """The probability that the customer still is one: only where there are enough for a number."""
    word: str
    """likely, unclear or unlikely; empty where too few buyers carry it."""


def buyer_of(days: Iterable[date], *, today: date) -> Buyer | None:
    """Return what the model knows of a customer by the days on which projects began; None before the first.

    Several that began on one day are one order.

    >>> buyer_of([date(2025, 1, 1), date(2025, 1, 1), date(2026, 1, 1)], today=date(2027, 1, 1)).again
    1
    """
    began = sorted({day for day in days if day <= today})
    if not began:
        return None
    last, seen = ((day - began[0]) / YEAR for day in (began[-1], today))
    return Buyer(again=len(began) - 1, last=last, seen=seen)


def standings(
    orders: dict[int, tuple[str, Sequence[date]]], *, today: date
) -> tuple[Rung, int, dict[int, Standing]]:
    """Return how much the buyers carry, how many they are, and where each of them stands, by key."""
    buyers = {key: buyer_of(days, today=today) for key, (_name, days) in orders.items()}
    known = {key: one for key, one in buyers.items() if one is not None}
    carries = rung(len(known))
    says_more = carries in {Rung.WORDS, Rung.NUMBERS}
    model = fit(known.values(), prior=yearly_prior()) if says_more else None
    found = {
        key: _standing(name, days, buyers[key], model, carries, today=today)
        for key, (name, days) in orders.items()
    }
    return carries, len(known), found


def _standing(
    name: str,
    days: Sequence[date],
    buyer: Buyer | None,
    model: Model | None,
    carries: Rung,
    *,
    today: date,
) -> Standing:
    past = [day for day in days if day <= today]
    alive = model.alive(buyer) if model and buyer else None
    return Standing(
        name=name,
        orders=len(days),
        last_on=max(past, default=None),
        expected=model.expected(buyer, 1.0) if model and buyer else None,
        alive=alive if carries is Rung.NUMBERS else None,
        word=word_for(alive) if alive is not None else "",
    )


def place(standing: Standing, *, carries: Rung) -> tuple[float, float, str]:
    """Return by what a customer is ordered: by name, then by how lately he came, then by what the model expects.

    Who has ordered lately is the likelier to order again (docs/model/second-slice.md).
    """
    lately = -standing.last_on.toordinal() if standing.last_on else 0
    if carries is Rung.NAMES:
        return 0, 0, standing.name.casefold()
    if carries is Rung.TIME:
        return lately, 0, standing.name.casefold()
    return -(standing.expected or 0), lately, standing.name.casefold()
