"""What is still to come at Margherita: the plan, somebody who is left out of it, and the talk that is due."""

from __future__ import annotations

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.journeys.asks_planned import asks_planned
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.recovery import services as recovery
from secondslice.recovery.selectors import loads

LEFT_OUT = (
    "On leave until the autumn.",
    "Asked not to be bothered before the rollout.",
)
MOST_CASES = 4
RUNNING = (Project.Phase.PLANNING, Project.Phase.EXECUTION)


def look_ahead(story: Story) -> None:
    """Lay the plan of the coming year. Two people are left out of it, and one manager has all he can mend."""
    lead, *_others = [one for one in story.cast.members if one.role == Membership.Role.LEAD]
    busiest = max(loads(story.cast.workspace), key=lambda one: one.cases)
    own = {busiest.owner.pk: busiest.cases} if busiest.cases else {}
    recovery.set_capacity(by=lead, usual=MOST_CASES, own=own, at=story.now)
    running = [one for one in story.cast.projects if one.phase in RUNNING]
    for place, reason in enumerate(LEFT_OUT[: len(running)]):
        project = running[place]
        manager = next(one for one in story.cast.members if one.user_id == project.manager_id)
        parts = story.cast.parts[project.pk]
        part = next((one for one in parts if one.role == Stakeholder.Role.CUSTOMER), parts[0])
        leave_out(
            by=lead if place else manager,
            project=project,
            contact=part.contact,
            reason=reason,
            at=story.now,
        )
    asks_planned(workspace=story.cast.workspace, now=story.now)
