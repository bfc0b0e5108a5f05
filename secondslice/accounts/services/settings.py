"""Change what a workspace or a person has set."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit

FIELDS = ("name", "language", "time_zone", "country", "currency", "colour")
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def change_workspace(*, by: Membership, values: dict[str, str], at: datetime) -> None:
    """Store the workspace's settings; what changed is written down. Respondents' pages are laid out anew."""
    workspace = by.workspace
    changed = {
        name: {"from": getattr(workspace, name), "to": values[name]}
        for name in FIELDS
        if getattr(workspace, name) != values[name]
    }
    if not changed:
        return
    Workspace.objects.filter(pk=workspace.pk).update(
        **{name: values[name] for name in changed}, stamp=F("stamp") + 1
    )
    audit(
        workspace=workspace,
        actor=by.user,
        verb=gettext_noop("changed the settings"),
        subject="",
        at=at,
        detail=dict(changed),
    )


def change_account(*, user: User, name: str, language: str, time_zone: str) -> None:
    """Store what a person has set for himself."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])


def note_visit(*, membership: Membership, at: datetime) -> None:
    """Remember where this person was last, for the next sign-in; at most once an hour."""
    if membership.seen_at is not None and at - membership.seen_at < NOTED_EVERY:
        return
    long_ago = Q(seen_at=None) | Q(seen_at__lte=at - NOTED_EVERY)
    Membership.objects.filter(long_ago, pk=membership.pk).update(seen_at=at)
