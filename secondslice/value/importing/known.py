"""What the ledger already has, read once for a list of benefits or of rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from secondslice.accounts.models import Workspace
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known, load
from secondslice.value.ledger.models import Benefit, Rate, Reading
from secondslice.value.ledger.selectors.categories import outcomes

FIELDS = (
    "title", "outcome__code", "kind", "currency", "unit", "direction", "baseline", "target", "how", "offset_days",
    "owner_id", "attribution", "method", "assumptions", "stage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownLedger(Known):
    """The rows of a workspace that a list for the ledger can meet."""

    benefits: list[tuple[Any, ...]]
    readings: list[tuple[Any, ...]]
    outcomes: list[tuple[str, str]]
    """Code and name of each category."""
    rates: list[tuple[Any, ...]]


def load_ledger(workspace: Workspace, kind: Kind) -> KnownLedger:
    """Read what planning needs, in nine queries at most."""
    if kind is Kind.RATES:
        rows = Rate.objects.filter(workspace=workspace).order_by("pk")
        rates = list(rows.values_list("pk", "currency", "on", "rate"))
        return KnownLedger([], [], [], [], [], [], [], [], rates)
    base = load(workspace, Kind.PROJECTS)
    mine = Benefit.objects.filter(workspace=workspace).order_by("pk")
    current = Reading.objects.filter(
        workspace=workspace, is_current=True, value__isnull=False
    ).order_by("pk")
    return KnownLedger(
        base.customers,
        base.contacts,
        base.projects,
        base.stakes,
        base.people,
        list(mine.values_list("pk", "project_id", *FIELDS)),
        list(current.values_list("pk", "benefit_id", "kind", "begins_on", "ends_on", "value")),
        [(one.code, one.name) for one in outcomes(workspace)],
        [],
    )
