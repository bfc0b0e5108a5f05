"""The one way in which an opportunity changes its stage."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.funnel import rules
from secondslice.funnel.models import FunnelStage, Opportunity, StageChange
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.stages import first_stage, lost_reasons, stages_of
from secondslice.funnel.words import refused_move_words, words_for
from secondslice.projects.models import Project

PLACED = (
    "stage", "kind", "stage_since", "closed_at", "changed_at", "lost_code", "lost_reason", "postponed_until",
    "merged_into",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """What goes with the end of an opportunity: why it was lost, or until when it was postponed."""

    lost_code: str = ""
    lost_reason: str = ""
    postponed_until: date | None = None


@transaction.atomic
def move_stage(
    *,
    opportunity: Opportunity,
    stage: str,
    by: User,
    at: datetime,
    lost_reason: str = "",
    lost_code: str = "",
    postponed_until: date | None = None,
) -> bool:
    """Bring an opportunity to another stage. Return whether this changed anything.

    Lost needs a reason, words alone are "something else"; postponed needs a day. Of two who move it at once only one
    succeeds.
    """
    if stage == opportunity.stage:
        return False
    to = stage_named(workspace=opportunity.workspace, code=stage)
    if not rules.may_move(opportunity.kind, to.kind):
        raise RuleBroken(refused_move_words(opportunity.kind, to.kind, title=opportunity.title))
    _must_not_leave_its_project(opportunity)
    before, kind_before = opportunity.stage, opportunity.kind
    end = End(lost_code, lost_reason, postponed_until)
    place(opportunity=opportunity, to=to, end=end, at=at)
    placed = {name: getattr(opportunity, name) for name in PLACED}
    mine = Opportunity.objects.filter(pk=opportunity.pk, stage=before)
    if not mine.update(**placed):
        raise RuleBroken(_("Somebody else has just moved it. Look at it again."))
    log(opportunity=opportunity, before=before, kind_before=kind_before, by=by, at=at)
    return True


@transaction.atomic
def note_project(*, opportunity: Opportunity, project: Project) -> None:
    """Write down which project has become of what was won."""
    if opportunity.kind != Kind.WON:
        raise RuleBroken(_("Only what is won becomes a project. Close it as won first."))
    if project.workspace_id != opportunity.workspace_id:
        raise RuleBroken(_("Choose a customer, a person and a project of this workspace."))
    opportunity.became = project
    opportunity.save(update_fields=["became"])


def stage_named(*, workspace: Workspace, code: str) -> FunnelStage:
    """Return the stage with this code. Raise RuleBroken when it is not one, or is no longer used."""
    found = stages_of(workspace).get(code)
    if found is None:
        raise RuleBroken(_("Your funnel has no such stage any more. Choose another one."))
    return found


def place(
    *,
    opportunity: Opportunity,
    to: FunnelStage,
    end: End,
    at: datetime,
    reasons: Container[str] | None = None,
) -> None:
    """Put it into a stage, with the times that go with it and what its end needs. Raise RuleBroken where that lacks.

    `reasons`: the codes of the reasons for losing, where the caller places many and has read them.
    """
    code = end.lost_code or (rules.OTHER_REASON if end.lost_reason else "")
    for fault in rules.end_faults(
        to.kind,
        lost_code=code,
        lost_reason=end.lost_reason,
        has_day=end.postponed_until is not None,
    ):
        raise RuleBroken(words_for(fault=fault))
    is_lost = to.kind == Kind.LOST
    if is_lost and reasons is None:
        reasons = {one.code for one in lost_reasons(opportunity.workspace)}
    if is_lost and code not in (reasons or ()):
        raise RuleBroken(_("There is no such reason any more. Choose another one."))
    opportunity.stage, opportunity.kind = to.code, to.kind
    opportunity.lost_code = code if is_lost else ""
    opportunity.lost_reason = end.lost_reason if is_lost else ""
    opportunity.postponed_until = end.postponed_until if to.kind == Kind.POSTPONED else None
    opportunity.closed_at = None if to.is_alive else at
    if to.kind != Kind.VOID:
        opportunity.merged_into = None  # it counts again for itself
    opportunity.stage_since = opportunity.changed_at = at


def at_first(*, workspace: Workspace, at: datetime) -> dict[str, Any]:
    """Return with what an opportunity begins that nobody has typed: the first stage, and the workspace's currency."""
    begins = first_stage(workspace)
    return {
        "workspace": workspace,
        "currency": workspace.currency,
        "stage": begins.code,
        "kind": begins.kind,
        "stage_since": at,
        "opened_at": at,
    }


def log(
    *,
    opportunity: Opportunity,
    before: str,
    by: User | None,
    at: datetime,
    kind_before: str = "",
) -> None:
    """Write the move down: how long things take and how many go on comes from here."""
    change_of(opportunity=opportunity, before=before, by=by, at=at, kind_before=kind_before).save(
        force_insert=True
    )


def change_of(
    *,
    opportunity: Opportunity,
    before: str,
    by: User | None,
    at: datetime,
    kind_before: str = "",
) -> StageChange:
    """Return the line of the log for a move, not stored."""
    return StageChange(
        workspace_id=opportunity.workspace_id,
        opportunity=opportunity,
        before=before,
        after=opportunity.stage,
        kind_before=kind_before,
        kind_after=opportunity.kind,
        by=by,
        at=at,
    )


def _must_not_leave_its_project(opportunity: Opportunity) -> None:
    """Refuse to take back what has become a project, as long as that is not stopped."""
    if opportunity.became is not None and opportunity.is_settled:
        raise RuleBroken(
            _("It has become the project %(name)s. Stop that project first, then bring it back.")
            % {"name": opportunity.became.name}
        )
