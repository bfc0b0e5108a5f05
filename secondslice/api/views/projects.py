"""Projects and their people."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Query, Router

from secondslice.accounts.rules import READ
from secondslice.api import selectors
from secondslice.api.access import reader
from secondslice.api.paging import Paging
from secondslice.api.problems import problems
from secondslice.api.schemas import Page, ProjectOut, StakeholderOut
from secondslice.api.views.keys import Key
from secondslice.core import clock
from secondslice.projects.access import project_for

router = Router(tags=["projects"], auth=Key(READ))


@router.get("/projects", response={200: Page[ProjectOut], **problems()}, url_name="list_projects")
def list_projects(request: HttpRequest, paging: Query[Paging]) -> Page[ProjectOut]:
    """List the projects of the workspace, by name."""
    return selectors.projects(reader(request), after=paging.after, limit=paging.limit)


@router.get(
    "/projects/{uuid:ref}", response={200: ProjectOut, **problems(404)}, url_name="get_project"
)
def get_project(request: HttpRequest, ref: uuid.UUID) -> ProjectOut:
    """Return one project."""
    return selectors.project_out(project_for(reader(request), ref=ref))


@router.get(
    "/projects/{uuid:ref}/stakeholders",
    response={200: list[StakeholderOut], **problems(404)},
    url_name="list_stakeholders",
)
def list_stakeholders(request: HttpRequest, ref: uuid.UUID) -> list[StakeholderOut]:
    """List the people of a project, sponsors first."""
    return selectors.stakeholders(project_for(reader(request), ref=ref), at=clock.now())
