"""Who stands first among those that are ready for a second slice. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from secondslice.analytics.repeats import Buyer, Model, Rung, fit, rung, word_for, yearly_prior

YEAR = timedelta(days=365.25)
FRESH = timedelta(days=730)
"""A Yes that is older does not say that somebody is ready now."""


MOST_WORDS = 500
OFFERED_AT_ONCE = 3


class What(StrEnum):
    """What a person may say to "what next?". The value is stored."""

    SERVICE = "service"
    ELSE = "else"
    NOT_NOW = "not_now"


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
    """likely, unclear or unlikely; empty where too few buyers carry it, or the customer has ordered once."""


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
    # In the model who came once cannot have left: of such a buyer it says nothing.
    alive = model.alive(buyer) if model and buyer and buyer.again else None
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


@dataclass(frozen=True, slots=True)
class Dish:
    """A service as far as it decides what is offered next. `holds`: the services of a bundle."""

    key: int
    group: str
    holds: frozenset[int] = frozenset()


def bought_next(orders: Iterable[Sequence[int]], bought: int) -> dict[int, int]:
    """Return how many customers bought which service right after this one; `orders`: of each customer, in order.

    >>> bought_next([[1, 2], [1, 2, 1, 3], [2, 1]], 1)
    {2: 2, 3: 1}
    """
    counts: dict[int, int] = {}
    for one in orders:
        for then in {after for before, after in pairwise(one) if before == bought}:
            counts[then] = counts.get(then, 0) + 1
    return counts


def fitting(
    menu: Sequence[Dish],
    *,
    bought: int | None,
    then: dict[int, int],
    running: frozenset[int],
    most: int = OFFERED_AT_ONCE,
) -> list[int]:
    """Return which services fit next, never one that the customer has running.

    First what buyers of this one bought next, then what follows it in its part of the menu, then the menu from its
    top, which is the lead's choice.

    >>> menu = [Dish(1, "see"), Dish(2, "see"), Dish(3, "see"), Dish(4, "grow"), Dish(5, "grow")]
    >>> fitting(menu, bought=2, then={5: 2}, running=frozenset({2}))
    [5, 3, 1]
    >>> fitting(menu, bought=None, then={}, running=frozenset({1}))
    [2, 3, 4]
    """
    place = {one.key: number for number, one in enumerate(menu)}
    mine = next((one for one in menu if one.key == bought), None)
    taken = {one.key for one in menu if one.key in running or one.holds & running}
    others = sorted(then.items(), key=lambda one: (-one[1], place.get(one[0], 0)))
    first = [key for key, _count in others if key in place]
    after = [
        one.key
        for one in menu
        if mine is not None and one.group == mine.group and place[one.key] > place[mine.key]
    ]
    rest = [one.key for one in menu if one.key != bought]
    found = [key for key in dict.fromkeys([*first, *after, *rest]) if key not in taken]
    return found[:most]


def wish_words(*, service: str, words: str, before: str) -> str:
    """Return what was wished for as one text: the service, what was written beside it, and what was wished before.

    >>> wish_words(service="Status reports", words="for our second site", before="New tills")
    'Status reports: for our second site / New tills'
    """
    said = ": ".join(one for one in (service, words.strip()) if one)
    whole = " / ".join(one for one in (said, before.strip()) if one)
    return whole if len(whole) <= MOST_WORDS else said[:MOST_WORDS]
