"""The opportunities by stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, FunnelStage, Opportunity
from secondslice.funnel.rules import Sign
from secondslice.funnel.selectors.stages import alive, stages_of
from secondslice.projects.models import Project

ROWS_OF_A_STAGE = 20
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity with the sign of its next action."""

    opportunity: Opportunity
    sign: Sign


@dataclass(frozen=True, slots=True)
class StageRows:
    """A stage with its first rows; `count` is how many there are in all."""

    stage: str
    label: str
    count: int
    rows: list[Row]

    @property
    def has_more(self) -> bool:
        """Tell whether rows are left out."""
        return self.count > len(self.rows)


def open_opportunities(membership: Membership) -> QuerySet[Opportunity]:
    """Return what can still be won: without a next action first, then by its day."""
    return by_next_action(visible_opportunities(membership).filter(IS_OPEN))


def stage_counts(membership: Membership) -> dict[str, int]:
    """Return how many opportunities stand in each stage, empty ones too."""
    counted = (
        visible_opportunities(membership)
        .order_by()
        .values("stage")
        .annotate(count=Count("pk"))
        .values_list("stage", "count")
    )
    return {**dict.fromkeys(stages_of(membership.workspace), 0), **dict(counted)}


def funnel(
    membership: Membership,
    stages: dict[str, FunnelStage],
    *,
    stage: str,
    counts: dict[str, int],
    today: date,
) -> list[StageRows]:
    """Return the open stages with their first rows, or the one stage asked for with many more."""
    shown = [stages[stage]] if stage in stages else alive(stages)
    most = MOST_ROWS if stage in stages else ROWS_OF_A_STAGE
    found = visible_opportunities(membership)
    return [
        StageRows(
            stage=one.code,
            label=one.label,
            count=counts[one.code],
            rows=[Row(row, row.sign(today)) for row in _rows(found, one.code)[:most]],
        )
        for one in shown
    ]


def shown_opportunities(membership: Membership, *, stage: str) -> QuerySet[Opportunity]:
    """Return everything in one stage in the order of its rows, or with no stage all that can still be won."""
    if stage not in stages_of(membership.workspace):
        return open_opportunities(membership).select_related("contact", "project")
    return _rows(visible_opportunities(membership), stage).select_related("contact", "project")


def opportunities_of_project(membership: Membership, project: Project) -> QuerySet[Opportunity]:
    """Return what came out of a project, newest first."""
    return visible_opportunities(membership).filter(project=project).order_by("-opened_at", "-pk")


def opportunities_of_customer(membership: Membership, customer: Customer) -> QuerySet[Opportunity]:
    """Return the opportunities at a customer, newest first."""
    return visible_opportunities(membership).filter(customer=customer).order_by("-opened_at", "-pk")


def opportunity_of(ask_id: int) -> Opportunity | None:
    """Return the opportunity that an answer opened, or None."""
    return Opportunity.objects.filter(ask=ask_id).select_related("workspace").first()


def _rows(found: QuerySet[Opportunity], stage: str) -> QuerySet[Opportunity]:
    """Return what stands in a stage: by its next action, or what has ended the latest first."""
    return found.filter(stage=stage).order_by(
        F("closed_at").desc(nulls_first=True),
        F("next_on").asc(nulls_first=True),
        "-opened_at",
        "-pk",
    )


def by_next_action(found: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Order opportunities by the day of their next action, those without one first."""
    return found.order_by(F("next_on").asc(nulls_first=True), "-opened_at", "-pk")
