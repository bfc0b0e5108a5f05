"""What executives say of the place without the PMO: of each the latest answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Customer
from secondslice.projects.access import visible_projects
from secondslice.value.counterfactual.models import CounterfactualAnswer
from secondslice.value.counterfactual.rules import Code


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same person said before."""

    codes: tuple[str, ...]
    scale: int | None
    words: str
    on: date


@dataclass(frozen=True, slots=True)
class Word:
    """The latest answer of one executive."""

    answer: int
    """Its key: the row behind every figure that counts it."""
    contact: int | None
    member: int | None
    """Of who asked: a contact at a customer, or the user of a member with the role of an executive."""
    name: str
    """Empty when the person had all own data erased."""
    customer: int | None
    """None for a member: who works for the whole organisation."""
    customer_name: str
    codes: tuple[str, ...]
    """Of rules.Code. "no_different" stands alone."""
    scale: int | None
    """1 "we can manage our own" to 5 "nobody else can deliver like the PMO", as it was last said; None: never."""
    words: str
    on: date
    at: datetime
    customer_ref: UUID | None = None
    earlier: tuple[Earlier, ...] = ()
    """The newest first."""
    scaled_on: date | None = None
    """The day on which `scale` was said: a later answer may have left the scale out."""

    @property
    def is_no_different(self) -> bool:
        """Tell whether this executive sees no difference."""
        return Code.NO_DIFFERENT in self.codes


def latest_words(workspace: Workspace, *, until: date | None = None) -> list[Word]:
    """Return the latest answer of each executive, the newest first: one query. `until`: only what was said by that day.

    A revised answer counts as it was last said by then; who is asked in two places is told by the contact.
    """
    return _of(CounterfactualAnswer.objects.filter(workspace=workspace), until)


def words_of_customer(customer: Customer, *, until: date | None = None) -> list[Word]:
    """Return the latest answer of each executive of one customer, the newest first: one query."""
    mine = CounterfactualAnswer.objects.filter(
        workspace=customer.workspace_id, ask__customer=customer
    )
    return _of(mine, until)


def words_by_customer(workspace: Workspace, *, until: date | None = None) -> dict[int, list[Word]]:
    """Return the latest answers by the key of their customer: one query. Members, who have none, are left out."""
    found: dict[int, list[Word]] = {}
    for word in latest_words(workspace, until=until):
        if word.customer is not None:
            found.setdefault(word.customer, []).append(word)
    return found


def words_for(membership: Membership) -> list[Word]:
    """Return the latest answers that this member may read: a project manager those of his own customers only."""
    found = latest_words(membership.workspace)
    if membership.role != Membership.Role.MANAGER:
        return found
    mine = set(visible_projects(membership).values_list("customer", flat=True))
    return [word for word in found if word.customer in mine]


def words_about(membership: Membership, customer: Customer) -> list[Word]:
    """Return the latest answers from one customer that this member may read."""
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).filter(customer=customer)
        if not mine.exists():
            return []
    return words_of_customer(customer)


def _of(answers: QuerySet[CounterfactualAnswer], until: date | None) -> list[Word]:
    """Return of each person the newest one. Few are ever asked, so it is picked here and not in the database."""
    rows = answers if until is None else answers.filter(on__lte=until)
    found: dict[tuple[str, int | None], list[CounterfactualAnswer]] = {}
    for one in _with_people(rows):
        ask = one.ask
        person = (
            ("contact", ask.contact_id) if ask.contact_id else ("member", ask.member_id or -ask.pk)
        )
        found.setdefault(person, []).append(one)
    return [_word(first, earlier) for first, *earlier in found.values()]


def _with_people(rows: QuerySet[CounterfactualAnswer]) -> Sequence[CounterfactualAnswer]:
    return list(
        rows.select_related("ask__contact", "ask__member", "ask__customer").order_by(
            "-at", "-number", "-pk"
        )
    )


def _word(one: CounterfactualAnswer, earlier: Sequence[CounterfactualAnswer]) -> Word:
    ask = one.ask
    person = ask.contact or ask.member
    stands = next((old for old in (one, *earlier) if old.scale is not None), None)
    return Word(
        answer=one.pk,
        contact=ask.contact_id,
        member=ask.member_id,
        name=person.name if person else "",
        customer=ask.customer_id,
        customer_name=ask.customer.name if ask.customer else "",
        codes=one.codes,
        scale=stands.scale if stands else None,
        words=one.words,
        on=one.on,
        at=one.at,
        customer_ref=ask.customer.ref if ask.customer else None,
        earlier=tuple(Earlier(old.codes, old.scale, old.words, old.on) for old in earlier),
        scaled_on=stands.on if stands else None,
    )
