"""From rows to what is known of each customer and of all: plain reckoning over what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from secondslice.projects.models import Stakeholder
from secondslice.pulse.models import Taste
from secondslice.value.counterfactual.selectors.words import Word
from secondslice.value.outlook.rules import (
    HALF_A_YEAR,
    TWO_YEARS,
    YEAR,
    Facts,
    Orders,
    Said,
    missed,
)
from secondslice.value.outlook.selectors.rows import Answer, Part, Rows, Trouble, Work, is_of_late

NOTHING = Decimal(0)
Role = Stakeholder.Role


@dataclass(frozen=True, slots=True)
class Money:
    """Of the last twelve months: what was signed, by how many benefits, and what is claimed and not confirmed."""

    confirmed: Decimal = NOTHING
    signed: int = 0
    unconfirmed: Decimal = NOTHING
    claimed: int = 0
    """How many benefits somebody claims money for, signed or not."""


@dataclass(frozen=True, slots=True)
class Leader:
    """An executive at a customer, with the last time somebody was in touch."""

    part: Part
    last: date | None
    is_new: bool

    def is_in_touch(self, *, today: date, days: int) -> bool:
        """Tell whether somebody was in touch within so many days."""
        return self.last is not None and self.last > today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of one customer, and the rows it is known from."""

    facts: Facts
    orders: Orders
    leaders: Sequence[Leader] = ()
    silent: Sequence[Part] = ()
    unhappy: Sequence[tuple[Part, Answer]] = ()
    """Sponsors whose last answer was No."""
    troubles: Sequence[Trouble] = ()
    """What lets somebody down."""
    works: Sequence[Work] = ()


def of_customer(
    rows: Rows, customer: int, money: Mapping[int, Money], words: Sequence[Word], *, quiet_days: int
) -> Basis:
    """Return what is known of one customer."""
    works = rows.works.get(customer, ())
    late = {one.pk: one for one in works if is_of_late(one, today=rows.today)}
    sponsors = _people(rows, customer, Role.SPONSOR, late)
    last = {one.contact: one for one in rows.answered.get(customer, ())}
    leaders = _leaders(rows, customer, late)
    bad = [one for one in rows.troubles.get(customer, ()) if one.lets_down(rows.at)]
    heard = {one.contact for one in rows.answered.get(customer, ()) if one.on > rows.at - YEAR}
    heard |= {one.contact for one in bad}
    around = [one for one in rows.around if one.customer == customer]
    mine = money.get(customer, Money())
    tastes = [(one, last[one.contact]) for one in sponsors if one.contact in last]
    chances, came_again = _again(works, today=rows.today)
    named, new = _named_leaders(rows, customer)
    facts = Facts(
        words=[said(one, today=rows.today) for one in words],
        tastes=[(at.taste == Taste.YES, (rows.at - at.on).days) for _part, at in tastes],
        silent=len(sponsors) - len(tastes),
        heard=len(heard),
        let_down=len({one.contact for one in bad}),
        chances=chances,
        came_again=came_again,
        inside=sum(
            one.starts_on is not None and one.starts_on >= rows.today - TWO_YEARS for one in works
        ),
        outside=len(around) if customer in rows.around_known else None,
        confirmed=float(mine.confirmed),
        against=float(mine.unconfirmed),
        signed=mine.claimed,
        executives=len(leaders) + named,
        new_executives=sum(one.is_new for one in leaders) + new,
        in_touch=sum(one.is_in_touch(today=rows.today, days=quiet_days) for one in leaders),
        reachable=len(leaders),
    )
    return Basis(
        facts=facts,
        orders=Orders(
            runs=any(not one.is_delivered for one in works) or customer in rows.open_chances,
            last_start=max((one.starts_on for one in works if one.starts_on), default=None),
            last_delivery=max(
                (one.ends_on for one in works if one.is_delivered and one.ends_on), default=None
            ),
        ),
        leaders=leaders,
        silent=[one for one in sponsors if one.contact not in last],
        unhappy=[(one, at) for one, at in tastes if at.taste == Taste.NO],
        troubles=bad,
        works=works,
    )


