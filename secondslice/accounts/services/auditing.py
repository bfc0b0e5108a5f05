"""Write down who did what to what."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from secondslice.accounts.models import AuditEntry, User, Workspace

SUBJECT = 200


def audit(  # noqa: PLR0913  (the last three are optional)
    *,
    workspace: Workspace,
    actor: User | None,
    verb: str,
    subject: str,
    at: datetime,
    detail: dict[str, object] | None = None,
    about: uuid.UUID | None = None,
    in_confidence: bool = False,
) -> None:
    """Append one entry, in the caller's transaction. The actor's name is kept, for when the account is gone.

    `about` is the reference of the person at a customer whom the entry names: who is erased is erased here too.
    `in_confidence`: it tells that something was said in confidence, so only those read it who keep confidences.
    `verb` is English and marked for translation by the caller: `verb=gettext_noop("invited")`. `detail` says what
    was before and after: `{"role": {"from": "sales", "to": "manager"}}`, or what was given: `{"role": "sales"}`.
    """
    AuditEntry.objects.create(
        workspace=workspace,
        actor=actor,
        actor_name=actor.name if actor else "",
        verb=verb,
        subject=subject[:SUBJECT],
        at=at,
        detail=detail or {},
        about=about,
        in_confidence=in_confidence,
    )


def forget_in_audit(
    *, workspace: Workspace, about: uuid.UUID, addresses: Collection[str], name: str
) -> int:
    """Let `name` stand for the person whom entries name, and keep nothing else of that person. Return how many.

    `addresses` are all that the person has had: some entries are about an address.
    """
    named = Q(about=about) | Q(subject__in=addresses)
    return AuditEntry.objects.filter(named, workspace=workspace).update(
        subject=name, detail={}, about=None
    )


def reword_audit(*, workspace: Workspace, verb: str, was: str, now: str) -> None:
    """Let entries of this verb stand about other words: the old ones named a person who was erased."""
    AuditEntry.objects.filter(workspace=workspace, verb=verb, subject=was).update(subject=now)
