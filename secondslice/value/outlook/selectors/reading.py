"""The outlook as the pages show it: where the PMO stands, by word and by deed, and what would move it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.analytics.outlook import Position, Seen, place, together
from secondslice.customers.models import Customer
from secondslice.value.counterfactual.selectors.words import Word
from secondslice.value.ledger.models import PmoCost
from secondslice.value.ledger.selectors.lines import lines
from secondslice.value.outlook.models import WatchTerms
from secondslice.value.outlook.rules import (
    DEED_OF_ALL,
    DEED_OF_ONE,
    Facts,
    What,
    deed_of,
    walks_away,
    word_of,
)
from secondslice.value.outlook.selectors.inputs import NOTHING, Basis, Money, of_all, of_customer
from secondslice.value.outlook.selectors.moves import Move, moves_for, moves_for_all
from secondslice.value.outlook.selectors.rows import Rows, rows_of
from secondslice.value.outlook.terms import watch_terms

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One observation with its light, its part of the whole, and what would move it."""

    what: What
    weight: int
    position: Position
    good: float
    seen: float
    moves: Sequence[Move] = ()
    more: int = 0
    """How many more there are to move it."""

    @property
    def counted(self) -> float:
        """Return the share that was counted; `position` is more cautious the fewer they are."""
        return self.good / self.seen if self.seen else 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """Word or deed: the position, and the lines it is made of."""

    position: Position
    lines: Sequence[Line]

    @property
    def known(self) -> int:
        """Return how many of the lines anything is known of."""
        return sum(one.seen > 0 for one in self.lines)


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer on the page of all."""

    customer: Customer
    word: Position
    deed: Position
    walks_away: bool
    executives: int
    asked: int
    """How many executives have said what this place would be like without the PMO."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outlook of all, or of one customer."""

    word: Side
    deed: Side
    facts: Facts
    words: Sequence[Word]
    terms: WatchTerms
    today: date
    walks_away: bool = False


@dataclass(frozen=True, slots=True)
class Everything:
    """The outlook of all, with each customer's."""

    outlook: Outlook
    customers: Sequence[Standing]

    @property
    def walking_away(self) -> list[Standing]:
        """Return who says Yes and routes nothing."""
        return [one for one in self.customers if one.walks_away]


def outlook_of_all(membership: Membership, *, at: datetime) -> Everything:
    """Return the outlook of the PMO and of each customer. The number of queries does not hang on how many there are."""
    terms, rows, money, words = _read(membership, at=at)
    bases = {
        one.pk: of_customer(rows, one.pk, money, words.get(one.pk, ()), quiet_days=terms.quiet_days)
        for one in rows.customers
    }
    cost = _cost(membership, today=rows.today)
    facts = of_all(rows, bases, money, cost=cost)
    moves = moves_for_all(rows, bases, quiet_days=terms.quiet_days)
    standings = [_standing(one, bases[one.pk], rows.today) for one in rows.customers]
    # Who walks away first, then those who stand worst by deed; of whom nothing is known last.
    standings.sort(
        key=lambda one: (not one.walks_away, not one.deed.seen, one.deed.share, one.customer.name)
    )
    outlook = Outlook(
        word=_side(word_of(facts), moves),
        deed=_side(deed_of(facts, DEED_OF_ALL), moves),
        facts=facts,
        words=rows.words,
        terms=terms,
        today=rows.today,
    )
    return Everything(outlook, standings)


def outlook_of(membership: Membership, customer: Customer, *, at: datetime) -> Outlook:
    """Return the outlook of one customer."""
    terms, rows, money, words = _read(membership, at=at)
    said = words.get(customer.pk, [])
    basis = of_customer(rows, customer.pk, money, said, quiet_days=terms.quiet_days)
    moves = moves_for(rows, customer, basis, quiet_days=terms.quiet_days)
    return Outlook(
        word=_side(word_of(basis.facts), moves),
        deed=_side(deed_of(basis.facts, DEED_OF_ONE), moves),
        facts=basis.facts,
        words=said,
        terms=terms,
        today=rows.today,
        walks_away=walks_away(basis.facts, basis.orders, today=rows.today),
    )


def _read(
    membership: Membership, *, at: datetime
) -> tuple[WatchTerms, Rows, dict[int, Money], dict[int, list[Word]]]:
    rows = rows_of(membership.workspace, at=at)
    words: dict[int, list[Word]] = {}
    for word in rows.words:
        if word.customer is not None:
            words.setdefault(word.customer, []).append(word)
    return watch_terms(membership.workspace), rows, money_of(membership, today=rows.today), words


def money_of(membership: Membership, *, today: date) -> dict[int, Money]:
    """Return by customer what was signed within twelve months, and what is claimed and not confirmed."""
    found: dict[int, Money] = {}
    for line in lines(membership, today=today):
        if not line.is_money:
            continue
        is_late = line.signature is not None and line.signature.on > today - A_YEAR
        for part in line.parts:
            before = found.get(part.project.customer_id, Money())
            confirmed = part.confirmed if is_late else NOTHING
            found[part.project.customer_id] = Money(
                confirmed=before.confirmed + confirmed,
                signed=before.signed + (confirmed > 0),
                unconfirmed=before.unconfirmed + part.unconfirmed,
                claimed=before.claimed + (confirmed > 0 or part.unconfirmed > 0),
            )
    return found


def _cost(membership: Membership, *, today: date) -> Decimal:
    rows = PmoCost.objects.filter(
        workspace=membership.workspace_id, month__gt=today - A_YEAR, month__lte=today
    )
    return sum(rows.values_list("amount", flat=True), NOTHING)


def _standing(customer: Customer, basis: Basis, today: date) -> Standing:
    return Standing(
        customer=customer,
        word=together(word_of(basis.facts)),
        deed=together(deed_of(basis.facts, DEED_OF_ONE)),
        walks_away=walks_away(basis.facts, basis.orders, today=today),
        executives=basis.facts.reachable,
        asked=len(basis.facts.words),
    )


def _side(found: Iterable[Seen], moves: Mapping[What, tuple[Sequence[Move], int]]) -> Side:
    seen = list(found)
    return Side(together(seen), [_line(one, moves) for one in seen])


def _line(one: Seen, moves: Mapping[What, tuple[Sequence[Move], int]]) -> Line:
    what = What(one.code)
    first, more = moves.get(what, ((), 0))
    return Line(what, one.weight, place(one), one.good, one.seen, first, more)
