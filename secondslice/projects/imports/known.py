"""What the workspace already has, read once, so that planning asks the database nothing per row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from secondslice.accounts.models import Workspace
from secondslice.accounts.selectors import people_who_deliver
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import Project, Stakeholder

CUSTOMER_FIELDS = ("name", "kind", "external_id")
CONTACT_FIELDS = (
    "customer_id",
    "name",
    "email",
    "title",
    "phone",
    "language",
    "time_zone",
    "external_id",
    "slack_id",
)
PROJECT_FIELDS = (
    "customer_id", "name", "code", "service", "phase", "starts_on", "ends_on", "budget", "currency",
    "manager_id", "manager_name", "manager_email",
)  # fmt: skip
Stored = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can manage a project."""

    user_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Known:
    """The rows of a workspace that an import can meet. Two equal ones lead to equal plans."""

    customers: Stored
    contacts: Stored
    projects: Stored
    stakes: Stored
    people: list[Person]


def load(workspace: Workspace, kind: Kind) -> Known:
    """Read what planning needs, in five queries at most."""
    people = [Person(user.pk, user.name, user.email) for user in people_who_deliver(workspace)]
    own = {"workspace": workspace}
    customers = list(
        Customer.objects.filter(**own).order_by("pk").values_list("pk", *CUSTOMER_FIELDS)
    )
    contacts = list(
        Contact.objects.filter(**own, erased_at=None)
        .order_by("pk")
        .values_list("pk", *CONTACT_FIELDS)
    )
    if kind is not Kind.PROJECTS:
        return Known(customers, contacts, [], [], people)
    return Known(
        customers,
        contacts,
        list(Project.objects.filter(**own).order_by("pk").values_list("pk", *PROJECT_FIELDS)),
        list(
            Stakeholder.objects.filter(**own)
            .order_by("pk")
            .values_list("pk", "project_id", "contact_id", "role")
        ),
        people,
    )
