"""Who owns a case: whom the No is about is never the one to judge it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import (
    deputy_of,
    keeper_of,
    keepers_of,
    lead_of,
    people_who_deliver,
    people_who_run_the_pmo,
)
from secondslice.core import clock
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Case, CaseNote, Playbook

ABOUT_OWNER = frozenset({"people"})
"""Causes that are about whoever runs the project, where a workspace says nothing else."""
Why = CaseNote.Why


@dataclass(frozen=True, slots=True)
class Owner:
    """Who takes a case, and why it is not the person who answers for the project."""

    user: User
    why: CaseNote.Why | None = None


def people_for(case: Case) -> QuerySet[User]:
    """Return who can own this case, by name: of one in confidence only those who keep confidences."""
    found = people_who_deliver(case.workspace)
    if case.ask.mode == Ask.Mode.NAMED:
        return found
    return found.filter(pk__in=[user.pk for user in keepers_of(case.workspace)])


def who_mends(case: Case) -> User:
    """Return to whom a case goes that nobody owns any more."""
    named = case.ask.mode == Ask.Mode.NAMED
    return lead_of(case.workspace) if named else keeper_of(case.workspace)


def who_answers(case: Case) -> User:
    """Return the owner, as long as he may own the case; else who would take it now."""
    return people_for(case).filter(pk=case.owner_id).first() or who_mends(case)


def owner_of(ask: Ask, *, codes: Iterable[str], at: datetime) -> Owner:
    """Return who takes the case of this ask's No.

    It is who answers for the project, as long as this person works here; else who answers for the PMO. What was said in
    confidence is never for who is rated. A No about the person who runs the project is the PMO lead's. While somebody
    is away the deputy takes what is new.
    """
    if ask.mode != Ask.Mode.NAMED:
        return Owner(keeper_of(ask.workspace))
    if ask.owner is None or ask.owner not in people_who_deliver(ask.workspace):
        return _or_deputy(Owner(lead_of(ask.workspace)), ask.workspace, at)
    if is_about_owner(ask.workspace, codes):
        return _judge(ask.owner, ask.workspace, at)
    return _or_deputy(Owner(ask.owner), ask.workspace, at)


def above(case: Case, why: CaseNote.Why) -> Owner:
    """Return who looks after what the owner cannot judge: the PMO lead, or for a lead somebody else who runs the PMO.

    Where nobody else runs the PMO, or only the person whom the case is about, the owner keeps it.
    """
    cannot = {case.owner_id, case.ask.owner_id} if why == Why.BLAMED else {case.owner_id}
    leads = people_who_run_the_pmo(case.workspace)
    other = next((one for one in leads if one.pk not in cannot), None)
    return Owner(other, why) if other else Owner(case.owner)


def is_about(case: Case, user: User) -> bool:
    """Tell whether the case went to somebody else because its reasons are about this person."""
    if case.ask.owner_id != user.pk:
        return False
    return case.notes.filter(kind=CaseNote.Kind.PASSED_ON, why=Why.BLAMED).exists()


def why_here(case: Case) -> str:
    """Return why the case came to its owner by itself, in words; empty where it is the owner's own."""
    kinds = (CaseNote.Kind.HANDED_OVER, CaseNote.Kind.PASSED_ON)
    last = case.notes.filter(kind__in=kinds).order_by("-at", "-pk").first()
    is_so = last is not None and last.kind == CaseNote.Kind.PASSED_ON
    return str(last.get_why_display()) if last and is_so and last.owner_id == case.owner_id else ""


def is_about_owner(workspace: Workspace, codes: Iterable[str]) -> bool:
    """Tell whether one of these causes is about whoever runs the project."""
    chosen = set(codes)
    said = dict(
        Playbook.objects.filter(workspace=workspace, code__in=chosen).values_list(
            "code", "is_about_owner"
        )
    )
    return any(said.get(code, code in ABOUT_OWNER) for code in chosen)


def _judge(user: User, workspace: Workspace, at: datetime) -> Owner:
    """Return who takes a No about this person: the first who runs the PMO, or who stands in for that one.

    Only who runs the PMO too stands in here, and never the person. Where nobody else runs the PMO the person keeps it.
    """
    leads = [one for one in people_who_run_the_pmo(workspace) if one.pk != user.pk]
    today = clock.day_of(at, workspace.time_zone)
    for lead in leads:
        taker = deputy_of(lead, workspace=workspace, today=today) or lead
        if taker in leads:
            return Owner(taker, Why.BLAMED)
    return Owner(leads[0], Why.BLAMED) if leads else _or_deputy(Owner(user), workspace, at)


def _or_deputy(owner: Owner, workspace: Workspace, at: datetime) -> Owner:
    today = clock.day_of(at, workspace.time_zone)
    deputy = deputy_of(owner.user, workspace=workspace, today=today)
    return Owner(deputy, Why.AWAY) if deputy else owner
