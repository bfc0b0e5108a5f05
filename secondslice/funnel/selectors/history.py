"""What has happened to one opportunity, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from secondslice.funnel.models import Opportunity, StageChange

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a stage: how it came there, and how many days it stood or has stood there."""

    change: StageChange
    days: int
    is_now: bool


def history_of(opportunity: Opportunity, *, at: datetime) -> list[Stay]:
    """Return the stays of an opportunity, the latest first: one query."""
    found = list(opportunity.stage_changes.select_related("by").order_by("at", "pk"))
    ends = [*(one.at for one in found[1:]), at]
    if not found:
        return []
    stays = [
        Stay(one, days=max(0, (end - one.at) // DAY), is_now=number == len(found))
        for number, (one, end) in enumerate(zip(found, ends, strict=True), start=1)
    ]
    return stays[::-1]
