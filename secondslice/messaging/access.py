"""Who may see which mail of the outbox."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.core.errors import NotHere
from secondslice.core.seal import UnreadableError, unseal
from secondslice.messaging.models import Chat, Message, Suppression
from secondslice.messaging.rules import is_from_slack


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks into the outbox."""

    address: str
    runs_the_pmo: bool
    is_owner: bool
    keeps_confidences: bool
    """Whether what was said in confidence is this member's to know: not of who was rated so, in whatever role."""


def mails_in_the_outbox(reader: Reader, *, workspace_id: int, with_kept: bool) -> QuerySet[Message]:
    """Return the mails that a member may see, newest first: those that could not be sent and, if wanted, the kept ones.

    Everybody sees what was sent to him. Owner and PMO lead see the asks too: the rated project manager must not hold
    the links with which his own project is rated. Links that open accounts are the addressee's and the owner's alone.
    Mails in confidence are not for an owner or lead who was rated: a second question alone tells of a No.
    """
    to_me = Q(to__iexact=reader.address)
    mine = to_me
    if reader.is_owner:
        mine = Q()
    elif reader.runs_the_pmo:
        mine |= ~Q(kind__startswith="accounts.")
    if not reader.keeps_confidences:
        mine &= to_me | Q(in_confidence=False)
    shown = Q(sent_at=None) & ~Q(last_error="")
    if with_kept:
        shown |= Q(state=Message.State.KEPT)
    return (
        Message.objects.filter(mine, shown, workspace_id=workspace_id)
        .defer("text", "html")
        .order_by("-created_at", "-pk")
    )


def mail_for(mails: QuerySet[Message], *, ref: uuid.UUID) -> Message:
    """Return one of these mails. Raise NotHere when it is not among them."""
    message = mails.defer(None).filter(ref=ref).first()
    if message is None:
        raise NotHere(_("There is no such mail, or it is not yours to read."))
    return message


def suppression_for(*, workspace_id: int, ref: uuid.UUID) -> Suppression:
    """Return an address of a workspace that is left alone. Raise NotHere when it is none."""
    found = Suppression.objects.filter(workspace_id=workspace_id, ref=ref, lifted_at=None).first()
    if found is None:
        raise NotHere(_("There is no such address, or mail goes to it already."))
    return found


def slack_that_sent(
    *, workspace_id: int | None, timestamp: str, signature: str, body: bytes, at: datetime
) -> Chat | None:
    """Return the workspace's Slack when this request is signed with its secret, just now; else None."""
    chat = Chat.objects.filter(workspace=workspace_id, kind=Chat.Kind.SLACK).first()
    if chat is None:
        return None
    try:
        secret = unseal(chat.sealed)["signing_secret"]
    except UnreadableError:
        return None
    told = is_from_slack(secret, timestamp=timestamp, signature=signature, body=body, at=at)
    return chat if told else None
