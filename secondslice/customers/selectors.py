"""Everything the rest of the product may read from this room."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.core.search import holds_all
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Suppression
from secondslice.ui.exports import CHUNK

PAGE = 50
THERE = Q(contacts__erased_at=None)
"""Of the people at a customer, those who are not erased."""


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What the list of customers is narrowed to; empty: everything."""

    search: str = ""
    kind: str = ""
    among: Q = field(default_factory=Q)
    """What else must hold, said by a higher room."""


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the list of people is narrowed to; empty: everybody."""

    search: str = ""
    customer: uuid.UUID | None = None


def customer_list(membership: Membership, chosen: CustomerFilter) -> QuerySet[Customer]:
    """Return the customers by name, each with `people_count` and `project_count`, in one query.

    A project manager counts the projects that he may see: his own.
    """
    found = Customer.objects.filter(chosen.among, workspace=membership.workspace_id)
    if chosen.search:
        found = found.filter(holds_all(chosen.search, ("name",)) | Q(external_id=chosen.search))
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    own = Q(projects__manager=membership.user_id)
    mine = own if membership.role == Membership.Role.MANAGER else None
    this = Customer.objects.filter(pk=OuterRef("pk"))
    return found.annotate(
        sort_name=Lower("name"),
        people_count=_number(this.annotate(count=Count("contacts", filter=THERE)).values("count")),
        project_count=_number(this.annotate(count=Count("projects", filter=mine)).values("count")),
    )


def customer_page(membership: Membership, chosen: CustomerFilter, *, after: str) -> Slice[Customer]:
    """Return one page of `customer_list`."""
    found = customer_list(membership, chosen)
    return slice_of(found, by="sort_name", after=after, size=PAGE, read=str)


def contact_list(membership: Membership, chosen: ContactFilter) -> QuerySet[Contact]:
    """Return the people by name, each with the customer, `project_count` and `is_unreachable`, in one query."""
    found = Contact.objects.filter(workspace=membership.workspace_id, erased_at=None)
    if chosen.search:
        found = found.filter(holds_all(chosen.search, ("name", "email", "customer__name")))
    if chosen.customer:
        found = found.filter(customer__ref=chosen.customer)
    own = Q(stakes__project__manager=membership.user_id)
    mine = own if membership.role == Membership.Role.MANAGER else None
    this = Contact.objects.filter(pk=OuterRef("pk"))
    return found.select_related("customer", "preference__noted_by").annotate(
        sort_name=Lower("name"),
        project_count=_number(this.annotate(count=Count("stakes", filter=mine)).values("count")),
        is_unreachable=Exists(
            Suppression.objects.filter(
                workspace=OuterRef("workspace"), address=Lower(OuterRef("email")), lifted_at=None
            )
        ),
    )


def people_by_name(membership: Membership, chosen: ContactFilter) -> Iterable[Contact]:
    """Return everybody whom the filter leaves, by name, without holding all of them."""
    found: QuerySet[Any] = contact_list(membership, chosen)  # with its name to sort by
    return found.order_by("sort_name", "ref").iterator(CHUNK)


def contact_page(membership: Membership, chosen: ContactFilter, *, after: str) -> Slice[Contact]:
    """Return one page of `contact_list`."""
    found = contact_list(membership, chosen)
    return slice_of(found, by="sort_name", after=after, size=PAGE, read=str)


def people_of(customer: Customer) -> QuerySet[Contact]:
    """Return the people at a customer by name, each with `project_count`."""
    return (
        Contact.objects.filter(customer=customer, erased_at=None)
        .select_related("preference__noted_by")
        .annotate(sort_name=Lower("name"), project_count=Count("stakes"))
        .order_by("sort_name", "pk")
    )


def customers_by_name(workspace: Workspace) -> QuerySet[Customer]:
    """Return the customers to choose from in a form."""
    return Customer.objects.filter(workspace=workspace).order_by(Lower("name"), "pk")


def name_is_taken(workspace: Workspace, name: str, *, other_than: Customer | None) -> bool:
    """Tell whether another customer has this name."""
    found = Customer.objects.filter(workspace=workspace, name__iexact=name)
    return (found.exclude(pk=other_than.pk) if other_than else found).exists()


def person_at(workspace: Workspace, email: str, *, other_than: Contact | None) -> Contact | None:
    """Return who else has this address."""
    found = Contact.objects.filter(workspace=workspace, email__iexact=email)
    return (found.exclude(pk=other_than.pk) if other_than else found).first()


def person_in_slack(
    workspace: Workspace, slack_id: str, *, other_than: Contact | None
) -> Contact | None:
    """Return who else is this member of the workspace's Slack."""
    if not slack_id:
        return None
    found = Contact.objects.filter(workspace=workspace, slack_id=slack_id)
    return (found.exclude(pk=other_than.pk) if other_than else found).first()


def addresses_of(contact: Contact) -> set[str]:
    """Return every address this person has had, as far as it was written down, in lower case."""
    entries = AuditEntry.objects.filter(workspace=contact.workspace_id, about=contact.ref)
    changes = [entry.detail.get("email") or [] for entry in entries]
    return {contact.email.lower(), *(str(one).lower() for change in changes for one in change)}


def wants_a_question(today: date, path: str = "") -> Q:
    """Return the condition that the person at `path` has neither stopped the questions nor paused them now."""
    none = Q(**{f"{path}preference": None})
    stopped, until = f"{path}preference__stopped_at", f"{path}preference__paused_until"
    return none | Q(**{stopped: None}) & (Q(**{until: None}) | Q(**{f"{until}__lte": today}))


def _number(counted: QuerySet[Any, Any]) -> Coalesce:
    """Return a count of related rows as a subquery of its own: two joins in one query would multiply each other."""
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
