"""The categories of the ledger: the ready-made ones until somebody writes something down."""

from __future__ import annotations

from collections.abc import Sequence

from secondslice.accounts.models import Workspace
from secondslice.value.ledger.models import Benefit, Outcome
from secondslice.value.ledger.outcomes import READY


def outcomes(workspace: Workspace) -> list[Outcome]:
    """Return all categories in their order; the ready-made ones, unsaved, where none is kept yet."""
    own = list(Outcome.objects.filter(workspace=workspace).order_by("position", "pk"))
    return own or [
        Outcome(workspace=workspace, code=code, group=group, name=str(name), position=position)
        for position, (code, group, name) in enumerate(READY)
    ]


def choices_of(
    workspace: Workspace, benefit: Benefit | None
) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the categories to choose from, by group, with the one that a benefit has already."""
    kept = benefit.outcome.code if benefit is not None else ""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for one in outcomes(workspace):
        if one.is_used or one.code == kept:
            grouped.setdefault(str(Outcome.Group(one.group).label), []).append((one.code, one.name))
    return list(grouped.items())
