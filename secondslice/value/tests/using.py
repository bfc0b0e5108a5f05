"""Makers for the tests of the use of results: a project that went live, and who works with it."""

from __future__ import annotations

from datetime import date, datetime

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.value.usage.models import UsageAsk
from secondslice.value.usage.services.planning import ask_once_more, name_owner


def make_delivered(by: Membership, name: str = "New tills", *, on: date) -> Project:
    """Return a project that went live on a day."""
    return make_project(
        by.workspace, name, manager=by.user, phase=Project.Phase.OPERATION, ends_on=on
    )


def make_owner(by: Membership, project: Project, name: str = "Olga", *, at: datetime) -> Contact:
    """Return somebody at the customer who is named as the one who works with the result."""
    contact = make_contact(project.customer, name)
    name_owner(project=project, contact=contact, by=by, at=at)
    return contact


def make_usage_ask(by: Membership, project: Project, *, at: datetime) -> UsageAsk:
    """Ask whoever is named, else Olga, whether it is used."""
    if not UsageAsk.objects.filter(project=project).exists():
        make_owner(by, project, at=at)
        return ask_once_more(project=project, by=by, at=at)
    return UsageAsk.objects.get(project=project)
