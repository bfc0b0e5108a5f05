"""A customer has ordered: what was an opportunity becomes a project, with its sponsor and the plan of its questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership, User
from secondslice.funnel import services as funnel
from secondslice.funnel.models import Opportunity
from secondslice.journeys.project_changed import project_changed
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.services.projects import ProjectFacts, add_project
from secondslice.projects.services.stakeholders import add_stakeholder


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered: a new project and who manages it, or a project that is there already."""

    facts: ProjectFacts | None = None
    manager: User | None = None
    existing: Project | None = None


@transaction.atomic
def opportunity_won(
    *, opportunity: Opportunity, stage: str, order: Order, by: Membership, now: datetime
) -> Project | None:
    """Close the opportunity as won and return its project; whoever wished for the work is its sponsor."""
    funnel.move_stage(opportunity=opportunity, stage=stage, by=by.user, at=now)
    project = order.existing
    if order.facts is not None:
        project = add_project(by=by, facts=order.facts, manager=order.manager, at=now)
        if opportunity.contact is not None and opportunity.contact.erased_at is None:
            role, contact = Stakeholder.Role.SPONSOR, opportunity.contact
            add_stakeholder(by=by, project=project, contact=contact, role=role, at=now)
        project_changed(project=project, now=now)
    if project is not None:
        funnel.note_project(opportunity=opportunity, project=project)
    return project
