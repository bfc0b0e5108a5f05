"""What the pages over many rooms read of asks and answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import wants_a_question
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.access import may_be_read_by, visible_asks
from secondslice.pulse.budget import Why
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, DailyTaste
from secondslice.pulse.plan_models import BY_HAND, LeftOut, PlannedAsk
from secondslice.pulse.selectors.asks import count_open
from secondslice.pulse.selectors.overview import Counts, sums_for
from secondslice.pulse.selectors.plans import planned

Row = dict[str, int | None]
SILENT_FOR = timedelta(days=30)
NOT_NOW = (Why.SILENT, Why.STOPPED, Why.UNREACHABLE, Why.PAUSED, Why.CASE, Why.FULL)
ACTIVE = (
    Project.Phase.INITIATION,
    Project.Phase.PLANNING,
    Project.Phase.EXECUTION,
    Project.Phase.CLOSING,
)


@dataclass(frozen=True, slots=True)
class TwoPeriods:
    """The counts of a period and of the one of the same length before it."""

    before: Counts
    now: Counts


def two_periods(membership: Membership, *, since: date, days: int) -> TwoPeriods:
    """Return what was asked since a day and said to it, and the same for the `days` before: one query on daily counts.

    A project manager's counts are those of his projects.
    """
    found = DailyTaste.objects.filter(
        workspace=membership.workspace_id, day__gte=since - timedelta(days=days)
    )
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).values("pk")
        found = found.filter(scope=DailyTaste.Scope.PROJECT, scope_id__in=mine)
    else:
        found = found.filter(scope=DailyTaste.Scope.WORKSPACE, scope_id=membership.workspace_id)
    periods = {"now_": Q(day__gte=since), "before_": Q(day__lt=since)}
    row = found.aggregate(
        **{
            prefix + name: total
            for prefix, days in periods.items()
            for name, total in sums_for(membership, only=days).items()
        }
    )
    return TwoPeriods(before=_counts(row, "before_"), now=_counts(row, "now_"))


def counts_of_customer(membership: Membership, customer: Customer) -> Counts:
    """Return the counts of a customer over all time; a project manager's are those of his projects for it."""
    found = DailyTaste.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).filter(customer=customer).values("pk")
        found = found.filter(scope=DailyTaste.Scope.PROJECT, scope_id__in=mine)
    else:
        found = found.filter(scope=DailyTaste.Scope.CUSTOMER, scope_id=customer.pk)
    return _counts(found.aggregate(**sums_for(membership)), "")


def counts_of_projects(membership: Membership, projects: Iterable[Project]) -> dict[int, Counts]:
    """Return the counts of each of these projects over all time, by key: one query."""
    listed = list(projects)
    rows = (
        DailyTaste.objects.filter(
            workspace=membership.workspace_id,
            scope=DailyTaste.Scope.PROJECT,
            scope_id__in=[project.pk for project in listed],
        )
        .values("scope_id")
        .annotate(**{f"sum_{name}": total for name, total in sums_for(membership).items()})
    )
    return {row["scope_id"]: _counts(cast("Row", row), "sum_") for row in rows}


def asks_about(
    membership: Membership, *, project: Project | None = None, customer: Customer | None = None
) -> QuerySet[Ask]:
    """Return the asks about one project or one customer that this member may see."""
    found = visible_asks(membership)
    if project is not None:
        found = found.filter(project=project)
    if customer is not None:
        found = found.filter(customer=customer)
    return found


def asked_in_confidence(membership: Membership, project: Project) -> dict[int, str]:
    """Return who was asked about a project in a way that this member does not see, and in which mode, by person.

    The same whether there was an answer or not.
    """
    found = Ask.objects.filter(workspace=membership.workspace_id, project=project)
    hidden = found.exclude(may_be_read_by(membership)).order_by("sent_at", "pk")
    return dict(hidden.values_list("contact", "mode"))


def has_asked(membership: Membership) -> bool:
    """Tell whether anybody was ever asked anything here, or is asked as soon as it is day there."""
    asked = Ask.objects.filter(workspace=membership.workspace_id).exists()
    return (
        asked
        or PlannedAsk.objects.filter(workspace=membership.workspace_id, point=BY_HAND).exists()
    )


