"""Who belongs to a workspace, and in which role."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts import rules
from secondslice.accounts.access import must_be_able_to_give
from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken


@transaction.atomic
def change_role(*, by: Membership, member: Membership, role: str, at: datetime) -> None:
    """Give a member another role. The last owner stays owner."""
    _hold(member)
    must_be_able_to_give(by, member.role)
    must_be_able_to_give(by, role)
    if role == member.role:
        return
    _must_not_be_the_last_owner(member)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed the role of"),
        subject=member.user.name,
        at=at,
        detail={"role": {"from": member.role, "to": role}},
    )
    member.role = role
    member.save(update_fields=["role"])


@transaction.atomic
def remove(*, by: Membership, member: Membership, at: datetime) -> None:
    """End a membership. What the person did keeps the person's name."""
    _hold(member)
    must_be_able_to_give(by, member.role)
    _must_not_be_the_last_owner(member)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("removed"),
        subject=member.user.name,
        at=at,
        detail={"role": member.role},
    )
    Membership.objects.filter(pk=member.pk).delete()


def _hold(member: Membership) -> None:
    """Let one change of roles at a time into a workspace: two owners could otherwise remove each other."""
    Workspace.objects.filter(pk=member.workspace_id).update(stamp=F("stamp"))
    member.refresh_from_db(fields=["role"])


def _must_not_be_the_last_owner(member: Membership) -> None:
    if member.role != rules.OWNER:
        return
    owners = Membership.objects.filter(
        workspace=member.workspace_id, role=rules.OWNER, user__is_active=True
    )
    if not owners.exclude(pk=member.pk).exists():
        raise RuleBroken(
            _(
                "%(name)s is the only owner. Make somebody else owner first, so that the workspace keeps one."
            )
            % {"name": member.user.name}
        )


def note_rated(*, workspace_id: int, users: Collection[int]) -> None:
    """Remember that people are asked confidentially about projects of these members. The caller owns the transaction.

    Who runs the PMO is left as it is: without a project manager the PMO lead answers for a project, and reads.
    """
    Membership.objects.filter(
        workspace=workspace_id, user__in=users, rated_in_confidence=False
    ).exclude(role__in=rules.RUNS_THE_PMO).update(rated_in_confidence=True)


@transaction.atomic
def keep_closed_to(*, membership: Membership) -> None:
    """Let this member read nothing that is told in confidence, in whatever role."""
    membership.rated_in_confidence = True
    membership.save(update_fields=["rated_in_confidence"])
