"""Who was not asked, and who decided that: left out, removed, made a team member, or passed over by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, When

from secondslice.accounts.models import Membership, User
from secondslice.core.keyset import Slice, slice_of
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import BY_HAND, LeftOut

ROWS_ON_A_PAGE = 50
LOOK_BACK = timedelta(days=365)
ROUND, AROUND = timedelta(days=14), timedelta(days=30)
"""What is asked within two weeks is one round; who is asked within a month of it is not passed over."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project whose own manager has last chosen by hand whom to ask, and not everybody was asked."""

    project: Project
    manager: User | None
    at: datetime
    asked: int
    people: int
    passed_over: Sequence[str]
    """The names of those whom nobody asked in that time."""


def left_out_people(membership: Membership) -> QuerySet[LeftOut]:
    """Return who is left out of which plan."""
    found = LeftOut.objects.filter(workspace=membership.workspace_id, ended_at=None)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    return found.select_related("project", "contact", "by")


def left_out_slice(membership: Membership, *, after: str) -> Slice[LeftOut]:
    """Return one page of who is left out, the latest first."""
    found = left_out_people(membership)
    return slice_of(found, by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def chosen_by_their_manager(membership: Membership, *, at: datetime) -> list[Chosen]:
    """Return the projects whose own manager asked some of the people by hand and left others out: three queries.

    It is about the last round of each project within a year. Who was asked by plan at that time is not passed over.
    """
    asks = Ask.objects.filter(
        workspace=membership.workspace_id, kind=Ask.Kind.FIRST, sent_at__gt=at - LOOK_BACK
    )
    hand = Q(planned=None) | Q(planned__point=BY_HAND)
    by_hand = asks.filter(
        hand, asked_by=F("project__manager"), project__in=visible_projects(membership)
    )
    last = dict(by_hand.order_by("sent_at").values_list("project", "sent_at"))
    told: dict[int, list[_Told]] = {}
    for row in (
        asks.filter(project__in=last)
        .annotate(
            is_his=Case(When(Q(asked_by=F("project__manager")) & hand, then=True), default=False)
        )
        .values_list("project", "contact", "sent_at", "is_his")
    ):
        told.setdefault(row[0], []).append(_Told(*row[1:]))
    people: dict[int, dict[int, str]] = {}
    parts = Stakeholder.objects.filter(project__in=last, role__in=Stakeholder.ASKED)
    for project, contact, name in parts.values_list("project", "contact", "contact__name"):
        people.setdefault(project, {})[contact] = name
    projects = Project.objects.filter(pk__in=last).select_related("manager").order_by("name", "pk")
    rows = [_chosen(one, last[one.pk], told[one.pk], people.get(one.pk, {})) for one in projects]
    return [row for row in rows if row.passed_over]


class _Told(NamedTuple):
    """A question that went out, and whether the manager of the project asked it by hand."""

    contact: int
    at: datetime
    is_his: bool


def _chosen(
    project: Project, last: datetime, told: Sequence[_Told], people: dict[int, str]
) -> Chosen:
    mine = {one.contact for one in told if one.is_his and one.at > last - ROUND}
    heard = {one.contact for one in told if one.at > last - ROUND - AROUND}
    return Chosen(
        project=project,
        manager=project.manager,
        at=last,
        asked=len(mine),
        people=len(mine | set(people)),
        passed_over=sorted(name for pk, name in people.items() if pk not in heard),
    )
