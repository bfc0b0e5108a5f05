"""Fill a database with one workspace whose plan has many questions due today, each for another person."""

from __future__ import annotations

import os
import sys
from datetime import date, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
django.setup()

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Membership, User, Workspace
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.journeys.asks_planned import asks_planned
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask, AskRules
from secondslice.pulse.services.wording import seed_reasons

PEOPLE_OF_A_PROJECT, BATCH = 25, 1000


def fill(mails: int) -> None:
    """Store `mails` people, each the sponsor of one project that began three weeks ago."""
    today = clock.now().date()
    workspace = Workspace.objects.create(
        name="Acme PMO", slug="acme", language="en-us", country=_at_work(today)
    )
    AskRules.objects.create(workspace=workspace, opens=time(0), closes=time(23, 59, 59))
    owner = User.objects.create_user("ava@example.org", "Ava")
    Membership.objects.create(workspace=workspace, user=owner, role="owner")
    seed_reasons(workspace=workspace)
    customer = Customer.objects.create(workspace=workspace, name="Finance")
    projects = Project.objects.bulk_create(
        [
            Project(
                workspace=workspace,
                customer=customer,
                name=f"Project {number}",
                manager=owner,
                starts_on=today - timedelta(days=25),
                ends_on=today + timedelta(days=200),
            )
            for number in range(-(-mails // PEOPLE_OF_A_PROJECT))
        ]
    )
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                workspace=workspace,
                customer=customer,
                name=f"Ben {number}",
                email=f"ben{number}@example.com",
            )
            for number in range(mails)
        ],
        batch_size=BATCH,
    )
    Stakeholder.objects.bulk_create(
        [
            Stakeholder(
                workspace=workspace,
                project=projects[number // PEOPLE_OF_A_PROJECT],
                contact=contact,
            )
            for number, contact in enumerate(contacts)
        ],
        batch_size=BATCH,
    )
    # The plan is laid when projects come in, long before its questions are due: that is not what is measured.
    asks_planned(workspace=workspace, now=clock.now())


def _at_work(today: date) -> str:
    """Return a country where people work today: the bench is to run on any day."""
    for country in ("", "DE", "IL", "AE", "IR", "NP", "BD"):
        if working_calendar(country=country, zone="UTC", year=today.year).is_workday(today):
            return country
    raise SystemExit("Nobody works today. Measure tomorrow.")


def count() -> None:
    """Print how many questions are stored, and how many of their mails have left."""
    asks = Ask.objects.filter(message__isnull=False)
    print(asks.count(), asks.filter(message__state="sent").count())


if __name__ == "__main__":
    count() if sys.argv[1] == "count" else fill(int(sys.argv[1]))
