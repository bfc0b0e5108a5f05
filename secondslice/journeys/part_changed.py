"""Somebody comes to a project, leaves it, or gets another part in it: whom we ask about it changes, and that shows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.journeys.project_changed import project_changed
from secondslice.projects.models import Stakeholder
from secondslice.projects.services import stakeholders as projects
from secondslice.pulse.plan_models import LeftOut
from secondslice.pulse.services import leaving_out as pulse


@transaction.atomic
def part_given(*, stakeholder: Stakeholder, now: datetime) -> None:
    """Ask this person too. Whoever had been taken out of the project is back."""
    pulse.note_back(
        project=stakeholder.project, contact=stakeholder.contact, role=stakeholder.role, at=now
    )
    project_changed(project=stakeholder.project, now=now)


@transaction.atomic
def role_changed(
    *, by: Membership, stakeholder: Stakeholder, role: str, reason: str, now: datetime
) -> None:
    """Give a person another part. Who is asked no more by it is so with a reason."""
    if pulse.is_lost(was=stakeholder.role, now=role):
        pulse.note_gone(by=by, part=stakeholder, how=LeftOut.How.TEAM, reason=reason, at=now)
    projects.change_role(by=by, stakeholder=stakeholder, role=role, at=now)
    part_given(stakeholder=stakeholder, now=now)


@transaction.atomic
def part_taken(*, by: Membership, stakeholder: Stakeholder, reason: str, now: datetime) -> None:
    """Take a person out of a project; of whoever was asked about it, with a reason."""
    project = stakeholder.project
    if pulse.is_lost(was=stakeholder.role):
        pulse.note_gone(by=by, part=stakeholder, how=LeftOut.How.REMOVED, reason=reason, at=now)
    projects.remove_stakeholder(by=by, stakeholder=stakeholder, at=now)
    project_changed(project=project, now=now)
