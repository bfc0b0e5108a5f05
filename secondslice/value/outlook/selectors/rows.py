"""The rows behind the outlook, read once for all customers: a fixed number of queries, however many there are.

Only what was said by name is read, and what was wished for openly: whoever reads the outlook, it is the same, and it
tells nothing that was said in confidence.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, Q

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.customers.models import Customer
from secondslice.funnel.access import OPENLY
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.models import IS_OPEN, Kind, Opportunity
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch
from secondslice.recovery.models import IS_OPEN as CASE_IS_OPEN
from secondslice.recovery.models import Case
from secondslice.value.counterfactual.models import ComparisonProject, CounterfactualAnswer
from secondslice.value.counterfactual.selectors.words import Word, latest_words
from secondslice.value.outlook.models import KnownExecutive, OnePager
from secondslice.value.outlook.rules import TWO_YEARS, YEAR, list_key

OWN_PEOPLE = "own_people"
"""The reason of the funnel for work that a customer does with own people."""
LOOK_BACK = 3 * YEAR


class Work(NamedTuple):
    """A project that was not stopped."""

    pk: int
    ref: uuid.UUID
    name: str
    customer: int
    phase: str
    starts_on: date | None
    ends_on: date | None

    @property
    def is_delivered(self) -> bool:
        """Tell whether the customer has it."""
        return self.phase == Project.Phase.OPERATION


class Part(NamedTuple):
    """Somebody's part in a project: sponsor or executive."""

    project: int
    customer: int
    contact: int
    role: str
    name: str
    ref: uuid.UUID
    home: int
    """The customer the person works for."""


class Answer(NamedTuple):
    """What somebody said by name."""

    ref: uuid.UUID
    contact: int
    customer: int
    project: int
    taste: str
    on: datetime
    kind: str


class Trouble(NamedTuple):
    """A case of somebody who said No by name: open, or opened within a year."""

    ref: uuid.UUID
    customer: int
    contact: int
    name: str
    closed_at: datetime | None
    due_at: datetime
    second_no: bool
    deviation: str

    def lets_down(self, at: datetime) -> bool:
        """Tell whether it is past due, or not the first No of the person."""
        overdue = self.closed_at is None and self.due_at <= at
        return overdue or self.second_no or self.deviation == Case.Deviation.PERSON


