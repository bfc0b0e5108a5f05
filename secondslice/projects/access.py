"""The way from an address and a member to a project, a part in it, or an import."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.errors import NotHere
from secondslice.projects.imports.fields import ROOMS
from secondslice.projects.models import ImportRun, Milestone, Project, Stakeholder


def visible_projects(membership: Membership) -> QuerySet[Project]:
    """Return the projects this member may see: a project manager his own, everybody else all of the workspace."""
    projects = Project.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        projects = projects.filter(manager=membership.user_id)
    return projects


def visible_stakeholders(membership: Membership) -> QuerySet[Stakeholder]:
    """Return the people on the projects this member may see, as `visible_projects` tells them apart."""
    stakeholders = Stakeholder.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        stakeholders = stakeholders.filter(project__manager=membership.user_id)
    return stakeholders


def project_for(membership: Membership, *, ref: uuid.UUID) -> Project:
    """Return one project with its customer and manager. Raise NotHere when it is not there or not for this member."""
    project = (
        visible_projects(membership)
        .select_related("workspace", "customer", "manager")
        .filter(ref=ref)
        .first()
    )
    if project is None:
        raise NotHere(_("There is no such project, or it is not one of yours."))
    return project


def stakeholder_for(membership: Membership, *, ref: uuid.UUID) -> Stakeholder:
    """Return somebody's part in a project that this member may see. Raise NotHere otherwise."""
    stakeholder = (
        Stakeholder.objects.select_related("workspace", "project", "contact")
        .filter(project__in=visible_projects(membership), ref=ref)
        .first()
    )
    if stakeholder is None:
        raise NotHere(
            _("This person is not in the project any more, or the project is not one of yours.")
        )
    return stakeholder


def milestone_for(membership: Membership, *, ref: uuid.UUID) -> Milestone:
    """Return a milestone of a project that this member may see. Raise NotHere otherwise."""
    milestone = (
        Milestone.objects.select_related("workspace", "project")
        .filter(project__in=visible_projects(membership), ref=ref)
        .first()
    )
    if milestone is None:
        raise NotHere(_("There is no such milestone, or its project is not one of yours."))
    return milestone


def visible_imports(membership: Membership) -> QuerySet[ImportRun]:
    """Return the imports this member may see: who runs the PMO all of them, others those they began."""
    runs = ImportRun.objects.filter(workspace=membership.workspace_id)
    if membership.role not in RUNS_THE_PMO:
        runs = runs.filter(started_by=membership.user_id)
    return runs


def import_for(membership: Membership, *, ref: uuid.UUID, room: str = "projects") -> ImportRun:
    """Return one import of the pages of a room. Raise NotHere when it is not there or not for this member."""
    kinds = [kind.value for kind, home in ROOMS.items() if home == room]
    run = (
        visible_imports(membership)
        .select_related("workspace", "started_by")
        .filter(ref=ref, kind__in=kinds)
        .first()
    )
    if run is None:
        raise NotHere(_("There is no such import, or somebody else began it."))
    return run
