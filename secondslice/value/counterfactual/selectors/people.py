"""Who is asked: executives at customers, sponsors where a customer has none, and members who are executives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.customers.models import Contact
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Stakeholder
from secondslice.pulse.selectors.by_hand import confided
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.rules import OPEN_DAYS, Part, executives, next_occasion
from secondslice.value.counterfactual.terms import terms_of

State = CounterfactualAsk.State
WORK = "work"
NEVER = frozenset({WORK, "stopped", "unreachable"})
"""For these reasons not even who asks by hand is let through."""
HANGS_ON_ANSWERS = frozenset({"touched", "year_full", "silent", "case"})
"""These reasons may tell whether somebody has answered in confidence."""


@dataclass(frozen=True, slots=True)
class Executive:
    """One person to be asked: a contact, or a user who is a member."""

    contact: Contact | None = None
    member: User | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Return what tells this person from all others."""
        return ("contact", self.contact.pk) if self.contact else ("member", self.user.pk)

    @property
    def user(self) -> User:
        """Return the user of a member."""
        assert self.member is not None  # noqa: S101  (it is one of the two)
        return self.member

    @property
    def name(self) -> str:
        """Return how the person is called."""
        return self.contact.name if self.contact else self.user.name

    @property
    def value(self) -> str:
        """Return what a form sends to name this person."""
        return f"contact-{self.contact.ref}" if self.contact else f"member-{self.user.pk}"


@dataclass(frozen=True, slots=True)
class Turn:
    """When somebody is asked next, and what stands in the way."""

    who: Executive
    due_on: date
    asked_on: date | None
    """When the last mail left."""
    waiting: CounterfactualAsk | None
    why: str
    """Why the person is not asked although it is due; empty, too, where the reader may not know."""
    is_open: bool
    """Whether the last mail has no answer yet."""
    is_free: bool
    """Whether the person may be asked by hand now."""


def people_to_ask(workspace: Workspace) -> list[Executive]:
    """Return everybody who is to be asked, by name: three queries. Who stands in both lists is asked as a contact."""
    roles = (Stakeholder.Role.EXECUTIVE, Stakeholder.Role.SPONSOR)
    rows = Stakeholder.objects.filter(workspace=workspace, role__in=roles).values_list(
        "contact", "project__customer", "role"
    )
    chosen = executives(
        [Part(who, customer, role == Stakeholder.Role.EXECUTIVE) for who, customer, role in rows]
    )
    contacts = Contact.objects.filter(workspace=workspace, pk__in=chosen, erased_at=None)
    found = [Executive(contact=one) for one in contacts.select_related("customer", "preference")]
    addresses = {one.contact.email.lower() for one in found if one.contact}
    users = User.objects.filter(pk__in=_executive_members(workspace).values("user"), is_active=True)
    found += [Executive(member=one) for one in users if one.email.lower() not in addresses]
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def may_be_asked(ask: CounterfactualAsk) -> bool:
    """Tell whether the person of this question is still one of those who are asked."""
    wanted = ("contact", ask.contact_id) if ask.contact_id else ("member", ask.member_id)
    return any(one.key == wanted for one in people_to_ask(ask.workspace))


def turns(membership: Membership, *, today: date) -> list[Turn]:
    """Return when each executive is asked next, the soonest first: as this member may know it.

    A project manager sees those of his own customers. Of who was ever asked in confidence nothing is told that hangs on
    answers.
    """
    found = turns_of(membership.workspace, today=today)
    if membership.role == Membership.Role.MANAGER:
        mine = set(visible_projects(membership).values_list("customer", flat=True))
        found = [one for one in found if one.who.contact and one.who.contact.customer_id in mine]
    if membership.keeps_confidences:
        return found
    keys = [one.who.contact.pk for one in found if one.who.contact]
    hidden = confided(keys)
    return [_without_why(one) if _tells(one, hidden) else one for one in found]


def turns_of(workspace: Workspace, *, today: date) -> list[Turn]:
    """Return when each executive is asked next, the soonest first: five queries."""
    people, months = people_to_ask(workspace), terms_of(workspace).every_months
    asks: dict[tuple[str, int], list[CounterfactualAsk]] = {}
    rows = CounterfactualAsk.objects.filter(workspace=workspace).select_related("work")
    for ask in rows.prefetch_related("answers").order_by("-at", "-pk"):
        key = ("contact", ask.contact_id) if ask.contact_id else ("member", ask.member_id or 0)
        asks.setdefault(key, []).append(ask)
    found = [_turn(one, asks.get(one.key, []), months=months, today=today) for one in people]
    return sorted(found, key=lambda one: (one.due_on, one.who.name.casefold()))


def _turn(who: Executive, asks: Sequence[CounterfactualAsk], *, months: int, today: date) -> Turn:
    waiting = next((ask for ask in asks if ask.state == State.WAITING), None)
    last = next((ask for ask in asks if ask.sent_at is not None), None)
    asked_on = last.sent_at.date() if last and last.sent_at else None
    due_on = next_occasion(asked_on, months=months, today=today)
    why = waiting.why if waiting else ""
    if any(_has_open_work(ask) for ask in asks):
        why = WORK
    elif waiting is None and due_on <= today:
        why = _never(who, asks)
    is_open = bool(last and last.state == State.SENT and not last.answers.all())
    is_fresh = asked_on is not None and (today - asked_on).days < OPEN_DAYS
    return Turn(
        who=who,
        due_on=due_on,
        asked_on=asked_on,
        waiting=waiting,
        why=why,
        is_open=is_open,
        is_free=waiting is None and why not in NEVER and not (is_open and is_fresh),
    )


def _never(who: Executive, asks: Sequence[CounterfactualAsk]) -> str:
    """Return why nobody writes to this person at all."""
    wishes = getattr(who.contact, "preference", None) if who.contact else None
    if wishes is not None and wishes.stopped_at is not None:
        return "stopped"
    last = asks[0] if asks else None
    return last.why if last is not None and last.state == State.OVER else ""


def _has_open_work(ask: CounterfactualAsk) -> bool:
    work = getattr(ask, "work", None)
    return work is not None and work.done_at is None


def _tells(turn: Turn, hidden: set[int]) -> bool:
    contact = turn.who.contact
    return contact is not None and contact.pk in hidden and turn.why in HANGS_ON_ANSWERS


def _without_why(turn: Turn) -> Turn:
    return replace(turn, why="")


def _executive_members(workspace: Workspace) -> QuerySet[Membership]:
    return Membership.objects.filter(workspace=workspace, role=Membership.Role.EXECUTIVE)
