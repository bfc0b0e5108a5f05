"""The way from an address and a member to a benefit, and from the link in a mail to what is signed."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.core.tokens import digest, looks_like_token
from secondslice.projects.access import visible_projects
from secondslice.value.ledger.models import Benefit, Evidence, Outcome, SignRequest
from secondslice.value.ledger.reminder_models import Reminder


def visible_benefits(membership: Membership) -> QuerySet[Benefit]:
    """Return the benefits this member may see: a project manager those of his own projects, everybody else all."""
    found = Benefit.objects.filter(workspace=membership.workspace_id)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership).values("pk"))
    return found


def benefit_for(membership: Membership, *, ref: uuid.UUID) -> Benefit:
    """Return one benefit. Raise NotHere when it is not there or not for this member."""
    found = (
        visible_benefits(membership)
        .select_related("workspace", "project__customer", "outcome", "milestone", "owner", "by")
        .filter(ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such benefit, or its project is not one of yours."))
    return found


def evidence_for(membership: Membership, *, ref: uuid.UUID) -> Evidence:
    """Return a proof of a benefit that this member may see. Raise NotHere otherwise."""
    mine = Evidence.objects.filter(benefit__in=visible_benefits(membership).values("pk"), ref=ref)
    found = mine.select_related("benefit", "workspace").first()
    if found is None:
        raise NotHere(_("This proof is not here any more."))
    return found


def outcome_for(membership: Membership, *, ref: uuid.UUID) -> Outcome:
    """Return a category of the ledger. Raise NotHere when there is none."""
    found = Outcome.objects.filter(workspace=membership.workspace_id, ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such category."))
    return found


def request_behind(token: str, *, slug: str) -> SignRequest | None:
    """Return what this link asks to sign; None for nonsense and for figures that were changed since."""
    if not looks_like_token(token):
        return None
    found = SignRequest.objects.filter(token_digest=digest(token), workspace__slug=slug)
    return (
        found.exclude(state=SignRequest.State.OVER)
        .select_related("workspace", "contact", "benefit__project")
        .first()
    )


def reminder_behind(token: str, *, slug: str) -> Reminder | None:
    """Return for what this link takes a value; None for nonsense and for what is asked no longer."""
    if not looks_like_token(token):
        return None
    found = Reminder.objects.filter(token_digest=digest(token), workspace__slug=slug)
    return (
        found.exclude(state=Reminder.State.OVER)
        .exclude(begins_on=None)
        .select_related("workspace", "contact", "benefit__project")
        .first()
    )
