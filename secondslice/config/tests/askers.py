"""Several askers at the same moment, each a process of its own on one data folder: `python -m ... WORD`.

`world` makes a sponsor with a question due by plan and two projects to ask about by hand; `hour`, `max` and `lea` are
three ways of asking; `look` prints how many mails with questions there are.
"""

# ruff: noqa: PLC0415, T201  (a script: Django is set up first, and what is found is printed)
from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


def world() -> None:
    """Make the PMO, Ben, and his three projects."""
    from secondslice.accounts.models import Membership
    from secondslice.accounts.tests.make import make_member, make_workspace
    from secondslice.customers.tests.make import make_contact, make_customer
    from secondslice.journeys.asks_planned import asks_planned
    from secondslice.projects.tests.make import make_project, make_stakeholder
    from secondslice.pulse.plan_models import AskRules

    pmo = make_workspace("Acme PMO", slug="acme")
    lea = make_member(pmo, "Lea", role=Membership.Role.OWNER)
    ben = make_contact(make_customer(pmo), "Ben")
    AskRules.objects.create(workspace=pmo, sends_itself=True)
    for name, started in (("Tills", NOW.date() - timedelta(days=21)), ("Payroll", None)):
        project = make_project(pmo, name, manager=lea.user, starts_on=started)
        make_stakeholder(project, ben)
    asks_planned(workspace=pmo, now=NOW)


def hour() -> None:
    """Do what a worker does every hour."""
    from secondslice.accounts.models import Workspace
    from secondslice.journeys.asks_planned import hour_lived

    hour_lived(workspace=Workspace.objects.get(), now=NOW)


def by_hand(name: str) -> None:
    """Ask Ben about a project as a manager does."""
    from secondslice.core.errors import RuleBroken
    from secondslice.journeys.asked_by_hand import asked_by_hand
    from secondslice.projects.models import Project
    from secondslice.pulse.services.by_hand import ByHand

    project = Project.objects.select_related("workspace", "manager").get(name=name)
    assert project.manager is not None
    parts = list(project.stakeholders.select_related("contact"))
    try:
        asked_by_hand(wish=ByHand(project, project.manager), stakeholders=parts, now=NOW)
    except RuleBroken as why:
        print(why)


def look() -> None:
    """Print how many mails ask Ben something."""
    from secondslice.messaging.models import Message

    print(Message.objects.filter(kind__startswith="pulse.ask").count())


ACTS: dict[str, Callable[[], None]] = {
    "world": world,
    "hour": hour,
    "tills": lambda: by_hand("Tills"),
    "payroll": lambda: by_hand("Payroll"),
    "look": look,
}


if __name__ == "__main__":
    import django

    django.setup()
    if len(sys.argv) > 2:  # wait for the others
        time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
    ACTS[sys.argv[1]]()
