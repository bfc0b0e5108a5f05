"""What is read for the drivers: answers and ended projects as this member may know them, with how things stood then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.core.clock import day_of
from secondslice.impact.drivers.rules import (
    RETURN,
    WINDOW,
    Answer,
    Ended,
    Replanned,
    known_end,
)
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
    plans, updates, load = _plans(membership), _updates(membership), _Load.of(membership)
    return [
        Answer(
            is_no=taste == Taste.NO,
            person=contact,
            customer=customer,
            manager=owner,
            phase=phase,
            service=service,
            asked_on=on,
            ends_on=plans.get(name, _STEADY).end(ends_on, on=on),
            put_off_on=plans.get(name, _STEADY).put_off_on,
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
        .values_list("pk", "customer", "manager", "service", "starts_on", "ends_on", "name")
    )
    orders = _orders(membership)
    said, reasons = _said(membership, [one[0] for one in projects])
    plans, updates, recovered = _plans(membership), _updates(membership), _recovered(membership)
    return [
        Ended(
            came_back=any(ended < day <= ended + RETURN for day in orders[customer]),
            customer=customer,
            manager=manager,
            service=service,
            said_no=Taste.NO in said[key] if key in said else None,
            put_off=any(day <= ended for day in plans.get(name, _STEADY).put_off_on),
            reasons=frozenset(reasons[key]),
            updates=tuple(
                one
                for one in updates.get(customer, ())
                if (began is None or began <= one[0]) and one[0] <= ended
            ),
            recovered=recovered.get(key),
        )
        for key, customer, manager, service, began, ended, name in projects
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


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the dates of one project were changed, in their order."""

    put_off_on: tuple[date, ...] = ()
    """The days on which its end, or a milestone, was moved to a later day."""
    ends: tuple[Replanned, ...] = ()
    is_sure: bool = True
    """False where two projects bear the name: nobody can tell whose dates were changed."""

    def end(self, now: date | None, *, on: date) -> date | None:
        """Return the end as it was planned on a day; `now`: today's."""
        return known_end(self.ends, now, on=on) if self.is_sure else None


_STEADY = _Plan()


def _plans(membership: Membership) -> Mapping[str, _Plan]:
    """Return by the name of a project how its dates were changed: two queries.

    The audit trail knows a project by its name. Of a name that two projects bear nothing is known.
    """
    zone = membership.workspace.time_zone
    entries = AuditEntry.objects.filter(workspace=membership.workspace_id, verb__in=MOVES)
    put_off, ends = defaultdict[str, list[date]](list), defaultdict[str, list[Replanned]](list)
    for subject, detail, at in entries.order_by("at", "pk").values_list("subject", "detail", "at"):
        day, was = day_of(at, zone), _before_and_after(detail.get("name"))
        if was is not None:  # what was written under the former name goes on under this one
            put_off[subject][:0], ends[subject][:0] = put_off.pop(was[0], []), ends.pop(was[0], [])
        end, due = _before_and_after(detail.get("ends_on")), _before_and_after(detail.get("due_on"))
        if end is not None:
            ends[subject].append(Replanned(day, _day(end[0])))
        if _is_later(end):
            put_off[subject].append(day)
        elif _is_later(due):
            put_off[str(detail.get("project", ""))].append(day)
    changed = {*put_off, *ends}
    names = Project.objects.filter(workspace=membership.workspace_id, name__in=list(changed))
    known = Counter(names.order_by("pk").values_list("name", flat=True))
    return {
        name: _Plan(tuple(put_off[name]), tuple(ends[name])) if count == 1 else _Plan(is_sure=False)
        for name, count in known.items()
    }


def _before_and_after(told: object) -> tuple[str, str] | None:
    """Return what the audit says of a change, [before, after]; None where nothing was changed."""
    if not (isinstance(told, list) and len(told) == 2):  # noqa: PLR2004  (before and after)
        return None
    before, after = (str(one) for one in told)
    return before, after


def _is_later(days: tuple[str, str] | None) -> bool:
    """Tell whether a change of a date, as ISO days, is a move to a later one."""
    return days is not None and bool(days[0]) and days[0] < days[1]


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


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
