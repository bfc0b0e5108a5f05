"""The ask plan as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Contact
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Milestone, Project
from secondslice.pulse.access import may_know_when
from secondslice.pulse.budget import Why
from secondslice.pulse.chips import POINTS
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk, TastePoint

ROWS_ON_A_PAGE, LINES_ON_A_PAGE = 50, 25
MONTHS = 12
SHOWS = ("coming", "moved", "never")
LOOK_BACK = timedelta(days=365)
State = PlannedAsk.State


@dataclass(frozen=True, slots=True)
class Month:
    """How many questions fall into a month; into the present one also those whose day went by."""

    first: date
    count: int


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many questions are due today, moved from their day, and without one."""

    due: int
    """Not those that somebody has released: they wait for the day where the person is."""
    released: int
    coming: int
    moved: int
    never: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A question to come, and what its occasion is called."""

    row: PlannedAsk
    label: str

    @property
    def is_held(self) -> bool:
        """Tell whether it waits for something to be mended, so that its day is only the next look."""
        return self.row.why in {Why.CASE, Why.FULL}


def planned(membership: Membership) -> QuerySet[PlannedAsk]:
    """Return what is planned and not asked yet, as far as this member may see it."""
    return _visible(membership).filter(state=State.PLANNED)


def _visible(membership: Membership) -> QuerySet[PlannedAsk]:
    """Return the plan, past and to come, of this member's projects.

    Who was ever asked in confidence is in the plan only of those who keep confidences.
    """
    found = PlannedAsk.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership))
    if not membership.keeps_confidences:
        found = found.filter(may_know_when(membership))
    return found.select_related(
        "project", "contact__customer", "contact__preference__noted_by", "asked_by"
    )


def without_day(membership: Membership, *, today: date) -> QuerySet[PlannedAsk]:
    """Return what has no day, and what of the last year was given up: each with its reason."""
    given_up = Q(state=State.GIVEN_UP, wanted_on__gt=today - LOOK_BACK)
    return _visible(membership).filter(Q(state=State.PLANNED, on=None) | given_up)


def due_now(workspace: Workspace, *, today: date) -> QuerySet[PlannedAsk]:
    """Return the questions whose day has come, person by person."""
    found = PlannedAsk.objects.filter(workspace=workspace, state=State.PLANNED, on__lte=today)
    return found.select_related("project", "contact").order_by("contact__name", "project__name")


def months(membership: Membership, *, today: date) -> list[Month]:
    """Return the next twelve months, the present one first, with how many questions fall into each: one query."""
    first, end = today.replace(day=1), month_after(today, MONTHS)
    rows = (
        planned(membership)
        .filter(on__lt=end)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values("month")
        .annotate(number=Count("pk"))
    )
    counts: dict[date, int] = {}
    for row in rows:
        month = max(row["month"], first)
        counts[month] = counts.get(month, 0) + row["number"]
    firsts = [month_after(today, place) for place in range(MONTHS)]
    return [Month(one, counts.get(one, 0)) for one in firsts]


def month_after(day: date, count: int) -> date:
    """Return the first day of the month that comes `count` months after this day's.

    >>> month_after(date(2026, 11, 30), 0), month_after(date(2026, 11, 30), 2)
    (datetime.date(2026, 11, 1), datetime.date(2027, 1, 1))
    """
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def plan_slice(
    membership: Membership, *, show: str, month: date, today: date, after: str
) -> Slice[PlannedAsk]:
    """Return one page of a month in order of time; with `never` of what has no day, whatever the month."""
    if show == "never":
        rows, by = without_day(membership, today=today), "wanted_on"
    else:
        start = date.min if month <= today else month
        rows = planned(membership).filter(on__gte=start, on__lt=month_after(month, 1))
        rows, by = rows.exclude(why="") if show == "moved" else rows, "on"
    return slice_of(rows, by=by, after=after, size=ROWS_ON_A_PAGE, read=date.fromisoformat)


def plan_counts(membership: Membership, *, today: date) -> PlanCounts:
    """Return the numbers of the filters: two queries."""
    year = Q(on__lt=month_after(today, MONTHS))
    found = planned(membership).order_by()
    return PlanCounts(
        **found.aggregate(
            due=Count("pk", filter=Q(on__lte=today, released_at=None)),
            released=Count("pk", filter=Q(on__lte=today) & ~Q(released_at=None)),
            coming=Count("pk", filter=year),
            moved=Count("pk", filter=year & ~Q(why="")),
        ),
        never=without_day(membership, today=today).count(),
    )


def planned_by_point(workspace: Workspace) -> dict[str, int]:
    """Return how many questions are planned for each taste point, by its code: one query."""
    rows = PlannedAsk.objects.filter(workspace=workspace, state=State.PLANNED)
    return dict(
        rows.order_by().values("point").annotate(number=Count("pk")).values_list("point", "number")
    )


def people_slice(membership: Membership, *, today: date, after: str) -> Slice[Contact]:
    """Return one page of the people whom the plan asks, by name; each has `coming`, what is planned in a year."""
    mine = planned(membership).order_by().values("contact")
    people = Contact.objects.filter(pk__in=mine, workspace=membership.workspace_id)
    people = people.select_related("customer").prefetch_related(_coming(membership, today))
    return slice_of(people, by="name", after=after, size=LINES_ON_A_PAGE, read=str)


def projects_slice(membership: Membership, *, today: date, after: str) -> Slice[Project]:
    """Return one page of the projects that the plan asks about, in the same way."""
    mine = (
        planned(membership).order_by().values("project")
    )  # asked once, not for each of many thousands
    projects = visible_projects(membership).filter(pk__in=mine)
    projects = projects.select_related("customer").prefetch_related(_coming(membership, today))
    return slice_of(projects, by="name", after=after, size=LINES_ON_A_PAGE, read=str)


def _coming(membership: Membership, today: date) -> Prefetch[str]:
    rows = planned(membership).filter(Q(on=None) | Q(on__lt=month_after(today, MONTHS)))
    return Prefetch("planned_asks", rows.order_by("on", "pk"), to_attr="coming")


def coming_of(
    membership: Membership,
    *,
    today: date,
    project: Project | None = None,
    contact: Contact | None = None,
) -> list[PlannedAsk]:
    """Return what is planned about a project or for a person in the next twelve months, then what has no day."""
    rows = planned(membership).filter(Q(on=None) | Q(on__lt=month_after(today, MONTHS)))
    if project is not None:
        rows = rows.filter(project=project)
    if contact is not None:
        rows = rows.filter(contact=contact)
    return sorted(rows, key=lambda row: (row.on or date.max, row.wanted_on, row.pk))


def named(rows: Iterable[PlannedAsk], *, workspace: Workspace) -> list[Coming]:
    """Give each question the name of its occasion, by the workspace's words: two queries."""
    listed = list(rows)
    points = {one.code: point_label(one) for one in TastePoint.objects.filter(workspace=workspace)}
    refs = [row.occasion.partition(":")[2] for row in listed if _is_gate(row)]
    gates = {
        one.ref.hex: one.name for one in Milestone.objects.filter(workspace=workspace, ref__in=refs)
    }
    return [Coming(row, _label(row, points, gates)) for row in listed]


def point_label(point: TastePoint) -> str:
    """Return what a taste point is called: the workspace's word, else the product's."""
    return point.label or str(POINTS.get(point.code, point.code))


def _is_gate(row: PlannedAsk) -> bool:
    return ":" in row.occasion and row.point != BY_HAND


def _label(row: PlannedAsk, points: dict[str, str], gates: dict[str, str]) -> str:
    if row.point == BY_HAND:
        who = row.asked_by.name if row.asked_by else ""
        return _("By hand, %(name)s") % {"name": who} if who else _("By hand")
    gate = gates.get(row.occasion.partition(":")[2], "")
    name = points.get(row.point) or str(POINTS.get(row.point, row.point))
    return _("%(point)s: %(name)s") % {"point": name, "name": gate} if gate else name
