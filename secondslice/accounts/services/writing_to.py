"""Mails of the product to those who work here."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings

from secondslice.accounts.models import User, Workspace
from secondslice.messaging.models import Message
from secondslice.messaging.services import Envelope, queue_mail


def write_to_member(  # noqa: PLR0913  (most are optional)
    *,
    workspace: Workspace,
    user: User,
    kind: str,
    context: dict[str, object],
    at: datetime,
    path: str = "",
    about: uuid.UUID | None = None,
    in_confidence: bool = False,
    calendar: str = "",
    secrets: dict[str, str] | None = None,
) -> Message:
    """Put a mail to a member into the outbox, in the caller's transaction and the reader's language. Return it.

    The templates see `workspace`, `reader` and, with a `path`, the `link`. `about`, `in_confidence` and `calendar` are
    those of the envelope, `secrets` are links with tokens, which only the delivered mail holds.
    """
    return queue_mail(
        workspace_id=workspace.pk,
        kind=kind,
        envelope=Envelope(
            to=user.email,
            to_name=user.name,
            from_name=workspace.name,
            headers={"Auto-Submitted": "auto-generated"},
            about=about,
            in_confidence=in_confidence,
            calendar=calendar,
        ),
        language=user.language or workspace.language,
        at=at,
        context={
            "workspace": workspace,
            "reader": user,
            "link": f"{settings.BASE_URL}{path}",
            **context,
        },
        secrets=secrets,
    )
