"""Add and change projects, and say who manages them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.projects.models import Project


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What one types about a project."""

    name: str
    customer: Customer
    phase: str = Project.Phase.EXECUTION
    code: str = ""
    service: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
    currency: str = ""


def add_project(
    *, by: Membership, facts: ProjectFacts, manager: User | None, at: datetime
) -> Project:
    """Store a new project. What a project manager adds is his: he could not see it otherwise."""
    if by.role == Membership.Role.MANAGER:
        manager = by.user
    must_end_after_start(starts_on=facts.starts_on, ends_on=facts.ends_on)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                workspace=by.workspace, manager=manager, **_values(facts)
            )
            audit(
                workspace=by.workspace,
                actor=by.user,
                verb=gettext_noop("added the project"),
                subject=facts.name,
                at=at,
            )
    except IntegrityError:
        raise RuleBroken(words_for_taken_number(facts.code)) from None
    return project


def change_project(*, by: Membership, project: Project, facts: ProjectFacts, at: datetime) -> None:
    """Change what is known about a project. Raise RuleBroken when another one has the new number."""
    must_end_after_start(starts_on=facts.starts_on, ends_on=facts.ends_on)
    told = _values(facts)
    before = {name: getattr(project, name) for name in told}
    changes = {
        name: [_text(before[name]), _text(value)]
        for name, value in told.items()
        if before[name] != value
    }
    if not changes:
        return
    for name, value in told.items():
        setattr(project, name, value)
    try:
        with transaction.atomic():
            project.save(update_fields=list(changes))
            _note(
                by,
                project,
                verb=gettext_noop("changed the project"),
                at=at,
                detail=dict(changes),
            )
    except IntegrityError:
        raise RuleBroken(words_for_taken_number(facts.code)) from None


@transaction.atomic
def name_service(*, by: Membership, project: Project, service: str, at: datetime) -> None:
    """Say what was bought, in a word by which projects are compared."""
    if project.service == service:
        return
    detail = {"service": [project.service, service]}
    project.service = service
    project.save(update_fields=["service"])
    _note(by, project, verb=gettext_noop("changed the project"), at=at, detail=detail)


@transaction.atomic
def set_manager(*, by: Membership, project: Project, manager: User | None, at: datetime) -> None:
    """Give a project to a manager, or to nobody. Only who runs the PMO may do that."""
    if project.manager_id == (manager.pk if manager else None):
        return
    before = _text(project.manager)
    project.manager = manager
    if manager is None:  # else the project would go back to that person with the next joining
        project.manager_name = project.manager_email = ""
    project.save(update_fields=["manager", "manager_name", "manager_email"])
    detail = {"manager": [before, _text(manager)]}
    _note(by, project, verb=gettext_noop("set the manager of"), at=at, detail=detail)


def adopt_projects(*, workspace: Workspace, user: User) -> int:
    """Make a person the manager of the projects that an import named by his address. Return how many.

    Projects that somebody manages already are left alone; a second call changes nothing.
    """
    return Project.objects.filter(
        workspace=workspace, manager=None, manager_email__iexact=user.email
    ).update(manager=user)


def release_projects(*, workspace: Workspace, user: User) -> int:
    """Let go of a person's projects. Each keeps the name, and waits for that address to come back."""
    return Project.objects.filter(workspace=workspace, manager=user).update(
        manager=None, manager_name=user.name, manager_email=user.email
    )


def must_end_after_start(*, starts_on: date | None, ends_on: date | None) -> None:
    """Raise RuleBroken when a project would end before it starts."""
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleBroken(_("The project would end before it starts. Change one of the two dates."))


def _values(facts: ProjectFacts) -> dict[str, object]:
    return {one.name: getattr(facts, one.name) for one in fields(facts)}


def _note(
    by: Membership, project: Project, *, verb: str, at: datetime, detail: Mapping[str, object]
) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=project.name,
        at=at,
        detail=dict(detail),
    )


def words_for_taken_number(code: str) -> str:
    """Return the refusal of a second project with one number."""
    return _(
        "Another project already has the number %(code)s. Give this one its own, or leave it empty."
    ) % {"code": code}


def _text(value: object) -> str:
    return "" if value is None else str(value)
