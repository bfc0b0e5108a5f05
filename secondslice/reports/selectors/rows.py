"""The rows that stand behind the numbers of a report, each with its public id: a fixed number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q

from secondslice.accounts.models import Membership, User
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.promises.selectors import visible_promises
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Milestone, Project
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.coverage import sponsors
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.recovery.access import visible_cases
from secondslice.recovery.models import Adjustment
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.keeping import adjustments_of_member
from secondslice.value.ledger.models import PmoCost

NO_CASES = (State.WITHDRAWN.value, State.ERASED.value)
"""What the customer took back, and whose customer is erased, is none."""


@dataclass(frozen=True, slots=True)
class AskRow:
    """One question that was sent by name, and what was said to it."""

    ref: str
    project: int
    customer: int
    sent_on: date
    taste: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case that was not opened in confidence."""

    pk: int
    ref: str
    customer: int
    customer_name: str
    project_name: str
    contact: int
    state: str
    cause: str
    opened_at: datetime
    acknowledged_at: datetime | None
    due_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether something is still owed to the customer."""
        return self.closed_at is None

    @property
    def is_recovered(self) -> bool:
        """Tell whether the same person said Yes when asked again."""
        return self.state == State.RECOVERED


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project that was not stopped."""

    pk: int
    ref: str
    customer: int
    name: str
    phase: str
    starts_on: date | None
    ends_on: date | None


def ask_rows(
    membership: Membership, *, since: date, until: date, customer: Customer | None = None
) -> list[AskRow]:
    """Return the questions sent on these days, the oldest first: one query."""
    found = visible_asks(membership).filter(sent_on__gte=since, sent_on__lte=until)
    if customer is not None:
        found = found.filter(customer=customer)
    rows = found.exclude(state=Ask.State.WITHDRAWN).order_by("sent_on", "pk")
    names = ("ref", "project", "customer", "sent_on", "taste")
    return [AskRow(str(ref), *rest) for ref, *rest in rows.values_list(*names)]


class Heard(StrEnum):
    """How far a customer was heard, of all time."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    """Somebody was asked, by name or not; nothing was answered by name."""
    ANSWERED = "answered"


def heard_of(membership: Membership, *, customer: Customer) -> Heard:
    """Return whether people of a customer were ever asked, and have ever answered by name: two queries at most."""
    if visible_asks(membership).filter(customer=customer).exclude(taste="").exists():
        return Heard.ANSWERED
    sent = Ask.objects.filter(customer=customer).exclude(state=Ask.State.WITHDRAWN)
    return Heard.ASKED if sent.exists() else Heard.NOT_ASKED


def case_rows(membership: Membership, *, customer: Customer | None = None) -> list[CaseRow]:
    """Return all cases but those that are none, the oldest first: one query."""
    found = visible_cases(membership).exclude(state__in=NO_CASES)
    if customer is not None:
        found = found.filter(customer=customer)
    names = (
        "customer", "customer__name", "project__name", "contact", "state", "cause", "opened_at", "acknowledged_at",
        "due_at", "closed_at",
    )  # fmt: skip
    rows = found.select_related(None).order_by("opened_at", "pk").values_list("pk", "ref", *names)
    return [CaseRow(pk, str(ref), *rest) for pk, ref, *rest in rows]


def project_rows(membership: Membership, *, customer: Customer | None = None) -> list[ProjectRow]:
    """Return all projects but those that were stopped, in the order they began: one query."""
    found = visible_projects(membership).exclude(phase=Project.Phase.STOPPED)
    if customer is not None:
        found = found.filter(customer=customer)
    names = ("customer", "name", "phase", "starts_on", "ends_on")
    rows = found.order_by("starts_on", "pk").values_list("pk", "ref", *names)
    return [ProjectRow(pk, str(ref), *rest) for pk, ref, *rest in rows]


def customer_names(membership: Membership) -> dict[int, str]:
    """Return what the customers are called, by key: one query."""
    found = Customer.objects.filter(workspace=membership.workspace_id)
    return dict(found.values_list("pk", "name"))


def refs_of_portfolio(membership: Membership) -> list[str]:
    """Return the public ids of the customers of whose projects a scenario is reckoned: one query."""
    theirs = visible_projects(membership).order_by().values("customer")
    found = Customer.objects.filter(workspace=membership.workspace_id, pk__in=theirs)
    return [str(ref) for ref in found.order_by("pk").values_list("ref", flat=True)]


def sponsor_states(membership: Membership, *, since: date, at: datetime) -> list[tuple[str, str]]:
    """Return each sponsor of a running project, by public id, with what became of the question: one query."""
    found = sponsors(membership, Narrow(since=since), at=at).select_related(None)
    return [(str(ref), heard) for ref, heard in found.order_by("pk").values_list("ref", "heard")]


def cost_refs(membership: Membership) -> list[str]:
    """Return the public ids of what the PMO cost month by month: one query."""
    found = PmoCost.objects.filter(workspace=membership.workspace_id)
    return [str(ref) for ref in found.order_by("month").values_list("ref", flat=True)]


def changes_by_case(membership: Membership, cases: Iterable[int]) -> dict[int, list[Adjustment]]:
    """Return what was changed in each of these cases, the oldest first: one query."""
    found: defaultdict[int, list[Adjustment]] = defaultdict(list)
    rows = adjustments_of_member(membership).filter(case__in=list(cases))
    for one in rows.order_by("starts_on", "pk"):
        found[one.case_id].append(one)
    return found


def changes_that_hold(
    membership: Membership, *, customer: Customer, today: date
) -> list[tuple[uuid.UUID, Adjustment]]:
    """Return what was agreed with a customer and holds today, the newest first: one query."""
    holds = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = adjustments_of_member(membership).filter(
        holds, case__customer=customer, starts_on__lte=today, kind=Adjustment.Kind.AGREEMENT
    )
    return [(one.ref, one) for one in rows.order_by("-starts_on", "-pk")]


def names_of_people(membership: Membership) -> set[str]:
    """Return the names of all people of the workspace, customers' and our own: two queries.

    What is written about a case may name one of them, and a report names nobody.
    """
    workspace = membership.workspace_id
    theirs = Contact.objects.filter(workspace=workspace, erased_at=None)
    ours = User.objects.filter(memberships__workspace=workspace)
    return {
        *theirs.order_by().values_list("name", flat=True),
        *ours.values_list("name", flat=True),
    }


def milestones_to_come(
    membership: Membership, *, customer: Customer, today: date
) -> list[tuple[str, str, str, date]]:
    """Return the next milestones of a customer's running projects: public id, project, name and day. One query."""
    running = (
        visible_projects(membership)
        .filter(customer=customer)
        .exclude(phase__in=[Project.Phase.STOPPED, Project.Phase.OPERATION])
    )
    rows = Milestone.objects.filter(project__in=running.values("pk"), due_on__gte=today)
    names = ("ref", "project__name", "name", "due_on")
    return [(str(ref), *rest) for ref, *rest in rows.order_by("due_on", "pk").values_list(*names)]


def judged_promises(membership: Membership, *, customer: Customer) -> list[tuple[str, bool]]:
    """Return what was promised to a customer and has come out, by public id, and whether it was kept: one query."""
    found = visible_promises(membership).filter(opportunity__customer=customer)
    stand = (
        one for one in found.order_by("told_on", "pk") if one.replaced_by is None or one.was_missed
    )
    return [
        (str(one.ref), verdict.is_kept) for one in stand if (verdict := one.verdict) is not None
    ]
