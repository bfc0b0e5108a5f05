"""What is read for the drivers: answers and ended projects as this member may know them, with how things stood then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.core.clock import day_of
from secondslice.impact.drivers.rules import RETURN, WINDOW, Answer, Ended
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import AgreedUpdate
from secondslice.recovery.rules import State

MOVES = ("changed the project", "changed the milestone")
"""Audit verbs of projects.services: what they say of dates is the only record of a date that was moved."""


def answers_of(membership: Membership, *, now: datetime) -> list[Answer]:
    """Return the answers of two years to first questions, with how things stood when each was put: five queries.

    A question that was put again after a No is left out: it was put because somebody had said No.
    """
    rows = list(
        visible_asks(membership)
        .filter(
            state=Ask.State.ANSWERED,
            kind=Ask.Kind.FIRST,
            sent_at__gte=now - WINDOW,
        )
        .order_by("pk")
        .values_list(
            "taste", "contact", "customer", "owner", "phase", "project__service", "sent_on",
            "project__ends_on", "project", "project__name", "project__manager",
        )
    )  # fmt: skip
    moved, updates, load = _moves(membership), _updates(membership), _Load.of(membership)
    return [
        Answer(
            is_no=taste == Taste.NO,
            person=contact,
            customer=customer,
            manager=owner,
            phase=phase,
            service=service,
            asked_on=on,
            ends_on=ends_on,
            put_off_on=moved.get(name, ()),
            updates=updates.get(customer, ()),
            manager_changed=None not in {owner, manager} and owner != manager,
            load=load.on(owner, on),
        )
        for taste, contact, customer, owner, phase, service, on, ends_on, _, name, manager in rows
    ]


def ended_of(membership: Membership, *, now: datetime) -> list[Ended]:
    """Return the projects that ended at least a budget cycle ago, and whether the customer came back: seven queries."""
    today = day_of(now, membership.workspace.time_zone)
    projects = list(
        visible_projects(membership)
        .filter(ends_on__gte=today - RETURN - WINDOW, ends_on__lte=today - RETURN)
        .exclude(phase=Project.Phase.STOPPED)
        .order_by("pk")
        .values_list("pk", "customer", "manager", "service", "ends_on", "name")
    )
    orders = _orders(membership)
    said, reasons = _said(membership, [one[0] for one in projects])
    moved, updates, recovered = _moves(membership), _updates(membership), _recovered(membership)
    return [
        Ended(
            came_back=any(ended < day <= ended + RETURN for day in orders[customer]),
            customer=customer,
            manager=manager,
            service=service,
            said_no=Taste.NO in said[key] if key in said else None,
            put_off=bool(moved.get(name)),
            reasons=frozenset(reasons[key]),
            updates=updates.get(customer, ()),
            recovered=recovered.get(key),
        )
        for key, customer, manager, service, ended, name in projects
        if ended is not None
    ]


def _orders(membership: Membership) -> defaultdict[int, list[date]]:
    """Return when projects of each customer began, also those of other managers: a customer comes back to the PMO."""
    found: defaultdict[int, list[date]] = defaultdict(list)
    began = Project.objects.filter(workspace=membership.workspace_id, starts_on__isnull=False)
    began = began.exclude(phase=Project.Phase.STOPPED).order_by("pk")
    for customer, day in began.values_list("customer", "starts_on"):
        if day is not None:
            found[customer].append(day)
    return found


def _said(
    membership: Membership, projects: list[int]
) -> tuple[dict[int, set[str]], defaultdict[int, set[str]]]:
    """Return what was said about each project, and the reasons that were chosen, as taste:code."""
    asks = visible_asks(membership).filter(project__in=projects, state=Ask.State.ANSWERED)
    said: dict[int, set[str]] = {}
    for project, taste in asks.order_by("pk").values_list("project", "taste"):
        said.setdefault(project, set()).add(taste)
    reasons: defaultdict[int, set[str]] = defaultdict(set)
    details = AnswerDetail.objects.filter(
        ask__in=asks.order_by().values("pk"), taste=F("ask__taste")
    )
    rows = details.order_by("ask", "number").values_list("ask", "ask__project", "taste", "reasons")
    last = {ask: (project, taste, chosen) for ask, project, taste, chosen in rows}
    for project, taste, chosen in last.values():
        reasons[project] |= {f"{taste}:{one['code']}" for one in chosen}
    return said, reasons


def _recovered(membership: Membership) -> dict[int, bool]:
    """Return of each project whether its last No that has an end was recovered."""
    ended = (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER)
    cases = visible_cases(membership).filter(state__in=ended).order_by("opened_at", "pk")
    return {
        project: state == State.RECOVERED
        for project, state in cases.values_list("project", "state")
    }


def _moves(membership: Membership) -> Mapping[str, tuple[date, ...]]:
    """Return by the name of a project on which days its end, or a milestone, was moved to a later day.

    The audit trail knows a project by its name. A name that two projects bear is left out.
    """
    zone = membership.workspace.time_zone
    entries = AuditEntry.objects.filter(workspace=membership.workspace_id, verb__in=MOVES)
    found: defaultdict[str, list[date]] = defaultdict(list)
    for subject, detail, at in entries.order_by("at", "pk").values_list("subject", "detail", "at"):
        if _is_later(detail.get("ends_on")):
            found[subject].append(day_of(at, zone))
        elif _is_later(detail.get("due_on")):
            found[str(detail.get("project", ""))].append(day_of(at, zone))
    names = Project.objects.filter(workspace=membership.workspace_id, name__in=list(found))
    known = list(names.order_by("pk").values_list("name", flat=True))
    return {name: tuple(days) for name, days in found.items() if known.count(name) == 1}


def _is_later(told: object) -> bool:
    """Tell whether what the audit says of a date is a move to a later day: [before, after], as ISO days."""
    if not (isinstance(told, list) and len(told) == 2):  # noqa: PLR2004  (before and after)
        return False
    before, after = (str(one) for one in told)
    return bool(before) and before < after


def _updates(membership: Membership) -> dict[int, tuple[tuple[date, bool], ...]]:
    """Return by customer the updates that were agreed on and noted, and whether each came on its day."""
    cases = visible_cases(membership).order_by().values("pk")
    rows = (
        AgreedUpdate.objects.filter(adjustment__case__in=cases)
        .order_by("promised_on", "pk")
        .values_list("adjustment__case__customer", "promised_on", "delivered_on")
    )
    found: defaultdict[int, list[tuple[date, bool]]] = defaultdict(list)
    for customer, promised, delivered in rows:
        found[customer].append((promised, delivered is not None and delivered <= promised))
    return {customer: tuple(mine) for customer, mine in found.items()}


@dataclass(frozen=True, slots=True)
class _Load:
    """When the projects of each manager run."""

    by_manager: Mapping[int, list[tuple[date, date]]]

    @classmethod
    def of(cls, membership: Membership) -> _Load:
        """Read it: one query, of the whole workspace."""
        running: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
        for manager, first, last in _dated(membership):
            if manager is not None and first and last:
                running[manager].append((first, last))
        return cls(running)

    def on(self, manager: int | None, day: date) -> int:
        """Return how many projects of a manager ran on a day."""
        if manager is None:
            return 0
        return sum(first <= day <= last for first, last in self.by_manager.get(manager, ()))


def _dated(membership: Membership) -> Iterable[tuple[int | None, date | None, date | None]]:
    found = visible_projects(membership).order_by("pk")
    return found.values_list("manager", "starts_on", "ends_on")
