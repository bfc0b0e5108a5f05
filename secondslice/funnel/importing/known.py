"""What the funnel already has, read once for a list of opportunities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.funnel.access import OPENLY, visible_opportunities
from secondslice.funnel.importing.vocabulary import Step
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.people import people_who_sell
from secondslice.funnel.selectors.stages import reason_names, stages_of
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known, Person, load
from secondslice.projects.models import Project

FIELDS = (
    "title", "external_id", "value", "currency", "owner_id", "stage", "kind", "lost_code", "lost_reason",
    "postponed_until", "next_action", "next_on", "source", "merged_into__title", "about", "settled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownFunnel(Known):
    """The rows of a workspace that a list of opportunities can meet."""

    opportunities: list[tuple[Any, ...]]
    hidden: frozenset[str]
    """The ids elsewhere of those that whoever imports may not see, and of those that were told in confidence."""
    sellers: list[Person]
    steps: list[Step]
    reasons: dict[str, str]


def load_funnel(workspace: Workspace, user_id: int | None) -> KnownFunnel:
    """Read what planning needs: what this member may see of the funnel, and what the funnel is like.

    What was told in confidence a list does not meet: others than this member read what became of its rows.
    """
    membership = Membership.objects.filter(workspace=workspace, user=user_id or 0).first()
    if membership is None:
        raise RuleBroken(_("Only a member of the workspace can bring opportunities in."))
    base = load(workspace, Kind.OPPORTUNITIES)
    visible = visible_opportunities(membership).filter(OPENLY).order_by("pk").select_related(None)
    found = visible.annotate(
        about=F("order__version__service"),
        settled=Q(became__isnull=False) & ~Q(became__phase=Project.Phase.STOPPED),
    )
    others = Opportunity.objects.filter(workspace=workspace).exclude(external_id="")
    return KnownFunnel(
        base.customers,
        base.contacts,
        [],
        [],
        base.people,
        list(found.values_list("pk", "customer_id", "contact_id", *FIELDS)),
        frozenset(
            others.exclude(pk__in=visible.order_by().values("pk")).values_list(
                "external_id", flat=True
            )
        ),
        [Person(user.pk, user.name, user.email) for user in people_who_sell(workspace)],
        steps_of(workspace),
        reason_names(workspace),
    )


def steps_of(workspace: Workspace) -> list[Step]:
    """Return the stages that are in use, in their order."""
    return [Step(one.code, one.kind, one.label) for one in stages_of(workspace).values()]
