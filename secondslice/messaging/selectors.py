"""How mail is doing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Count, Max, Q, QuerySet

from secondslice.messaging.models import Bounce, Chat, InboundMail, Message, Suppression


def failed_mails(*, workspace_id: int) -> QuerySet[Message]:
    """Return the mails of a workspace that were given up, newest first; `last_error` says why."""
    return (
        Message.objects.filter(workspace_id=workspace_id, sent_at=None, state=Message.State.FAILED)
        .defer("text", "html")
        .order_by("-created_at", "-pk")
    )


def suppressed(workspace_id: int, addresses: Iterable[str]) -> dict[str, Suppression]:
    """Return which of these addresses are left alone, in lower case, and why: one query, none for no address."""
    wanted = {address.lower() for address in addresses}
    if not wanted:
        return {}
    found = Suppression.objects.filter(
        workspace_id=workspace_id, address__in=wanted, lifted_at=None
    )
    return {one.address: one for one in found}


def suppressions(*, workspace_id: int) -> QuerySet[Suppression]:
    """Return the addresses that are left alone, the latest first."""
    return Suppression.objects.filter(workspace_id=workspace_id, lifted_at=None).order_by(
        "-since", "-ref"
    )


def bounces_to_follow() -> QuerySet[Bounce]:
    """Return the bounces from which nothing has followed yet, the oldest first."""
    return Bounce.objects.filter(followed_at=None).select_related("message").order_by("at", "pk")


def mail_to_read(pk: int) -> InboundMail | None:
    """Return a mail that came in; None when it was forgotten meanwhile."""
    return InboundMail.objects.filter(pk=pk).first()


def unused_mails() -> QuerySet[InboundMail]:
    """Return the mails that could not be read or given to anybody, of the whole installation, the latest first."""
    unused = Q(state=InboundMail.State.BROKEN) | Q(what=InboundMail.What.STRAY)
    return InboundMail.objects.filter(unused).order_by("-received_at", "-pk")


def unused_mail(ref: uuid.UUID) -> InboundMail | None:
    """Return one of them."""
    return unused_mails().filter(ref=ref).first()


@dataclass(frozen=True, slots=True)
class Leaving:
    """How far the batches are that are on their way."""

    left: int
    all: int
    until: datetime
    """When the last of them leaves."""
    minutes: int
    """In how many minutes that is."""

    @property
    def gone(self) -> int:
        """Return how many have left."""
        return self.all - self.left


def batches_leaving(*, workspace_id: int, at: datetime, with_confidences: bool) -> Leaving | None:
    """Return how far a workspace's batches are; None when all have left: at most two queries.

    Without confidences, mails in confidence are not counted: the number of reminders tells how many were silent.
    """
    mine = Message.objects.filter(workspace_id=workspace_id, batch__isnull=False)
    if not with_confidences:
        mine = mine.filter(in_confidence=False)
    taken_back = Q(state=Message.State.SENDING, claim="")
    waiting = mine.filter(sent_at=None).exclude(Q(state=Message.State.FAILED) | taken_back)
    found = list(waiting.order_by().values("batch").annotate(left=Count("pk"), until=Max("due_at")))
    if not found:
        return None
    until = max(one["until"] for one in found)
    return Leaving(
        left=sum(one["left"] for one in found),
        all=mine.filter(batch__in=[one["batch"] for one in found]).count(),
        until=until,
        minutes=max(0, ceil((until - at) / timedelta(minutes=1))),
    )


def last_mail_in() -> InboundMail | None:
    """Return the mail that came in last, of the whole installation: whether mail comes in at all."""
    return InboundMail.objects.order_by("-received_at").first()


def chats_of(workspace_id: int) -> dict[str, Chat]:
    """Return the chats a workspace is connected with, by kind."""
    return {chat.kind: chat for chat in Chat.objects.filter(workspace=workspace_id)}
