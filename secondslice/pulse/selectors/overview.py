"""The figures of the Ask page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Lower

from secondslice.accounts.models import Membership
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Stakeholder
from secondslice.pulse.access import visible_attempts
from secondslice.pulse.models import AnswerRevision, Ask, DailyTaste
from secondslice.pulse.selectors.asks import NEVER_LEFT, NOT_DELIVERED, perhaps_open


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were asked, and what they said. `hidden`: how many more were asked in confidence, see `together`."""

    asked: int
    yes: int
    no: int
    hidden: int = 0

    @property
    def answered(self) -> int:
        """Return how many answered."""
        return self.yes + self.no

    @property
    def unanswered(self) -> int:
        """Return how many have not answered: silent, not reached, or still open."""
        return self.asked - self.answered


def counts(membership: Membership, *, since: date | None = None) -> Counts:
    """Return what was asked since a day and said to it, from the daily counts: one query, no answer is counted.

    A project manager's counts are those of his projects.
    """
    found = DailyTaste.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).values("pk")
        found = found.filter(scope=DailyTaste.Scope.PROJECT, scope_id__in=mine)
    else:
        found = found.filter(scope=DailyTaste.Scope.WORKSPACE, scope_id=membership.workspace_id)
    return _sum(membership, found if since is None else found.filter(day__gte=since))


def counts_of(membership: Membership, scope: DailyTaste.Scope, scope_id: int) -> Counts:
    """Return the counts of one project or one customer over all time."""
    found = DailyTaste.objects.filter(
        workspace=membership.workspace_id, scope=scope, scope_id=scope_id
    )
    return _sum(membership, found)


def sums_for(membership: Membership, *, only: Q | None = None) -> dict[str, Sum]:
    """Return what to add up of the daily counts for this reader: `asked`, `yes`, `no` and `hidden`.

    Who keeps confidences has the confidential answers one by one, everybody else in the groups that are sealed. `only`
    narrows the days. All figures of the product are read through this.
    """
    names = ("asked", "yes", "no")
    if membership.keeps_confidences:
        return {
            **{name: Sum(F(name) + F(f"more_{name}"), filter=only) for name in names},
            "hidden": Sum("hidden", filter=only),
        }
    return {
        **{name: Sum(name, filter=only) for name in names},
        "hidden": Sum(F("hidden") + F("more_hidden"), filter=only),
    }


@dataclass(frozen=True, slots=True)
class Doubt:
    """How many taps were not counted, and how many of them came before the person's own answer."""

    taps: int
    confirmed: int


def doubt(membership: Membership) -> Doubt:
    """Return the measured share of doubtful taps: shown to the PMO, because no rule is perfect.

    What came after the answer (a replay, a wrong code) was rightly not counted, and a member's word is not the
    person's: neither confirms anything.
    """
    released = AnswerRevision.objects.filter(ask=OuterRef("ask"), channel="released")
    confirmed = Q(ask__state=Ask.State.ANSWERED, at__lt=F("ask__answered_at"), is_released=False)
    row = (
        visible_attempts(membership)
        .annotate(is_released=Exists(released))
        .aggregate(taps=Count("pk"), confirmed=Count("pk", filter=confirmed))
    )
    return Doubt(taps=row["taps"], confirmed=row["confirmed"])


def people_of_project(project_id: int, *, at: datetime) -> QuerySet[Stakeholder]:
    """Return the people of a project, the sponsors first.

    Each has `is_waiting`, whether the last question still waits for an answer, `again_at`, when one leaves that was
    put again and waits for its hour, and `delivery_error`: why the last question could not be delivered, or nothing.
    """
    ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(Stakeholder.Role.values)]
    mine = Q(project=OuterRef("project"), contact=OuterRef("contact"))
    # Of who was asked in confidence the answer changes nothing here: see `perhaps_open`.
    failed = NOT_DELIVERED | (NEVER_LEFT & ~Q(mode=Ask.Mode.NAMED))
    error = Case(When(failed, then=F("message__last_error")), default=Value(""))
    last = Ask.objects.filter(mine).order_by("-sent_at", "-pk")
    # Only by name: that somebody is asked again in confidence tells of a No.
    again = Ask.objects.filter(
        mine, mode=Ask.Mode.NAMED, kind=Ask.Kind.RE_ASK, state=Ask.State.SENT, sent_at__gt=at
    )
    return (
        Stakeholder.objects.filter(project=project_id)
        .select_related("contact__customer", "contact__preference__noted_by")
        .annotate(
            is_waiting=Exists(Ask.objects.filter(perhaps_open(at=at), mine)),
            again_at=Subquery(again.values("sent_at")[:1]),
            delivery_error=Subquery(last.annotate(error=error).values("error")[:1]),
        )
        .order_by(Case(*ranks, default=Value(len(ranks))), Lower("contact__name"), "pk")
    )


def _sum(membership: Membership, found: QuerySet[DailyTaste]) -> Counts:
    row = found.aggregate(**sums_for(membership))
    return Counts(**{name: value or 0 for name, value in row.items()})
