"""The rows behind an alarm, as far as this member may see them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.funnel.access import visible_opportunities
from secondslice.pulse.access import visible_asks
from secondslice.value.counterfactual.models import ComparisonProject
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.rules import list_key


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row: an answer (`ref` of its project), an opportunity, or a line of the list to compare (no `ref`)."""

    what: str
    name: str
    beside: str
    on: date | None
    ref: uuid.UUID | None


def evidence_of(membership: Membership, alarm: Alarm) -> Sequence[Evidence]:
    """Return what an alarm was raised for, the latest first."""
    zone = alarm.workspace.time_zone
    if alarm.kind == Alarm.Kind.MORE_NO:
        asks = visible_asks(membership).filter(ref__in=alarm.facts.get("asks", ()))
        rows = asks.select_related("project", "contact").order_by("-answered_at", "-pk")
        return [
            Evidence(
                "answer",
                one.project.name,
                one.contact.name,
                clock.day_of(one.answered_at, zone) if one.answered_at else None,
                one.project.ref,
            )
            for one in rows
        ]
    if alarm.kind == Alarm.Kind.AROUND:
        return _around(membership, alarm, zone)
    return []


def _around(membership: Membership, alarm: Alarm, zone: str) -> list[Evidence]:
    keys = {str(key) for key in alarm.facts.get("keys", ())}
    numbers = [int(key.partition(":")[2]) for key in keys if key.startswith("opportunity:")]
    lost = visible_opportunities(membership).filter(pk__in=numbers)
    found = [
        Evidence(
            "opportunity",
            one.title,
            one.lost_reason,
            clock.day_of(one.closed_at, zone) if one.closed_at else None,
            one.ref,
        )
        for one in lost.order_by("-closed_at", "-pk")
    ]
    others = ComparisonProject.objects.filter(workspace=alarm.workspace_id, is_pmo=False)
    return found + [
        Evidence("list", one.name, one.customer, one.starts_on, None)
        for one in others.order_by("-starts_on", "key")
        if list_key(one.key) in keys
    ]
