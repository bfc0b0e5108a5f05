"""The stages of a workspace, and its reasons for losing."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.funnel.models import FunnelStage, LostReason, Opportunity
from secondslice.funnel.rules import ALIVE, FIRST_REASONS, FIRST_STAGES, Kind

ORDER = {kind.value: place for place, kind in enumerate(Kind)}
"""Kinds stand in this order, on the board and everywhere."""


def all_stages(workspace: Workspace) -> dict[str, FunnelStage]:
    """Return every stage by its code, in their order, those too that are no longer used: one query.

    A workspace that has none of its own yet has those it would begin with.
    """
    found = list(FunnelStage.objects.filter(workspace=workspace)) or first_stages(workspace)
    found.sort(key=lambda one: (ORDER[one.kind], one.position))
    return {one.code: one for one in found}


def stages_of(workspace: Workspace) -> dict[str, FunnelStage]:
    """Return the stages that are in use, by their codes, in their order."""
    return in_use(all_stages(workspace))


def in_use(stages: dict[str, FunnelStage]) -> dict[str, FunnelStage]:
    """Return those of these stages to which one can still go."""
    return {code: one for code, one in stages.items() if one.retired_at is None}


def alive(stages: dict[str, FunnelStage]) -> list[FunnelStage]:
    """Return those of these stages in which an opportunity can still be won."""
    return [one for one in stages.values() if one.kind in ALIVE]


def first_stage(workspace: Workspace) -> FunnelStage:
    """Return the stage in which an opportunity begins."""
    return next(iter(stages_of(workspace).values()))


def stage_of_kind(workspace: Workspace, kind: str) -> FunnelStage | None:
    """Return the first stage of this kind, or None."""
    return next((one for one in stages_of(workspace).values() if one.kind == kind), None)


def first_stages(workspace: Workspace) -> list[FunnelStage]:
    """Return the stages that a workspace begins with, not stored."""
    return [
        FunnelStage(
            workspace=workspace,
            code=one.code.value,
            kind=one.kind.value,
            position=place,
            stale_days=one.stale_days,
        )
        for place, one in enumerate(FIRST_STAGES, start=1)
    ]


def first_reasons(workspace: Workspace) -> list[LostReason]:
    """Return the reasons for losing that a workspace begins with, not stored."""
    return [
        LostReason(workspace=workspace, code=code, position=place)
        for place, code in enumerate(FIRST_REASONS, start=1)
    ]


def lost_reasons(workspace: Workspace) -> list[LostReason]:
    """Return every reason for losing, those too that are not shown, in their order: one query."""
    found = list(LostReason.objects.filter(workspace=workspace)) or first_reasons(workspace)
    return sorted(found, key=lambda one: one.position)


def reason_names(workspace: Workspace) -> dict[str, str]:
    """Return what each reason for losing is called, by its code."""
    return {one.code: one.label for one in lost_reasons(workspace)}


def count_in(workspace: Workspace, code: str) -> int:
    """Return how many opportunities stand in a stage."""
    return Opportunity.objects.filter(workspace=workspace, stage=code).count()
