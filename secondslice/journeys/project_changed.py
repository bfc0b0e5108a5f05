"""Something that moves the questions about a project has changed: its dates, its milestones, its people."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.journeys.asks_planned import asks_planned, days_dealt
from secondslice.projects.models import Project
from secondslice.value.bulletin.services.recalling import recall_projects
from secondslice.value.usage.services.planning import plan_usage


def project_changed(*, project: Project, now: datetime) -> None:
    """Lay the plan of this project anew at once, and deal days to everybody it asks.

    Where it is not delivered any more, no bulletin leaves that tells so.
    """
    recall_projects(workspace=project.workspace, projects=[project.pk], at=now)
    asks_planned(workspace=project.workspace, now=now, projects=[project.pk])
    _look_at_use(project.workspace, now=now)


def _look_at_use(workspace: Workspace, *, now: datetime) -> None:
    """Move what waits to be asked about the use of results with the go-live."""
    plan_usage(workspace=workspace, today=clock.day_of(now, workspace.time_zone), at=now)


def person_changed(*, contact: Contact, now: datetime) -> None:
    """Deal the days of a person anew: another zone or country, another wish, a case opened or closed."""
    days_dealt(workspace=contact.workspace, contacts=[contact.pk], now=now)


def list_imported(*, workspace: Workspace, now: datetime) -> None:
    """Let the worker lay the whole plan anew as soon as it can: a list may hold thousands of projects.

    No bulletin leaves that tells of a project which the list took out of operation.
    """
    recall_projects(workspace=workspace, at=now)
    _look_at_use(workspace, now=now)
    enqueue(
        name="pulse.lay_plans",
        key=f"pulse.lay_plans:{workspace.pk}",
        payload={"workspace": workspace.pk},
        run_at=now,
        workspace_id=workspace.pk,
    )
