"""What the pages over many rooms read of cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects

from secondslice.accounts.models import Membership
from secondslice.pulse.models import AnswerDetail
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import IS_OPEN, Adjustment, Case, CaseNote, Waiver


def with_words(cases: Iterable[Case]) -> list[Case]:
    """Return these cases; the ask of each gets `latest_details`, the words that came with the No: one query."""
    listed = list(cases)
    newest = AnswerDetail.objects.order_by("-number")
    prefetch_related_objects(
        listed, Prefetch("ask__details", queryset=newest, to_attr="latest_details")
    )
    return listed


def waivers_to_decide(membership: Membership) -> QuerySet[Waiver]:
    """Return the wishes to give a case up that wait for somebody like this member, the longest waiting first."""
    mine = visible_cases(membership).filter(IS_OPEN).values("pk")
    found = Waiver.objects.filter(workspace=membership.workspace_id, decided_at=None, case__in=mine)
    return (
        found.exclude(asked_by=membership.user_id)
        .select_related("asked_by", "case__contact", "case__project")
        .order_by("asked_at", "pk")
    )


def notes_of(cases: QuerySet[Case], *, until: datetime | None, most: int) -> list[CaseNote]:
    """Return the newest entries in the logs of these cases, up to a moment."""
    found = CaseNote.objects.filter(case__in=cases.values("pk"))
    if until is not None:
        found = found.filter(at__lte=until)
    return list(
        found.select_related("by", "owner", "case__contact", "case__project").order_by(
            "-at", "-pk"
        )[:most]
    )


def adjustments_of(cases: QuerySet[Case], *, until: datetime | None, most: int) -> list[Adjustment]:
    """Return the newest adjustments in these cases, up to a moment."""
    found = Adjustment.objects.filter(case__in=cases.values("pk"))
    if until is not None:
        found = found.filter(at__lte=until)
    return list(
        found.select_related("by", "case__contact", "case__project").order_by("-at", "-pk")[:most]
    )


def cases_about(membership: Membership, words: list[Q]) -> QuerySet[Case]:
    """Return the cases in which all of these conditions on contact, project or customer hold, open ones first."""
    found = visible_cases(membership)
    for condition in words:
        found = found.filter(condition)
    return found.order_by(F("closed_at").desc(nulls_first=True), "due_at", "pk")