def waiting(membership: Membership, asks: QuerySet[Ask], *, at: datetime) -> int:
    """Return how many of these asks of the member's workspace can still be answered."""
    return count_open(asks, workspace_id=membership.workspace_id, at=at)


def sponsors_to_ask(membership: Membership, *, at: datetime) -> QuerySet[Stakeholder]:
    """Return the sponsors of active projects whom nobody has asked for 30 days, with what a row shows.

    Each has `asked_here`, when the person was last asked about this project, or None. Who was asked about another
    project lately is left in peace, and so is who is left out of this one, or is not to be asked for a reason that no
    week mends, or about whom a question by hand waits for its hour or its day. Those never asked about the project
    come first, then the longest silence. A second question in confidence changes nothing here: it tells of a No; nor
    does what holds back questions to who was asked in confidence.
    """
    told = may_be_read_by(membership) | Q(kind=Ask.Kind.FIRST)
    asked = Ask.objects.filter(told, workspace=membership.workspace_id, contact=OuterRef("contact"))
    # Read once, not for each sponsor: those asked in a month are few beside all that were asked.
    lately = Ask.objects.filter(
        told, workspace=membership.workspace_id, sent_at__gt=at - SILENT_FOR
    ).values("contact")
    today = clock.day_of(at, membership.workspace.time_zone)
    here = asked.filter(project=OuterRef("project")).order_by("-sent_at").values("sent_at")[:1]
    mine = {"project": OuterRef("project"), "contact": OuterRef("contact")}
    left_out = LeftOut.objects.filter(**mine, ended_at=None)
    waiting = Q(point=BY_HAND) | Q(released_at__isnull=False)
    not_now = planned(membership).filter(Q(why__in=NOT_NOW) | waiting & Q(on__isnull=False), **mine)
    return (
        Stakeholder.objects.filter(
            workspace=membership.workspace_id,
            role=Stakeholder.Role.SPONSOR,
            project__in=visible_projects(membership).filter(phase__in=ACTIVE),
        )
        .filter(~Q(contact__in=lately), ~Exists(left_out), ~Exists(not_now))
        .filter(wants_a_question(today, "contact__"))
        .annotate(asked_here=Subquery(here))
        .select_related("contact", "project__customer")
        .order_by(F("asked_here").asc(nulls_first=True), "project__starts_on", "pk")
    )


def last_answers(membership: Membership, *, since: date, most: int) -> QuerySet[Ask]:
    """Return the answered ones among the asks of the days since `since`, newest answer first."""
    return (
        asks_about(membership)
        .filter(sent_on__gte=since, state=Ask.State.ANSWERED)
        .select_related("project", "customer", "contact")
        .prefetch_related(_words("details"))
        .order_by("-answered_at", "-pk")[:most]
    )


def sent(asks: QuerySet[Ask], *, until: datetime | None, most: int) -> list[Ask]:
    """Return the newest of these asks, up to a moment, with what the thread shows."""
    found = asks if until is None else asks.filter(sent_at__lte=until)
    return list(
        found.select_related("project", "contact", "asked_by").order_by("-sent_at", "-pk")[:most]
    )


def given(asks: QuerySet[Ask], *, until: datetime | None, most: int) -> list[AnswerRevision]:
    """Return the newest counted answers to these asks, with the ask and the words that count (`latest_details`)."""
    found = AnswerRevision.objects.filter(counted=True, ask__in=asks)
    if until is not None:
        found = found.filter(at__lte=until)
    return list(
        found.select_related("ask__contact", "ask__project", "released_by")
        .prefetch_related(_words("ask__details"))
        .order_by("-at", "-pk")[:most]
    )


def last_answer_of(contacts: Iterable[Contact], asks: QuerySet[Ask]) -> dict[int, Ask]:
    """Return the last ask of each of these people, by key of the person: one query."""
    ids = [contact.pk for contact in contacts]
    newest = asks.filter(contact__in=ids).values("contact").annotate(last=Max("pk")).values("last")
    return {ask.contact_id: ask for ask in Ask.objects.filter(pk__in=newest)}


def _words(path: str) -> Prefetch[str]:
    return Prefetch(
        path, queryset=AnswerDetail.objects.order_by("-number"), to_attr="latest_details"
    )


def _counts(row: Row, prefix: str) -> Counts:
    names = ("asked", "yes", "no", "hidden")
    return Counts(**{name: row[prefix + name] or 0 for name in names})
