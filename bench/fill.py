"""Fill a database with many asks of 50 workspaces, fast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import django

django.setup()

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.wording import seed_reasons, wording_for

WORKSPACES, PROJECTS, CONTACTS, BATCH = 20, 40, 200, 5000


def fill(asks: int, token: Callable[[int], str]) -> int:
    """Store `asks` open asks, numbered from 1, each with its token."""
    now = datetime.now(UTC)
    people: list[tuple[Workspace, Customer, list[Project], list[Contact], int, int]] = []
    for number in range(WORKSPACES):
        workspace = Workspace.objects.create(name=f"PMO {number}", slug=f"pmo-{number}")
        owner = User.objects.create_user(f"owner{number}@example.org", "Ava")
        Membership.objects.create(workspace=workspace, user=owner, role="owner")
        seed_reasons(workspace=workspace)
        wording = wording_for(workspace=workspace, language="en-us")
        customer = Customer.objects.create(workspace=workspace, name="Finance")
        projects = Project.objects.bulk_create(
            Project(workspace=workspace, customer=customer, name=f"Project {one}", manager=owner)
            for one in range(PROJECTS)
        )
        contacts = Contact.objects.bulk_create(
            Contact(
                workspace=workspace,
                customer=customer,
                name=f"Ben {one}",
                email=f"ben{one}@example.com",
            )
            for one in range(CONTACTS)
        )
        people.append((workspace, customer, projects, contacts, wording.pk, owner.pk))
    for start in range(0, asks, BATCH):
        Ask.objects.bulk_create(
            [
                _ask(number, people[number % WORKSPACES], token(number), now)
                for number in range(start, min(start + BATCH, asks))
            ]
        )
    for workspace, *_rest in people:
        rebuild_counts(workspace_id=workspace.pk)
    return 0


def _ask(
    number: int,
    where: tuple[Workspace, Customer, list[Project], list[Contact], int, int],
    token: str,
    now: datetime,
) -> Ask:
    workspace, customer, projects, contacts, wording, owner = where
    sent_at = now - timedelta(minutes=10, seconds=number % 86400)
    return Ask(
        pk=number + 1,
        workspace=workspace,
        customer=customer,
        project=projects[number // WORKSPACES % PROJECTS],
        contact=contacts[number // WORKSPACES % CONTACTS],
        owner_id=owner,
        wording_id=wording,
        language="en-us",
        token_digest=digest(token),
        sent_at=sent_at,
        sent_on=sent_at.date(),
        expires_at=now + timedelta(days=30),
    )


def count() -> int:
    """Print how many answers are counted in the workspaces' daily counts."""
    rows = DailyTaste.objects.filter(scope="w").values_list("yes", "no")
    print(f"{sum(yes + no for yes, no in rows):,}")
    return 0
