"""Say at which dated steps a project passes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.projects.models import Milestone, Project

MOST = 100


@transaction.atomic
def add_milestone(
    *, by: Membership, project: Project, name: str, due_on: date, at: datetime
) -> Milestone:
    """Add a milestone. Raise RuleBroken when the project has more of them than anybody can follow."""
    if project.milestones.count() >= MOST:
        raise RuleBroken(
            _("A project can have %(most)s milestones. Remove some first.") % {"most": MOST}
        )
    milestone = Milestone.objects.create(
        workspace=project.workspace, project=project, name=name, due_on=due_on
    )
    _note(by, milestone, verb=gettext_noop("added the milestone"), at=at)
    return milestone


@transaction.atomic
def change_milestone(
    *, by: Membership, milestone: Milestone, name: str, due_on: date, at: datetime
) -> None:
    """Rename a milestone, or move it."""
    if (milestone.name, milestone.due_on) == (name, due_on):
        return
    before = milestone.due_on
    milestone.name, milestone.due_on = name, due_on
    milestone.save(update_fields=["name", "due_on"])
    # Both days: whether dates were kept or put off is read from here.
    moved = [before.isoformat(), due_on.isoformat()] if before != due_on else due_on.isoformat()
    _note(by, milestone, verb=gettext_noop("changed the milestone"), at=at, due_on=moved)


@transaction.atomic
def remove_milestone(*, by: Membership, milestone: Milestone, at: datetime) -> None:
    """Take a milestone out of a project."""
    _note(by, milestone, verb=gettext_noop("removed the milestone"), at=at)
    milestone.delete()


def _note(
    by: Membership,
    milestone: Milestone,
    *,
    verb: str,
    at: datetime,
    due_on: str | list[str] | None = None,
) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=milestone.name,
        at=at,
        detail={
            "project": milestone.project.name,
            "due_on": due_on or milestone.due_on.isoformat(),
        },
    )
