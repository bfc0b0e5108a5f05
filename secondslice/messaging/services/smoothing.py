"""Spread a big batch over time, so that no mail server takes us for a flood. What somebody waits for goes before it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from secondslice.messaging.models import Message

MINUTE = timedelta(minutes=1)


def rate() -> int:
    """Return how many mails of batches may leave a minute; 0 when there is no limit. Kept mails leave nobody."""
    return 0 if settings.EMAIL["kind"] == "outbox" else settings.MAILS_PER_MINUTE


@dataclass(slots=True)
class Slots:
    """Moments at which the mails of a batch may leave, one after the other, behind the batches that wait already."""

    free: datetime
    """The first one that nobody has."""
    step: timedelta
    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    """What those that leave at these moments have in common."""

    def take(self) -> datetime:
        """Return the first free moment, and take it."""
        taken, self.free = self.free, self.free + self.step
        return taken


def slots(*, at: datetime) -> Slots:
    """Return the moments that are free from now on. Without a limit every mail leaves now."""
    per_minute = rate()
    if not per_minute:
        return Slots(at, timedelta())
    step = MINUTE / per_minute
    last = _waiting().filter(tries=0).order_by("-due_at").values_list("due_at", flat=True).first()
    return Slots(max(at, last + step) if last else at, step)


def allowed(*, at: datetime) -> int | None:
    """Return how many mails of batches may leave now; None for any number.

    Their moments alone do not do: after an hour without its mail server everything would be due at once.
    """
    per_minute = rate()
    if not per_minute:
        return None
    gone = Message.objects.filter(is_bulk=True, sent_at__gt=at - MINUTE).count()
    in_hand = Message.objects.filter(
        is_bulk=True, sent_at=None, state=Message.State.SENDING, due_at__lte=at
    )
    return max(0, per_minute - gone - in_hand.count())


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(is_bulk=True, sent_at=None, state=Message.State.WAITING)
