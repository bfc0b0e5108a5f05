"""Since when the next step of each open case is the next one, and which steps somebody must be warned of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q, QuerySet

from secondslice.accounts.models import Workspace
from secondslice.analytics.workdays import due_after
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.models import Adjustment, Case, CaseNote
from secondslice.recovery.rules import Step
from secondslice.recovery.selectors.times import all_limits, calendar_of
from secondslice.recovery.time_limits import Limits, Warned, level_reached

WITH = ("workspace", "ask", "project", "customer", "contact", "owner")
BATCH = 200
TO_MEND = Q(state__in=[state.value for state in rules.TO_MEND])


@dataclass(frozen=True, slots=True)
class Began:
    """When the step that is next became the next one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A case and how far the warnings about its step should have gone by now."""

    case: Case
    level: Warned


def open_clocks(workspace: Workspace) -> Iterator[tuple[Case, Began]]:
    """Yield every case in which we owe the customer a step, with since when: three queries for each two hundred."""
    last = 0
    while True:
        found = Case.objects.filter(TO_MEND, workspace=workspace, pk__gt=last)
        batch = list(found.select_related(*WITH).order_by("pk")[:BATCH])
        if not batch:
            return
        planned = _last_plans(batch)
        changed = _last_changes(batch)
        for case in batch:
            yield case, Began(_began(case, planned.get(case.pk), changed.get(case.pk)))
        last = batch[-1].pk


def _last_plans(cases: list[Case]) -> dict[int, datetime]:
    notes = CaseNote.objects.filter(case__in=cases, kind=CaseNote.Kind.PLANNED)
    return dict(notes.order_by().values_list("case").annotate(Max("at")))


def _last_changes(cases: list[Case]) -> dict[int, Adjustment]:
    """Return the newest adjustment of each case."""
    found = Adjustment.objects.filter(case__in=cases).order_by("at", "pk")
    return {one.case_id: one for one in found}


def _began(case: Case, planned: datetime | None, change: Adjustment | None) -> datetime:
    talked = case.acknowledged_at or case.said_at
    if case.step is Step.TALK:
        return case.said_at
    if case.step is Step.ADJUST:
        return max(talked, planned or talked)
    if case.step is Step.ASK_AGAIN and change is not None:
        opening = datetime.combine(change.starts_on, time(9), ZoneInfo(case.workspace.time_zone))
        return max(talked, change.at, opening)
    return talked


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
