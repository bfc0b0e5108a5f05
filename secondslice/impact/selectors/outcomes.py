"""Who was followed over a budget cycle, and who came back: rows, counted by the rules of impact/calibration.py.

Only what was said by name is counted, for every reader alike: a count of one would tell what was said in confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Subquery

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact
from secondslice.impact.calibration import (
    AFTER_YES,
    NEVER_ASKED,
    USUAL_MONTHS,
    Followed,
    is_quick,
    once_a_cycle,
)
from secondslice.impact.models import BudgetCycle
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.modes import Mode
from secondslice.pulse.selectors.talked import talked_about
from secondslice.recovery.models import Adjustment, Case, CaseNote, ReAsk
from secondslice.recovery.rules import State

NO_CASE = (State.WITHDRAWN, State.ERASED)


@dataclass(frozen=True, slots=True)
class Cycles:
    """How many months a budget cycle has: for everybody, and for customers that have their own, by key."""

    usual: int
    own: Mapping[int, int]

    def of(self, customer: int) -> int:
        """Return how long the cycle of a customer is."""
        return self.own.get(customer, self.usual)


@dataclass(frozen=True, slots=True)
class Report:
    """What one person said of how many others were told; the case with it."""

    case: Case
    people: int
    is_few: bool
    at: datetime


def cycles_of(workspace: Workspace) -> Cycles:
    """Return the budget cycles of a workspace: one query."""
    found = BudgetCycle.objects.filter(workspace=workspace)
    usual, own = USUAL_MONTHS, {}
    for one in found.only("customer_id", "months"):
        if one.customer_id is None:
            usual = one.months
        else:
            own[one.customer_id] = one.months
    return Cycles(usual, own)


def own_cycles(workspace: Workspace) -> list[BudgetCycle]:
    """Return the customers with a cycle of their own, by name: one query."""
    found = BudgetCycle.objects.filter(workspace=workspace).exclude(customer=None)
    return list(found.select_related("customer").order_by("customer__name", "pk"))


def followed_people(workspace: Workspace) -> list[Followed]:
    """Return everybody who said No or Yes by name, or was never asked, each once in a budget cycle: six queries.

    The key of a person is that of the contact.
    """
    cycles, zone = cycles_of(workspace), ZoneInfo(workspace.time_zone)
    starts = _starts(workspace)
    asked = _ever_asked(workspace)
    seen = [*_noes(workspace, zone), *_yeses(workspace, zone)]
    seen += [
        (NEVER_ASKED, person, day)
        for person, days in starts.items()
        for day in days
        if person not in asked
    ]
    customers = dict(
        Contact.objects.filter(workspace=workspace, erased_at=None).values_list("pk", "customer")
    )
    return once_a_cycle(
        Followed(group, person, day, cycles.of(customers[person]), starts.get(person, ()))
        for group, person, day in seen
        if person in customers
    )


def _starts(workspace: Workspace) -> dict[int, list[date]]:
    """Return the days on which projects began of which a person is sponsor, executive or customer, by person."""
    found: defaultdict[int, list[date]] = defaultdict(list)
    rows = (
        Stakeholder.objects.filter(
            workspace=workspace, role__in=Stakeholder.ASKED, project__starts_on__isnull=False
        )
        .exclude(project__phase=Project.Phase.STOPPED)
        .order_by("project__starts_on")
        .values_list("contact", "project__starts_on")
    )
    for contact, day in rows:
        if day is not None:
            found[contact].append(day)
    return dict(found)


def _noes(workspace: Workspace, zone: ZoneInfo) -> Iterator[tuple[str, int, date]]:
    plans = CaseNote.objects.filter(kind=CaseNote.Kind.PLANNED, case=OuterRef("pk"))
    changes = Adjustment.objects.filter(case=OuterRef("pk"))
    rows = (
        Case.objects.filter(workspace=workspace, ask__mode=Mode.NAMED, contact__erased_at=None)
        .exclude(state__in=NO_CASE)
        .order_by()
        .values_list(
            "contact",
            "severity",
            "state",
            "opened_at",
            Subquery(plans.order_by().values("case").annotate(first=Min("at")).values("first")),
            Subquery(changes.order_by().values("case").annotate(first=Min("at")).values("first")),
        )
    )
    for contact, severity, state, opened, planned, changed in rows:
        handling = _handling(state, _after(opened, planned or changed), _after(opened, changed))
        yield f"stay_{severity}_{handling}", contact, opened.astimezone(zone).date()


def _after(start: datetime, at: datetime | None) -> timedelta | None:
    return None if at is None else max(timedelta(), at - start)


def _handling(state: str, planned: timedelta | None, changed: timedelta | None) -> str:
    if state != State.RECOVERED:
        return "unfixed"
    return "quickly" if is_quick(planned=planned, changed=changed) else "fixed"


def _yeses(workspace: Workspace, zone: ZoneInfo) -> Iterator[tuple[str, int, date]]:
    """Yield who said Yes to a first question; a Yes after a No belongs to that No."""
    yes = Ask.objects.filter(
        workspace=workspace,
        mode=Mode.NAMED,
        kind=Ask.Kind.FIRST,
        state=Ask.State.ANSWERED,
        taste=Taste.YES,
    )
    for contact, at in yes.order_by().values_list("contact", "changed_at"):
        if at is not None:
            yield AFTER_YES, contact, at.astimezone(zone).date()


def _ever_asked(workspace: Workspace) -> set[int]:
    """Return who was ever asked, in whatever mode: only that nobody asked is counted, nothing of any answer."""
    asks = Ask.objects.filter(workspace=workspace).exclude(state=Ask.State.WITHDRAWN)
    return set(asks.order_by().values_list("contact", flat=True).distinct())


def reports_of(workspace: Workspace) -> list[Report]:
    """Return what people said by name of how many they told, one for each case, the newest first: three queries.

    The last word about a case counts, said of the No or of the question that was put again.
    """
    cases = Case.objects.filter(
        workspace=workspace, ask__mode=Mode.NAMED, contact__erased_at=None
    ).exclude(state__in=NO_CASE)
    by_ask: dict[int, Case] = {}
    for case in cases.select_related("contact", "customer", "project"):
        by_ask[case.ask_id] = case
    keys = {case.pk: case for case in by_ask.values()}
    for ask, key in ReAsk.objects.filter(case__in=keys).values_list("ask", "case"):
        by_ask[ask] = keys[key]
    last: dict[int, Report] = {}
    for row in talked_about(by_ask).filter(ask__mode=Mode.NAMED).order_by("at", "pk"):
        case = by_ask[row.ask_id]
        last[case.pk] = Report(case, row.people, row.is_few, row.at)
    return sorted(last.values(), key=lambda one: one.at, reverse=True)


def people_called(workspace: Workspace, keys: Sequence[int]) -> dict[int, Contact]:
    """Return people by key, with their customers: one query."""
    found = Contact.objects.filter(workspace=workspace).select_related("customer")
    return found.in_bulk(list(keys))
