"""Makers of messages."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Workspace
from secondslice.messaging.models import Message, Suppression
from secondslice.messaging.services import Envelope, queue_mail


def make_mail(
    workspace: Workspace,
    *,
    at: datetime,
    to: str = "ben@example.com",
    link: str = "https://pmo.example/secret",
) -> Message:
    """Put a mail with a secret link into the outbox."""
    return queue_mail(
        workspace_id=workspace.pk,
        kind="accounts.invitation",
        envelope=Envelope(
            to=to, to_name="Ben Brandt", from_name="Ava, Acme PMO", reply_to="ava@example.org"
        ),
        language="en-us",
        at=at,
        context={
            "workspace": workspace,
            "inviter": {"name": "Ava"},
            "invitation": {"get_role_display": "Sales"},
        },
        secrets={"link": link},
    )


def make_suppression(
    workspace: Workspace, *, at: datetime, address: str = "ben@example.com"
) -> Suppression:
    """Leave an address alone, because there is no such mailbox."""
    return Suppression.objects.create(
        workspace=workspace,
        address=address,
        why=Suppression.Why.HARD,
        words="550 5.1.1 no such person",
        since=at,
    )
