"""A member asks people about a project: those who may be asked now get a mail, the others their day in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.selectors.by_hand import Askable, askable
from secondslice.pulse.services.by_hand import Asked, ByHand, InSpite, ask_by_hand
from secondslice.recovery.selectors import holds_of


def people_to_ask(*, project: Project, by: Membership, now: datetime) -> list[Askable]:
    """Return the people of a project, each with whether he may be asked now, or from when and why."""
    today = clock.day_of(now, project.workspace.time_zone)
    return askable(
        project,
        at=now,
        holds=holds_of(project.workspace, today=today),
        by=by,
    )


def asked_by_hand(
    *,
    wish: ByHand,
    stakeholders: Sequence[Stakeholder],
    now: datetime,
    in_spite: InSpite | None = None,
) -> Asked:
    """Ask, each on the first day that the budget leaves; who runs the PMO may ask in spite of it."""
    workspace = wish.project.workspace
    holds = holds_of(workspace, today=clock.day_of(now, workspace.time_zone))
    return ask_by_hand(wish=wish, stakeholders=stakeholders, at=now, holds=holds, in_spite=in_spite)
