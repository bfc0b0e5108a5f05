"""The pages of the word-of-mouth account: rows for the templates, as this member may know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondslice.accounts.models import Membership
from secondslice.analytics.ratios import owed
from secondslice.analytics.retention import Handling, Severity, Stays, again
from secondslice.analytics.stakes import Stake
from secondslice.customers.models import Customer
from secondslice.impact import account, rules, selectors
from secondslice.impact.account import Balance, Line
from secondslice.impact.ratio import Ratio
from secondslice.impact.rules import Badge, Numbers
from secondslice.recovery.models import Case

AGAIN = "second_failure_factor"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of the account."""

    customer: Customer
    balance: Balance
    yes: int
    owed: int


@dataclass(frozen=True, slots=True)
class Account:
    """Everything on the page of the PMO."""

    rows: list[CustomerRow]
    total: Balance
    yes: int
    owed: int
    talk_badge: Badge
    good_badge: Badge
    tellers: float
    half_life: float
    since: date
    """The first day of asking that is counted."""
    sees_all: bool


@dataclass(frozen=True, slots=True)
class NoRow:
    """One No on the page of a customer; the shares that stay are None where nothing is left to be done."""

    case: Case
    line: Line
    as_it_is: float | None
    if_mended: float | None
    if_quickly: float | None


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """Everything on the page of one customer."""

    customer: Customer
    rows: list[NoRow]
    balance: Balance
    yes: int
    owed: int
    stake: Stake | None
    talk_badge: Badge
    good_badge: Badge
    stay_badge: Badge


def account_page(membership: Membership, known: Numbers, ratio: Ratio, *, now: datetime) -> Account:
    """Return the account of all customers, the one of whom most people may have heard first."""
    cases = selectors.noes(membership, now=now)
    said = selectors.said_of(cases)
    places = selectors.companies(membership)
    said_yes = selectors.yeses(membership, since=_since(membership, now))
    by_customer: dict[int, list[Case]] = {}
    for case in cases:
        by_customer.setdefault(case.customer_id, []).append(case)
    named = selectors.customers_called(membership, by_customer)
    rows = []
    for key, mine in by_customer.items():
        found = _balance(mine, places[key].people, known, said, now=now)
        good = said_yes.by_customer.get(key, 0)
        more = owed(yes=good, no=found.unresolved, needed=ratio.needed)
        rows.append(CustomerRow(named[key], found, good, more))
    rows.sort(key=lambda row: (-row.balance.open, -row.owed, row.customer.name.casefold()))
    inside: dict[str, list[Case]] = {}
    people = {one.key: one.people for one in places.values()}
    for case in cases:
        inside.setdefault(places[case.customer_id].key, []).append(case)
    whole = account.total(
        _balance(mine, people[key], known, said, now=now) for key, mine in inside.items()
    )
    return Account(
        rows=rows,
        total=whole,
        yes=said_yes.total,
        owed=owed(yes=said_yes.total, no=whole.unresolved, needed=ratio.needed),
        talk_badge=known.badge(*rules.TALK),
        good_badge=known.badge(*rules.TALK, *rules.GOOD_TALK),
        tellers=known["tellers_neg"],
        half_life=known["half_life"],
        since=_since(membership, now),
        sees_all=membership.keeps_confidences,
    )


def customer_page(
    membership: Membership, customer: Customer, known: Numbers, ratio: Ratio, *, now: datetime
) -> CustomerAccount:
    """Return the account of one customer, each No with its estimated reach."""
    cases = selectors.noes(membership, now=now, customer=customer)
    said = selectors.said_of(cases)
    people = selectors.companies(membership)[customer.pk].people
    said_yes = selectors.yeses(membership, since=_since(membership, now))
    good = said_yes.by_customer.get(customer.pk, 0)
    found = _balance(cases, people, known, said, now=now)
    return CustomerAccount(
        customer=customer,
        rows=[_row(case, people, known, said.get(case.pk), now=now) for case in cases],
        balance=found,
        yes=good,
        owed=owed(yes=good, no=found.unresolved, needed=ratio.needed),
        stake=selectors.stake_of(membership, customer),
        talk_badge=known.badge(*rules.TALK),
        good_badge=known.badge(*rules.TALK, *rules.GOOD_TALK),
        stay_badge=known.badge(*rules.STAYS, *([AGAIN] if any(map(_is_second, cases)) else [])),
    )


def _since(membership: Membership, now: datetime) -> date:
    return selectors.year_from(now, membership.workspace.time_zone)


def _balance(
    cases: Sequence[Case], people: int, known: Numbers, said: Mapping[int, int], *, now: datetime
) -> Balance:
    return account.balance(
        [selectors.told_of(case, now=now, said=said.get(case.pk)) for case in cases],
        people=people,
        talk=rules.talk(known),
        good_talk=rules.good_talk(known),
    )


def _row(case: Case, people: int, known: Numbers, said: int | None, *, now: datetime) -> NoRow:
    told = selectors.told_of(case, now=now, said=said)
    found = account.line(
        told, people=people, talk=rules.talk(known), good_talk=rules.good_talk(known)
    )
    if not case.is_open:
        return NoRow(case, found, None, None, None)
    stays = _stays(case, known)
    return NoRow(
        case,
        found,
        stays.of(Handling.UNFIXED),
        stays.of(Handling.FIXED),
        stays.of(Handling.QUICKLY),
    )


def _stays(case: Case, known: Numbers) -> Stays:
    """Return who stays, by what is done about this No; when it is not the first one, fewer do."""
    stays = rules.table(known)[Severity(case.severity)]
    return again(stays, known[AGAIN]) if _is_second(case) else stays


def _is_second(case: Case) -> bool:
    return bool(case.deviation) or case.second_no
