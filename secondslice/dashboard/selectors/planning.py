"""The plan with what holds it back: questions to come by month, by person and by project, beside the open cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count

from secondslice.accounts.models import Membership, User
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.dashboard.doors import door, may_open
from secondslice.projects.models import Project
from secondslice.pulse.budget import Why
from secondslice.pulse.plan_models import AskRules, PlannedAsk
from secondslice.pulse.selectors import plans
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Standing, rules_of, standings
from secondslice.pulse.selectors.plans import Coming, Month, PlanCounts
from secondslice.pulse.selectors.waiting import Wait, waits_of
from secondslice.recovery.models import Case
from secondslice.recovery.selectors import holds_of, loads, open_cases


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A question to come, with the open case of its person that holds it back, for who may see that."""

    coming: Coming
    case_url: str = ""
    wait: Wait | None = None
    """Where somebody wanted it by hand: when it leaves, and what this member may do."""

    @property
    def row(self) -> PlannedAsk:
        """Return the question."""
        return self.coming.row


@dataclass(frozen=True, slots=True)
class Full:
    """Somebody who has as many cases as he can mend, and how many questions wait for that."""

    owner: User
    cases: int
    most: int
    waiting: int


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month of the plan, or what has no day."""

    today: date
    month: date
    months: Sequence[Month]
    rows: Sequence[PlanRow]
    after: str
    counts: PlanCounts
    full: Sequence[Full]
    rules: AskRules


@dataclass(frozen=True, slots=True)
class Day:
    """What is asked on one day: of one person, one mail."""

    on: date
    rows: Sequence[PlanRow]

    @property
    def is_moved(self) -> bool:
        """Tell whether one of these was moved here, or is held."""
        return any(one.row.why for one in self.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """A person or a project with its questions in each of twelve months."""

    who: Contact | Project
    url: str
    cells: Sequence[Sequence[Day]]
    without: Sequence[PlanRow]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Twelve months of several people or projects."""

    months: Sequence[date]
    lines: Sequence[Line]
    after: str


@dataclass(frozen=True, slots=True)
class Budget:
    """Where one person's budget stands. `is_kept`: that tells of answers in confidence, and is not for this member."""

    standing: Standing | None = None
    asked: int = 0
    heard: int = 0
    rows: Sequence[PlanRow] = field(default_factory=list)
    is_kept: bool = False

    @property
    def waits(self) -> list[Wait]:
        """Return what somebody wants to ask this person by hand, and waits."""
        return [one.wait for one in self.rows if one.wait]


def month_page(
    membership: Membership, *, show: str, month: str, after: str, at: datetime
) -> MonthPage:
    """Return one month of the plan: the one that is chosen, else the first in which somebody is asked."""
    today = _today(membership, at)
    months = plans.months(membership, today=today)
    usual = next((one.first for one in months if one.count), months[0].first)
    chosen = next((one.first for one in months if f"{one.first:%Y-%m}" == month), usual)
    found = plans.plan_slice(membership, show=show, month=chosen, today=today, after=after)
    return MonthPage(
        today=today,
        month=chosen,
        months=months,
        rows=plan_rows(membership, found.rows, at=at),
        after=found.after,
        counts=plans.plan_counts(membership, today=today),
        full=full_owners(membership),
        rules=rules_of(membership.workspace),
    )


def people_matrix(membership: Membership, *, after: str, at: datetime) -> Matrix:
    """Return twelve months of the people whom the plan asks."""
    today = _today(membership, at)
    found = plans.people_slice(membership, today=today, after=after)
    return _matrix(membership, found.rows, "dashboard:person", found.after, at=at)


def projects_matrix(membership: Membership, *, after: str, at: datetime) -> Matrix:
    """Return twelve months of the projects that the plan asks about."""
    today = _today(membership, at)
    found = plans.projects_slice(membership, today=today, after=after)
    return _matrix(membership, found.rows, "dashboard:project", found.after, at=at)


