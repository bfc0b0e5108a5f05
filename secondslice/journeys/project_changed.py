"""Something that moves the questions about a project has changed: its dates, its milestones, its people."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.journeys.asks_planned import asks_planned, days_dealt
from secondslice.projects.models import Project
from secondslice.value.bulletin.services.recalling import recall_projects


def project_changed(*, project: Project, now: datetime) -> None:
    """Lay the plan of this project anew at once, and deal days to everybody it asks.

    Where it is not delivered any more, no bulletin leaves that tells so.
    """
    recall_projects(workspace=project.workspace, projects=[project.pk], at=now)
    asks_planned(workspace=project.workspace, now=now, projects=[project.pk])


def person_changed(*, contact: Contact, now: datetime) -> None:
    """Deal the days of a person anew: another zone or country, another wish, a case opened or closed."""
    days_dealt(workspace=contact.workspace, contacts=[contact.pk], now=now)


def list_imported(*, workspace: Workspace, now: datetime) -> None:
    """Let the worker lay the whole plan anew as soon as it can: a list may hold thousands of projects.

    No bulletin leaves that tells of a project which the list took out of operation.
    """
    recall_projects(workspace=workspace, at=now)
    enqueue(
        name="pulse.lay_plans",
        key=f"pulse.lay_plans:{workspace.pk}",
        payload={"workspace": workspace.pk},
        run_at=now,
        workspace_id=workspace.pk,
    )
