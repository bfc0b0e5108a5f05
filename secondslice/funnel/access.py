"""The way from an address and a member to an opportunity."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.funnel.models import Opportunity
from secondslice.projects.access import visible_projects
from secondslice.pulse.access import may_be_read_by
from secondslice.pulse.models import Ask

MOST = 50
"""So many opportunities can be changed at once: a page of the list."""
OPENLY = Q(ask=None) | Q(ask__mode=Ask.Mode.NAMED)
"""The condition that an opportunity was not told in confidence."""


def told_as(mode: str) -> Q:
    """Return the condition that an opportunity was told as openly as this: one would tell of the other."""
    return OPENLY if mode == Ask.Mode.NAMED else Q(ask__mode=mode)


def visible_opportunities(membership: Membership) -> QuerySet[Opportunity]:
    """Return the opportunities this member may see, with what a row shows.

    A project manager sees what came out of his projects, what became one of them, and what he owns; everybody else all
    of the workspace. A wish that came with an answer in confidence is seen by those alone who may read the answer.
    """
    readable = Q(ask=None) | may_be_read_by(membership, prefix="ask__")
    found = Opportunity.objects.filter(readable, workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        mine = visible_projects(membership).values("pk")
        found = found.filter(Q(project__in=mine) | Q(became__in=mine) | Q(owner=membership.user_id))
    return found.select_related(
        "customer", "contact", "project", "owner", "became", "ask__contact", "ask__project"
    )


def opportunity_for(membership: Membership, *, ref: uuid.UUID) -> Opportunity:
    """Return one opportunity. Raise NotHere when it is not there or not for this member."""
    found = visible_opportunities(membership).select_related("workspace").filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such opportunity, or it is not one of yours."))
    return found


def opportunities_for(membership: Membership, *, refs: Sequence[uuid.UUID]) -> list[Opportunity]:
    """Return those of these opportunities that this member may see, newest first, at most a page of the list."""
    found = (
        visible_opportunities(membership).select_related("workspace").filter(ref__in=refs[:MOST])
    )
    return list(found.order_by("-opened_at", "-ref"))
