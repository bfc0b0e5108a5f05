"""The ask plan as its pages show it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.projects.access import visible_projects
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import LeftOut, PlannedAsk

ROWS_ON_A_PAGE = 50
SHOWS = ("coming", "moved", "never")


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What the plan is narrowed to; empty: everything that is to come."""

    show: str = SHOWS[0]
    person: uuid.UUID | None = None
    project: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many questions are due today, to come, moved from their day, and without one."""

    due: int
    coming: int
    moved: int
    never: int


def planned(membership: Membership) -> QuerySet[PlannedAsk]:
    """Return what is planned and not asked yet, as far as this member may see it.

    Who was ever asked in confidence is in the plan only of those who keep confidences.
    """
    found = PlannedAsk.objects.filter(
        workspace=membership.workspace_id, state=PlannedAsk.State.PLANNED
    )
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    if not membership.keeps_confidences:
        # When somebody is asked next depends on what he or she answered: an open case holds questions back.
        confided = Ask.objects.filter(
            workspace=membership.workspace_id, contact=OuterRef("contact")
        )
        found = found.filter(~Exists(confided.exclude(mode=Ask.Mode.NAMED)))
    return found.select_related("project", "contact__customer", "contact__preference__noted_by")


def due_now(workspace: Workspace, *, today: date) -> QuerySet[PlannedAsk]:
    """Return the questions whose day has come, person by person."""
    found = PlannedAsk.objects.filter(
        workspace=workspace, state=PlannedAsk.State.PLANNED, on__lte=today
    )
    return found.select_related("project", "contact").order_by("contact__name", "project__name")


def plan_slice(membership: Membership, chosen: PlanFilter, *, after: str) -> Slice[PlannedAsk]:
    """Return one page of the plan in order of time."""
    return slice_of(
        plan_list(membership, chosen),
        by="wanted_on" if chosen.show == "never" else "on",
        after=after,
        size=ROWS_ON_A_PAGE,
        read=date.fromisoformat,
    )


def plan_list(membership: Membership, chosen: PlanFilter) -> QuerySet[PlannedAsk]:
    """Return the plan, narrowed."""
    found = planned(membership).filter(_condition(chosen.show))
    if chosen.person:
        found = found.filter(contact__ref=chosen.person)
    if chosen.project:
        found = found.filter(project__ref=chosen.project)
    return found


def plan_counts(membership: Membership, chosen: PlanFilter, *, today: date) -> PlanCounts:
    """Return the numbers of the filters: one query."""
    found = planned(membership).order_by()
    if chosen.person:
        found = found.filter(contact__ref=chosen.person)
    if chosen.project:
        found = found.filter(project__ref=chosen.project)
    return PlanCounts(
        **found.aggregate(
            due=Count("pk", filter=Q(on__lte=today)),
            **{show: Count("pk", filter=_condition(show)) for show in SHOWS},
        )
    )


def left_out_people(membership: Membership) -> QuerySet[LeftOut]:
    """Return who is left out of which plan, the latest first."""
    found = LeftOut.objects.filter(workspace=membership.workspace_id, ended_at=None)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    return found.select_related("project", "contact", "by").order_by("-at", "-pk")


def _condition(show: str) -> Q:
    if show == "never":
        return Q(on=None)
    if show == "moved":
        return Q(on__isnull=False) & ~Q(why="")
    return Q(on__isnull=False)
