"""Add and change customers and the people at customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import person_in_slack
from secondslice.customers.services.erasing import honour_forgotten
from secondslice.messaging.services.suppressing import lift_address


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What one types about a customer."""

    name: str
    kind: str = Customer.Kind.INTERNAL
    external_id: str = ""
    executive_id: int | None = None
    """Who of our executives hears of a No here that nobody mends in time."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What one types about a person."""

    name: str
    email: str
    title: str = ""
    phone: str = ""
    language: str = ""
    time_zone: str = ""
    country: str = ""
    way: str = Contact.Way.MAIL
    slack_id: str = ""
    teams_name: str = ""
    external_id: str = ""


def add_customer(*, by: Membership, facts: CustomerFacts, at: datetime) -> Customer:
    """Store a new customer. Raise RuleBroken when there is one of this name."""
    try:
        with transaction.atomic():
            customer = Customer.objects.create(workspace=by.workspace, **asdict(facts))
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("added the customer"),
                subject=facts.name,
                at=at,
            )
    except IntegrityError:
        raise RuleBroken(words_for_taken_name(facts.name)) from None
    return customer


def change_customer(
    *, by: Membership, customer: Customer, facts: CustomerFacts, at: datetime
) -> None:
    """Change a customer. Raise RuleBroken when another one has the new name."""
    before = {name: getattr(customer, name) for name in asdict(facts)}
    changes = _changes(before, asdict(facts))
    if not changes:
        return
    _take(customer, asdict(facts))
    try:
        with transaction.atomic():
            customer.save(update_fields=list(changes))
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("changed the customer"),
                subject=str(before["name"]),
                at=at,
                detail=_with_name_of_executive(changes),
            )
    except IntegrityError:
        raise RuleBroken(words_for_taken_name(facts.name)) from None


def add_contact(
    *, by: Membership, customer: Customer, facts: ContactFacts, at: datetime
) -> Contact:
    """Store a new person at a customer. Raise RuleBroken when somebody has this address, or is this member in Slack."""
    values = {**asdict(facts), "email": facts.email.lower()}
    try:
        with transaction.atomic():
            contact = Contact.objects.create(workspace=by.workspace, customer=customer, **values)
            honour_forgotten(contacts=[contact])
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("added the person"),
                subject=facts.name,
                at=at,
                about=contact.ref,
            )
    except IntegrityError:
        raise RuleBroken(_words_for_taken(by.workspace, facts, other_than=None)) from None
    return contact


def change_contact(
    *, by: Membership, contact: Contact, customer: Customer, facts: ContactFacts, at: datetime
) -> None:
    """Change a person. Raise RuleBroken when somebody else has the new address, or is this member in Slack."""
    told = {**asdict(facts), "email": facts.email.lower()}
    before = {name: getattr(contact, name) for name in told}
    changes = _changes(before, told)
    if contact.customer_id != customer.pk:
        changes["customer"] = [str(contact.customer), str(customer)]
    if not changes:
        return
    _take(contact, told)
    contact.customer = customer
    try:
        with transaction.atomic():
            contact.save(update_fields=list(changes))
            if "email" in changes:
                honour_forgotten(contacts=[contact])
                # Nobody has the old one any more: should it come again, it is a new one.
                lift_address(
                    workspace_id=by.workspace_id,
                    address=before["email"],
                    by_id=by.user_id,
                    at=at,
                )
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("changed the person"),
                subject=str(before["name"]),
                at=at,
                detail=changes,
                about=contact.ref,
            )
    except IntegrityError:
        raise RuleBroken(_words_for_taken(by.workspace, facts, other_than=contact)) from None


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, object]:
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def _with_name_of_executive(changes: dict[str, object]) -> dict[str, object]:
    """Return the changes as somebody reads them: an executive has a name, not a number."""
    told = dict(changes)
    ids = told.pop("executive_id", None)
    if isinstance(ids, list):
        names = dict(
            User.objects.filter(pk__in=[one for one in ids if one]).values_list("pk", "name")
        )
        told["executive"] = [names.get(one, "") for one in ids]
    return told


def _take(row: Customer | Contact, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def words_for_taken_name(name: str) -> str:
    """Return the refusal of a second customer of one name."""
    return _(
        "There is already a customer named “%(name)s”. Choose another name, or use that one."
    ) % {"name": name}


def _words_for_taken(
    workspace: Workspace, facts: ContactFacts, *, other_than: Contact | None
) -> str:
    """Return the refusal of a second person, by what the first one has already."""
    if holder := person_in_slack(workspace, facts.slack_id, other_than=other_than):
        return words_for_taken_slack_id(holder.name)
    return words_for_taken_address(facts.email)


def words_for_taken_address(email: str) -> str:
    """Return the refusal of a second person with one address."""
    return _(
        "Somebody here already has the address %(email)s. Look that person up, or use another address."
    ) % {"email": email}


def words_for_taken_slack_id(name: str) -> str:
    """Return the refusal of a second person who is the same member in Slack. Every member may read the name."""
    return _(
        "%(name)s has this Slack member id already. It proves who answers, so take it away there first."
    ) % {"name": name}


def words_for_wrong_slack_id() -> str:
    """Return the refusal of something that is no member id."""
    return _("This is not a member id. It begins with U or W and looks like U012AB3CD.")
