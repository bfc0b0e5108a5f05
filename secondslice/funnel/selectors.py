"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.rules import WORKS
from secondslice.accounts.selectors import keepers_of, members_of
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.funnel.rules import OPEN_STAGES, Sign
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask

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
    return _by_next_action(visible_opportunities(membership).filter(IS_OPEN))


def stage_counts(membership: Membership) -> dict[str, int]:
    """Return how many opportunities stand in each stage, empty ones too: one query."""
    counted = (
        visible_opportunities(membership)
        .order_by()
        .values("stage")
        .annotate(count=Count("pk"))
        .values_list("stage", "count")
    )
    return {**dict.fromkeys(Opportunity.Stage.values, 0), **dict(counted)}


def funnel(
    membership: Membership, *, stage: str, counts: dict[str, int], today: date
) -> list[StageRows]:
    """Return the open stages with their first rows, or the one stage asked for with many more."""
    shown = [stage] if stage in counts else [one.value for one in OPEN_STAGES]
    most = MOST_ROWS if stage in counts else ROWS_OF_A_STAGE
    found = visible_opportunities(membership)
    return [
        StageRows(
            stage=one,
            label=str(Opportunity.Stage(one).label),
            count=counts[one],
            rows=[Row(row, row.sign(today)) for row in _rows(found, one)[:most]],
        )
        for one in shown
    ]


def shown_opportunities(membership: Membership, *, stage: str) -> QuerySet[Opportunity]:
    """Return everything in one stage in the order of its rows, or with no stage all that can still be won."""
    if stage not in Opportunity.Stage.values:
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


def people_who_sell(workspace: Workspace, *, keep: User | None = None) -> QuerySet[User]:
    """Return who can own an opportunity: everybody but executives, by name.

    `keep` is who owns it now: that person stays a choice, so that nobody takes an opportunity over unasked.
    """
    members = members_of(workspace).filter(role__in=WORKS, user__is_active=True)
    found = Q(pk__in=members.order_by().values("user")) | Q(pk=keep.pk if keep else None)
    return User.objects.filter(found).order_by("name", "pk")


def people_for(workspace: Workspace, opportunity: Opportunity | None) -> QuerySet[User]:
    """Return who can own this opportunity, or a new one: a wish told in confidence only who may read it."""
    if opportunity is None or opportunity.ask is None or opportunity.ask.mode == Ask.Mode.NAMED:
        return people_who_sell(workspace, keep=opportunity.owner if opportunity else None)
    keepers = [user.pk for user in keepers_of(workspace)]
    return User.objects.filter(Q(pk__in=keepers) | Q(pk=opportunity.owner_id)).order_by(
        "name", "pk"
    )


def open_opportunities_owned_by(workspace: Workspace, user: User) -> QuerySet[Opportunity]:
    """Return what this person keeps moving, whoever asks."""
    return Opportunity.objects.filter(IS_OPEN, workspace=workspace, owner=user)


def customers_of(membership: Membership) -> QuerySet[Customer]:
    """Return the customers an opportunity can be at, by name."""
    return Customer.objects.filter(workspace=membership.workspace_id).order_by("name", "pk")


def people_and_projects(
    membership: Membership, customer: Customer, *, keep: Project | None = None
) -> tuple[QuerySet[Contact], QuerySet[Project]]:
    """Return the people and the projects of a customer that an opportunity can be about, by name.

    `keep` is the project it is about now: it stays a choice for those who do not see all projects.
    """
    contacts = Contact.objects.filter(
        workspace=membership.workspace_id, customer=customer, erased_at=None
    )
    mine = visible_projects(membership).filter(customer=customer).values("pk")
    projects = Project.objects.filter(Q(pk__in=mine) | Q(pk=keep.pk if keep else None))
    return contacts.order_by("name", "pk"), projects.order_by("name", "pk")


def _rows(found: QuerySet[Opportunity], stage: str) -> QuerySet[Opportunity]:
    mine = found.filter(stage=stage)
    return _by_next_action(mine) if stage in OPEN_STAGES else mine.order_by("-closed_at", "-pk")


def _by_next_action(found: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    return found.order_by(F("next_on").asc(nulls_first=True), "-opened_at", "-pk")