def of_all(
    rows: Rows, found: Mapping[int, Basis], money: Mapping[int, Money], *, cost: Decimal
) -> Facts:
    """Return what is known of all customers together.

    Everybody counts once at each customer. A member's words count here, where no customer has them.
    """
    each = [one.facts for one in found.values()]
    departments = [one for one in rows.customers if one.kind == one.Kind.INTERNAL]
    under: dict[int, set[int]] = {}
    for customer, basis in found.items():
        late = {one.pk for one in basis.works if is_of_late(one, today=rows.today)}
        for part in rows.parts.get(customer, ()):
            if part.role == Role.EXECUTIVE and part.project in late:
                under.setdefault(part.contact, set()).add(part.project)
    return Facts(
        words=[said(one, today=rows.today) for one in rows.words],
        tastes=[one for facts in each for one in facts.tastes],
        silent=sum(one.silent for one in each),
        heard=sum(one.heard for one in each),
        let_down=sum(one.let_down for one in each),
        chances=sum(one.chances > 0 for one in each),
        came_again=sum(one.came_again > 0 for one in each),
        inside=sum(one.inside for one in each),
        outside=len(rows.around) if rows.around_known else None,
        departments=len(departments),
        served=sum(bool(rows.works.get(one.pk)) for one in departments),
        confirmed=float(sum((one.confirmed for one in money.values()), NOTHING)),
        against=float(cost),
        signed=sum(one.signed for one in money.values()) if cost else 0,
        leaned=[len(projects) for projects in under.values()],
        executives=sum(one.executives for one in each),
        new_executives=sum(one.new_executives for one in each),
        in_touch=sum(one.in_touch for one in each),
        reachable=sum(one.reachable for one in each),
        menu_days=(rows.at - rows.menu_at).days if rows.menu_at else None,
    )


def said(word: Word, *, today: date) -> Said:
    """Return what an executive says as it counts."""
    days = (today - word.on).days
    scaled = (today - word.scaled_on).days if word.scaled_on else days
    return Said(word.scale, missed(word.codes), days, scaled)


def _again(works: Sequence[Work], *, today: date) -> tuple[int, int]:
    """Return how many deliveries could have been followed by another project, and how many were."""
    starts = [one.starts_on for one in works if one.starts_on]
    chances = again = 0
    for one in works:
        if not one.is_delivered or one.ends_on is None or one.starts_on is None:
            continue
        followed = any(start > one.starts_on for start in starts)
        again += followed
        chances += followed or one.ends_on <= today - YEAR
    return chances, again


def _people(rows: Rows, customer: int, role: str, late: Mapping[int, Work]) -> list[Part]:
    """Return each person in this role once."""
    found: dict[int, Part] = {}
    for one in rows.parts.get(customer, ()):
        if one.role == role and one.project in late:
            found.setdefault(one.contact, one)
    return list(found.values())


def _leaders(rows: Rows, customer: int, late: Mapping[int, Work]) -> list[Leader]:
    new = {
        contact
        for contact, _member, since in rows.known.get(customer, ())
        if contact is not None and since is not None and since > rows.today - HALF_A_YEAR
    }
    return [
        Leader(one, rows.last_touch.get(one.contact), one.contact in new)
        for one in _people(rows, customer, Role.EXECUTIVE, late)
    ]


def _named_leaders(rows: Rows, customer: int) -> tuple[int, int]:
    """Return how many members are named as executives of a customer (one or none), and how many of them are new."""
    named = next((one.executive_id for one in rows.customers if one.pk == customer), None)
    if named is None:
        return 0, 0
    is_new = any(
        member == named and since is not None and since > rows.today - HALF_A_YEAR
        for _contact, member, since in rows.known.get(customer, ())
    )
    return 1, int(is_new)
