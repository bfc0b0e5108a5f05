"""The cases in which we owe the customer a step, and which steps somebody must be warned of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from secondslice.accounts.models import Workspace
from secondslice.analytics.workdays import due_after
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.times import all_limits, calendar_of
from secondslice.recovery.time_limits import Limits, Warned, level_reached

WITH = ("workspace", "ask", "project", "customer", "contact", "owner")
BATCH = 200
TO_MEND = Q(state__in=[state.value for state in rules.TO_MEND])


@dataclass(frozen=True, slots=True)
class Due:
    """A case and how far the warnings about its step should have gone by now."""

    case: Case
    level: Warned


def open_clocks(workspace: Workspace) -> Iterator[Case]:
    """Yield every case in which we owe the customer a step: one query for each two hundred."""
    last = 0
    while True:
        found = Case.objects.filter(TO_MEND, workspace=workspace, pk__gt=last)
        batch = list(found.select_related(*WITH).order_by("pk")[:BATCH])
        if not batch:
            return
        yield from batch
        last = batch[-1].pk


def steps_to_warn_of(workspace: Workspace, at: datetime) -> list[Due]:
    """Return the cases in whose step somebody must be warned now, and of what; the longest due first: two queries.

    The customer's executive is told only where one is named.
    """
    limits, calendar = all_limits(workspace), calendar_of(workspace, at)
    found = []
    for case in _candidates(workspace, at):
        own = limits.get(case.severity, Limits())
        executive_at = due_after(case.due_at, own.executive, calendar)
        level = level_reached(
            at, half_at=case.half_at, due_at=case.due_at, executive_at=executive_at
        )
        if case.customer.executive_id is None:
            level = min(level, Warned.LEAD)
        if level > case.warned:
            found.append(Due(case, level))
    return found


def _candidates(workspace: Workspace, at: datetime) -> QuerySet[Case]:
    half = Q(warned__lt=Warned.OWNER, half_at__lte=at)
    late = Q(warned__lt=Warned.LEAD, due_at__lte=at)
    later = Q(warned=Warned.LEAD, due_at__lte=at, customer__executive__isnull=False)
    return (
        Case.objects.filter(half | late | later, TO_MEND, workspace=workspace)
        .select_related(*WITH, "customer__executive")
        .order_by(F("due_at"), "pk")
    )


def is_confided(case: Case) -> bool:
    """Tell whether the case came of something that was said in confidence."""
    return case.ask.mode != Ask.Mode.NAMED
