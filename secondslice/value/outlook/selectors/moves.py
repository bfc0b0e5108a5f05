"""What would move a line of the outlook: the very people to ask, to call and to mend for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secondslice.customers.models import Customer
from secondslice.value.outlook.rules import MENU_DAYS, Orders, What
from secondslice.value.outlook.selectors.inputs import Basis
from secondslice.value.outlook.selectors.rows import Around, Part, Rows

MOST = 4
"""So many ways to move a line are shown."""


class Do(StrEnum):
    """What is to be done; the page makes the link."""

    ASK = "ask"
    """Ask a sponsor about a project."""
    MEND = "mend"
    CALL = "call"
    """Plan a call with somebody: at `ref`, the customer, with `person`."""
    QUESTION = "question"
    """Ask an executive what this place would be like without the PMO."""
    OFFER = "offer"
    """Talk to a customer about what is next."""
    SIGN = "sign"
    COST = "cost"
    LOOK = "look"
    """Look at what went around the PMO."""
    LIST = "list"
    """Write down what runs around the PMO: nobody has."""
    MENU = "menu"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do. `ref`: of the project, case, customer or opportunity; `person`: of whom to choose there."""

    do: Do
    name: str = ""
    ref: uuid.UUID | None = None
    person: uuid.UUID | None = None


Moves = Mapping[What, tuple[Sequence[Move], int]]


def moves_for(rows: Rows, customer: Customer, basis: Basis, *, quiet_days: int) -> Moves:
    """Return what would move each line of one customer, and how many more ways there are."""
    return _cut(_of_one(rows, customer, basis, quiet_days=quiet_days))


def moves_for_all(rows: Rows, found: Mapping[int, Basis], *, quiet_days: int) -> Moves:
    """Return what would move each line of the PMO: those of all customers, one after the other."""
    whole: dict[What, list[Move]] = {}
    for customer in rows.customers:
        mine = _of_one(rows, customer, found[customer.pk], quiet_days=quiet_days)
        for what, moves in mine.items():
            whole.setdefault(what, []).extend(moves)
    whole[What.INSIDE] = [_around(one) for one in rows.around if one.ref] or [Move(Do.LIST)]
    whole[What.SERVED] = [
        Move(Do.OFFER, one.name, one.ref)
        for one in rows.customers
        if one.kind == Customer.Kind.INTERNAL and not rows.works.get(one.pk)
    ]
    whole[What.MONEY] = [Move(Do.SIGN), Move(Do.COST)]
    if rows.menu_at is None or (rows.at - rows.menu_at).days > MENU_DAYS:
        whole[What.MENU] = [Move(Do.MENU)]
    return _cut(whole)


def _of_one(
    rows: Rows, customer: Customer, basis: Basis, *, quiet_days: int
) -> dict[What, list[Move]]:
    names = {one.pk: one for one in basis.works}
    homes = {one.pk: one.ref for one in rows.customers}
    quiet = [
        one.part for one in basis.leaders if not one.is_in_touch(today=rows.today, days=quiet_days)
    ]
    asked = {one.contact for one in rows.words}
    unasked = [one.part for one in basis.leaders if one.part.contact not in asked]
    ask = [
        Move(Do.ASK, one.name, names[one.project].ref)
        for one in basis.silent
        if not names[one.project].is_delivered
    ]
    calls = [_call(homes, one) for one in basis.silent if names[one.project].is_delivered]
    question = [Move(Do.QUESTION, one.name, person=one.ref) for one in unasked]
    return {
        What.SCALE: question,
        What.CODES: question,
        What.TASTE: [*ask, *calls],
        What.KEPT: [
            Move(Do.MEND, one.name, one.ref) for one in basis.troubles if not one.closed_at
        ],
        What.AGAIN: _again(customer, basis.orders),
        What.INSIDE: [
            _around(one) for one in rows.around if one.customer == customer.pk and one.ref
        ]
        or [Move(Do.LIST)],
        What.MONEY: [Move(Do.SIGN)],
        What.STAYS: [_call(homes, one.part) for one in basis.leaders if one.is_new],
        What.CONTACT: [_call(homes, one) for one in quiet],
    }


def _again(customer: Customer, orders: Orders) -> list[Move]:
    if orders.runs or orders.last_delivery is None:
        return []
    return [Move(Do.OFFER, customer.name, customer.ref)]


def _call(homes: Mapping[int, uuid.UUID], part: Part) -> Move:
    """Return a call, planned among the people of the person's own customer."""
    return Move(Do.CALL, part.name, homes[part.home], part.ref)


def _around(one: Around) -> Move:
    return Move(Do.LOOK, one.name, one.ref)


def _cut(found: Mapping[What, Sequence[Move]]) -> Moves:
    cut: dict[What, tuple[Sequence[Move], int]] = {}
    for what, moves in found.items():
        once = list(dict.fromkeys(moves))
        cut[what] = once[:MOST], max(0, len(once) - MOST)
    return cut
