"""The way from an address and a person to a row."""

from __future__ import annotations

import uuid

from django.db.models import F
from django.utils.translation import gettext as _

from secondslice.accounts import rules
from secondslice.accounts.models import ApiKey, Invitation, Membership, User, Workspace
from secondslice.core.errors import Forbidden, NotHere
from secondslice.core.tokens import digest, looks_like_token

KEY_BEGINS = "slice_"
"""So that people, and programs that look for secrets where they do not belong, know a key when they see one."""


def membership_for(user: User, *, slug: str) -> Membership:
    """Return the person's membership of the workspace. Raise NotHere for strangers and for what does not exist."""
    membership = (
        Membership.objects.select_related("workspace", "user")
        .filter(user=user, workspace__slug=slug)
        .first()
    )
    if membership is None:
        raise NotHere(_("There is no such workspace, or you do not belong to it."))
    return membership


def workspace_called(slug: str) -> Workspace | None:
    """Return a workspace by its address, for a request that a secret of this very workspace has yet to open."""
    return Workspace.objects.filter(slug=slug).first()


def home_membership(user: User) -> Membership | None:
    """Return the membership this person used last, or None when there is none."""
    return (
        Membership.objects.select_related("workspace", "user")
        .filter(user=user)
        .order_by(F("seen_at").desc(nulls_last=True), "pk")
        .first()
    )


def member_for(membership: Membership, *, ref: uuid.UUID) -> Membership:
    """Return another member of the same workspace."""
    found = (
        Membership.objects.select_related("user", "workspace")
        .filter(workspace=membership.workspace_id, ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such member."))
    return found


def member_to_care_for(membership: Membership, *, ref: uuid.UUID) -> Membership:
    """Return a member for whom this one may act. Raise Forbidden for owners, unless one is an owner too."""
    found = member_for(membership, ref=ref)
    if found.pk != membership.pk:
        must_be_able_to_give(membership, found.role)
    return found


def invitation_for(membership: Membership, *, ref: uuid.UUID) -> Invitation:
    """Return an open invitation of the same workspace."""
    found = (
        Invitation.objects.select_related("workspace")
        .filter(workspace=membership.workspace_id, ref=ref, accepted_at=None, withdrawn_at=None)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such invitation, or it was used already."))
    return found


def api_key_for(membership: Membership, *, ref: uuid.UUID) -> ApiKey:
    """Return a key of the same workspace that still works."""
    found = ApiKey.objects.filter(
        workspace=membership.workspace_id, ref=ref, revoked_at=None
    ).first()
    if found is None:
        raise NotHere(_("There is no such key, or it was revoked already."))
    return found


def api_key_behind(text: str) -> ApiKey | None:
    """Return the key that a program has shown, with its workspace; None for revoked ones and for nonsense."""
    secret = text.removeprefix(KEY_BEGINS)
    if secret == text or not looks_like_token(secret):
        return None
    keys = ApiKey.objects.select_related("workspace", "created_by")
    return keys.filter(digest=digest(text), revoked_at=None).first()


def must_be_able_to_give(by: Membership, role: str) -> None:
    """Raise Forbidden when this member may not deal with people of that role."""
    if not rules.may_give(by.role, role):
        raise Forbidden(_("Only an owner can do this with an owner. Ask one of them."))
