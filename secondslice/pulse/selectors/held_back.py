"""Which questions wait because whoever would mend a No has no hand free."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from secondslice.accounts.models import Membership
from secondslice.accounts.selectors import lead_of
from secondslice.pulse.budget import Why
from secondslice.pulse.selectors.plans import planned


@dataclass(frozen=True, slots=True)
class HeldBack:
    """So many questions wait for this person."""

    name: str
    count: int


def held_back(membership: Membership) -> list[HeldBack]:
    """Return for whom questions wait that this member sees, the most first: one query, two where nobody manages."""
    rows = (
        planned(membership)
        .filter(why=Why.FULL)
        .order_by()
        .values("project__manager__name")
        .annotate(count=Count("pk"))
    )
    counts: dict[str, int] = {}
    for row in rows:
        name = row["project__manager__name"] or lead_of(membership.workspace).name
        counts[name] = counts.get(name, 0) + row["count"]
    by_count = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [HeldBack(name, count) for name, count in by_count]
