"""Somebody has left a workspace, or no longer runs projects in it: nothing of a customer may wait for this person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership, User
from secondslice.funnel import services as funnel
from secondslice.journeys.session_booked import sessions_of_who_left
from secondslice.projects.services.projects import release_projects
from secondslice.pulse.services.by_hand import release_plans
from secondslice.recovery import services as recovery
from secondslice.recovery.selectors.cases import open_cases_lost_to
from secondslice.recovery.selectors.owners import who_mends
from secondslice.value.counterfactual.services.working import hand_over_work
from secondslice.value.outlook.services.closing import alarms_let_go
from secondslice.value.usage.services.mending import hand_over_items


@transaction.atomic
def member_left(*, user: User, by: Membership, at: datetime) -> None:
    """Let go of the person's projects, which keep the name; give what is open to whoever leads the PMO.

    What the person has planned to ask is asked by the PMO: no customer's reply goes to who is not here any more.

    Opportunities stay with a person who still works here: sales runs no projects, but sells.
    """
    release_projects(workspace=by.workspace, user=user)
    release_plans(workspace=by.workspace, user=user)
    cases_let_go(user=user, by=by, at=at)
    hand_over_items(workspace=by.workspace, of=user)
    funnel.hand_over_all(workspace=by.workspace, of=user)
    hand_over_work(workspace=by.workspace, of=user)
    sessions_of_who_left(user=user, workspace=by.workspace, now=at)
    alarms_let_go(user=user, workspace=by.workspace)


@transaction.atomic
def cases_let_go(*, user: User, by: Membership, at: datetime) -> None:
    """Give the open cases that this person cannot own any more to who would take them now."""
    for case in open_cases_lost_to(by.workspace, user):
        recovery.hand_over(case=case, to=who_mends(case), by=by.user, at=at)
