"""The one way in which an opportunity changes its stage."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity, StageChange
from secondslice.funnel.rules import Fault, Stage
from secondslice.funnel.words import words_for


@transaction.atomic
def move_stage(
    *, opportunity: Opportunity, stage: str, by: User, at: datetime, lost_reason: str = ""
) -> bool:
    """Bring an opportunity to another stage. Lost needs a reason. Return whether this changed anything."""
    if stage == opportunity.stage:
        return False
    if stage == Stage.LOST and not (lost_reason or opportunity.lost_reason):
        raise RuleBroken(words_for(fault=Fault.LOST_WITHOUT_REASON))
    before = opportunity.stage
    opportunity.lost_reason = (
        (lost_reason or opportunity.lost_reason) if stage == Stage.LOST else ""
    )
    place(opportunity, stage, at=at)
    opportunity.save(update_fields=["stage", "closed_at", "changed_at", "lost_reason"])
    log(opportunity, before=before, by=by, at=at)
    return True


def place(opportunity: Opportunity, stage: str, *, at: datetime) -> None:
    """Put it into a stage, with the times that go with it."""
    is_closed = stage in rules.CLOSED_STAGES
    if is_closed and (opportunity.closed_at is None or stage != opportunity.stage):
        opportunity.closed_at = at
    elif not is_closed:
        opportunity.closed_at = None
    opportunity.stage = stage
    opportunity.changed_at = at


def log(opportunity: Opportunity, *, before: str, by: User | None, at: datetime) -> None:
    StageChange.objects.create(
        workspace_id=opportunity.workspace_id,
        opportunity=opportunity,
        before=before,
        after=opportunity.stage,
        by=by,
        at=at,
    )
