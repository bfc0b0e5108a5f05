"""Makers of projects and of the people in them."""

from __future__ import annotations

from datetime import date
from itertools import count

from secondslice.accounts.models import User, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.models import Milestone, Project, Stakeholder

_number = count(1)


def make_project(  # noqa: PLR0913  (a maker: each is optional)
    workspace: Workspace,
    name: str = "",
    *,
    customer: Customer | None = None,
    manager: User | None = None,
    phase: str = Project.Phase.EXECUTION,
    code: str = "",
    service: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Project:
    """Return a project; without a customer it gets a new one."""
    return Project.objects.create(
        workspace=workspace,
        name=name or f"Project {next(_number)}",
        customer=customer or make_customer(workspace),
        manager=manager,
        phase=phase,
        code=code,
        service=service,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def make_stakeholder(
    project: Project,
    contact: Contact | None = None,
    *,
    name: str = "Ben",
    role: str = Stakeholder.Role.SPONSOR,
) -> Stakeholder:
    """Return somebody's part in a project; without a contact it is a new person at the project's customer."""
    return Stakeholder.objects.create(
        workspace=project.workspace,
        project=project,
        contact=contact or make_contact(project.customer, name),
        role=role,
    )


def make_milestone(project: Project, name: str = "Gate 1", *, on: date) -> Milestone:
    """Return a dated step of a project."""
    return Milestone.objects.create(
        workspace=project.workspace, project=project, name=name, due_on=on
    )