class Around(NamedTuple):
    """A project that was run around the PMO: an opportunity (with its ref), or a line of the list to compare."""

    customer: int | None
    name: str
    on: date
    key: str
    ref: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that was read. By key of the customer where nothing else is said."""

    at: datetime
    today: date
    customers: Sequence[Customer]
    works: Mapping[int, Sequence[Work]]
    parts: Mapping[int, Sequence[Part]]
    answers: Sequence[Answer]
    """The oldest first."""
    troubles: Mapping[int, Sequence[Trouble]]
    open_chances: frozenset[int]
    around: Sequence[Around]
    """Within two years, the newest first."""
    around_known: frozenset[int | None]
    """Customers of whom somebody has ever written down that something went around the PMO."""
    words: Sequence[Word]
    last_touch: Mapping[int, date]
    """By key of the contact: the last talk, page that was sent, or answer."""
    known: Mapping[int, Sequence[tuple[int | None, int | None, date | None]]]
    """Executives as the watch knows them: contact, member, since when."""
    menu_at: datetime | None
    answered: Mapping[int, Sequence[Answer]] = field(default_factory=dict)


def rows_of(workspace: Workspace, *, at: datetime) -> Rows:
    """Read everything for one workspace: sixteen queries."""
    today = clock.day_of(at, workspace.time_zone)
    customers = list(Customer.objects.filter(workspace=workspace).order_by("name", "pk"))
    parts = _parts(workspace)
    answers = answers_by_name(workspace, since=at - LOOK_BACK, until=at)
    by_customer: defaultdict[int, list[Answer]] = defaultdict(list)
    for one in answers:
        by_customer[one.customer].append(one)
    around = around_of(workspace, customers)
    return Rows(
        at=at,
        today=today,
        customers=customers,
        works=_works(workspace),
        parts=parts,
        answers=answers,
        troubles=_troubles(workspace, since=at - YEAR),
        open_chances=frozenset(
            Opportunity.objects.filter(IS_OPEN, OPENLY, workspace=workspace).values_list(
                "customer", flat=True
            )
        ),
        around=[one for one in around if one.on >= today - TWO_YEARS],
        around_known=frozenset(one.customer for one in around),
        words=latest_words(workspace),
        last_touch=last_touches(workspace, answers, zone=workspace.time_zone),
        known=_known(workspace),
        menu_at=ServiceVersion.objects.filter(workspace=workspace).aggregate(last=Max("at"))[
            "last"
        ],
        answered=by_customer,
    )


def around_of(workspace: Workspace, customers: Sequence[Customer]) -> list[Around]:
    """Return all that is known to have gone around the PMO, the newest first: two queries."""
    named = {one.name.casefold(): one.pk for one in customers}
    lost = Opportunity.objects.filter(
        OPENLY,
        workspace=workspace,
        kind=Kind.LOST,
        lost_code=OWN_PEOPLE,
        closed_at__isnull=False,
    )
    found = [
        Around(
            one.customer_id,
            one.title,
            clock.day_of(one.closed_at, workspace.time_zone),
            f"opportunity:{one.pk}",
            one.ref,
        )
        for one in lost
        if one.closed_at
    ]
    others = ComparisonProject.objects.filter(
        workspace=workspace, is_pmo=False, starts_on__isnull=False
    )
    found += [
        Around(
            named.get(one.customer.casefold()),
            one.name,
            one.starts_on,
            list_key(one.key),
            None,
        )
        for one in others
        if one.starts_on
    ]
    return sorted(found, key=lambda one: (one.on, one.key), reverse=True)


def last_touches(workspace: Workspace, answers: Sequence[Answer], *, zone: str) -> dict[int, date]:
    """Return when somebody last was in touch with each person: a talk, a page we sent, an answer by name.

    What an executive says about the place without the PMO is such an answer: it is always given by name. Other mails
    in person are about a No, perhaps one that was said in confidence: they count nothing here.
    """
    rows = Touch.objects.filter(workspace=workspace, kind=Touch.Kind.TALK).order_by()
    found: dict[int, date] = dict(rows.values_list("contact").annotate(last=Max("on")))
    pages = OnePager.objects.filter(workspace=workspace).exclude(sent_at=None).order_by("sent_at")
    for contact, sent_at in pages.values_list("alarm__contact", "sent_at"):
        if contact and sent_at:
            sent_on = clock.day_of(sent_at, zone)
            found[contact] = max(found.get(contact, sent_on), sent_on)
    said = CounterfactualAnswer.objects.filter(workspace=workspace, ask__contact__isnull=False)
    for contact, on in said.order_by().values_list("ask__contact").annotate(last=Max("on")):
        found[contact] = max(found.get(contact, on), on)
    for one in answers:
        on = clock.day_of(one.on, zone)
        if one.contact not in found or found[one.contact] < on:
            found[one.contact] = on
    return found


def executive_parts(workspace: Workspace) -> list[Part]:
    """Return who is an executive in which project that was not stopped: one query."""
    return [
        one
        for parts in _parts(workspace, roles=(Stakeholder.Role.EXECUTIVE,)).values()
        for one in parts
    ]


def works_of(workspace: Workspace) -> dict[int, list[Work]]:
    """Return the projects that were not stopped, by customer: one query."""
    return _works(workspace)


def is_of_late(work: Work, *, today: date) -> bool:
    """Tell whether a project runs, or ended within two years."""
    return not work.is_delivered or (work.ends_on is not None and work.ends_on > today - TWO_YEARS)


def _works(workspace: Workspace) -> dict[int, list[Work]]:
    rows = (
        Project.objects.filter(workspace=workspace)
        .exclude(phase=Project.Phase.STOPPED)
        .order_by("starts_on", "pk")
        .values_list("pk", "ref", "name", "customer", "phase", "starts_on", "ends_on")
    )
    found: defaultdict[int, list[Work]] = defaultdict(list)
    for row in rows:
        found[row[3]].append(Work(*row))
    return found


def _parts(
    workspace: Workspace,
    *,
    roles: Sequence[str] = (Stakeholder.Role.SPONSOR, Stakeholder.Role.EXECUTIVE),
) -> dict[int, list[Part]]:
    rows = (
        Stakeholder.objects.filter(workspace=workspace, role__in=roles, contact__erased_at=None)
        .exclude(project__phase=Project.Phase.STOPPED)
        .order_by("pk")
        .values_list(
            "project", "project__customer", "contact", "role", "contact__name", "contact__ref",
            "contact__customer",
        )
    )  # fmt: skip
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(Part(*row))
    return found


def answers_by_name(workspace: Workspace, *, since: datetime, until: datetime) -> list[Answer]:
    """Return what was said by name between two moments, the oldest first: one query."""
    rows = (
        Ask.objects.filter(
            workspace=workspace,
            mode=Ask.Mode.NAMED,
            state=Ask.State.ANSWERED,
            answered_at__range=(since, until),
            contact__erased_at=None,
        )
        .order_by("answered_at", "pk")
        .values_list("ref", "contact", "customer", "project", "taste", "answered_at", "kind")
    )
    return [
        Answer(ref, contact, customer, project, taste, on, kind)
        for ref, contact, customer, project, taste, on, kind in rows
        if on is not None
    ]


def _troubles(workspace: Workspace, *, since: datetime) -> dict[int, list[Trouble]]:
    rows = (
        Case.objects.filter(
            CASE_IS_OPEN | Q(opened_at__gte=since), workspace=workspace, ask__mode=Ask.Mode.NAMED
        )
        .order_by("due_at", "pk")
        .values_list(
            "ref", "customer", "contact", "contact__name", "closed_at", "due_at", "second_no", "deviation",
        )
    )  # fmt: skip
    found: defaultdict[int, list[Trouble]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(Trouble(*row))
    return found


def _known(
    workspace: Workspace,
) -> dict[int, list[tuple[int | None, int | None, date | None]]]:
    rows = KnownExecutive.objects.filter(workspace=workspace).values_list(
        "customer", "contact", "member", "since"
    )
    found: defaultdict[int, list[tuple[int | None, int | None, date | None]]] = defaultdict(list)
    for customer, contact, member, since in rows:
        found[customer].append((contact, member, since))
    return found