def plan_of_project(membership: Membership, project: Project, *, at: datetime) -> list[PlanRow]:
    """Return the questions to come about a project; none for who may not read the plan."""
    if not may_open(membership, "dashboard:plan"):
        return []
    today = _today(membership, at)
    return plan_rows(membership, plans.coming_of(membership, today=today, project=project), at=at)


def budget_of(membership: Membership, contact: Contact, *, at: datetime) -> Budget | None:
    """Return where a person's budget stands, and what is planned; None for who may not read the plan."""
    if not may_open(membership, "dashboard:plan"):
        return None
    if not membership.keeps_confidences and confided([contact.pk]):
        return Budget(is_kept=True)
    workspace, today = membership.workspace, _today(membership, at)
    holds = holds_of(workspace, today=today)
    standing = standings(workspace, [contact], at=at, holds=holds)[contact.pk]
    return Budget(
        standing=standing,
        asked=standing.asked_within_a_year,
        heard=standing.heard_within_a_year,
        rows=plan_rows(
            membership, plans.coming_of(membership, today=today, contact=contact), at=at
        ),
    )


def plan_rows(membership: Membership, rows: Iterable[PlannedAsk], *, at: datetime) -> list[PlanRow]:
    """Give each question the name of its occasion, and as long as a case of its person is open, the way to that."""
    named = plans.named(rows, workspace=membership.workspace)
    cases = _cases(membership, {one.row.contact_id for one in named})
    waits = waits_of(membership, (one.row for one in named), at=at)
    return [PlanRow(one, cases.get(one.row.contact_id, ""), waits.get(one.row.pk)) for one in named]


def full_owners(membership: Membership) -> list[Full]:
    """Return who can mend no more, as far as that holds back questions that this member sees."""
    rows = (
        plans.planned(membership)
        .filter(why=Why.FULL)
        .order_by()
        .values("project__manager")
        .annotate(number=Count("pk"))
    )
    waiting = {row["project__manager"]: row["number"] for row in rows}
    if not waiting:
        return []
    return [
        Full(one.owner, one.cases, one.most, waiting[one.owner.pk])
        for one in loads(membership.workspace)
        if one.is_full and one.owner.pk in waiting
    ]


def _cases(membership: Membership, contacts: set[int]) -> dict[int, str]:
    if not contacts or not may_open(membership, "recovery:case"):
        return {}
    found: Iterable[Case] = open_cases(membership).filter(contact__in=contacts)
    return {one.contact_id: door(membership, "recovery:case", one.ref) for one in found}


def _matrix(
    membership: Membership,
    found: Sequence[Contact] | Sequence[Project],
    page: str,
    after: str,
    *,
    at: datetime,
) -> Matrix:
    today = _today(membership, at)
    coming: list[PlannedAsk] = [row for one in found for row in one.coming]  # type: ignore[union-attr]  # prefetched
    by_key = {row.row.pk: row for row in plan_rows(membership, coming, at=at)}
    months = [plans.month_after(today, place) for place in range(plans.MONTHS)]
    lines = []
    for one in found:
        mine = [by_key[row.pk] for row in one.coming]  # type: ignore[union-attr]  # prefetched
        url = door(membership, page, one.ref)
        cells = [_days(mine, month, is_first=month == months[0]) for month in months]
        lines.append(Line(one, url, cells, [row for row in mine if not row.row.on]))
    return Matrix(months, lines, after)


def _days(rows: Iterable[PlanRow], month: date, *, is_first: bool) -> list[Day]:
    """Return the days of a month; those that went by belong to the first one."""
    days: dict[date, list[PlanRow]] = {}
    for one in rows:
        on = one.row.on
        if on and (on.replace(day=1) == month or (is_first and on < month)):
            days.setdefault(on, []).append(one)
    return [Day(on, mine) for on, mine in days.items()]


def _today(membership: Membership, at: datetime) -> date:
    return clock.day_of(at, membership.workspace.time_zone)
