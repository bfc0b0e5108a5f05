"""The way from a member to the work after a "no different", and from the link in a mail to its question."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.core.tokens import digest, looks_like_token
from secondslice.projects.access import visible_projects
from secondslice.value.counterfactual.models import CounterfactualAsk, CounterfactualWork


def visible_asks(membership: Membership) -> QuerySet[CounterfactualAsk]:
    """Return the questions this member may see: a project manager those to his own customers, everybody else all."""
    found = CounterfactualAsk.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(customer__in=visible_projects(membership).values("customer"))
    return found


def visible_work(membership: Membership) -> QuerySet[CounterfactualWork]:
    """Return the work this member may see: a project manager that of his own customers, and his own."""
    found = CounterfactualWork.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        theirs = visible_projects(membership).values("customer")
        found = found.filter(Q(owner=membership.user_id) | Q(ask__customer__in=theirs))
    return found.select_related(
        "workspace", "ask__contact", "ask__member", "ask__customer", "owner"
    )


def work_for(membership: Membership, *, ref: uuid.UUID) -> CounterfactualWork:
    """Return one piece of work. Raise NotHere when it is not there or not for this member."""
    found = visible_work(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such work, or it is not at one of your customers."))
    return found


def ask_behind(token: str, *, slug: str) -> CounterfactualAsk | None:
    """Return the question of this link; None for nonsense and for what was taken back."""
    if not looks_like_token(token):
        return None
    found = CounterfactualAsk.objects.filter(
        token_digest=digest(token), workspace__slug=slug, state=CounterfactualAsk.State.SENT
    )
    return found.select_related("workspace", "contact", "member", "customer").first()
