"""Note the mails of ours that come back, leave an address alone when that is right, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.core.logs import without_tokens
from secondslice.messaging.models import Bounce, Message, Suppression
from secondslice.messaging.parsing import bounces
from secondslice.messaging.parsing.bounces import Kind

WORDS = 300


@dataclass(frozen=True, slots=True)
class CameBack:
    """A report about a mail of ours."""

    address: str
    kind: Kind
    words: str
    """Of the server, as it said them."""
    key: str
    """By what this very report is known again."""


@transaction.atomic
def note_bounce(
    *, workspace_id: int, report: CameBack, at: datetime, message: Message | None = None
) -> Bounce | None:
    """Keep a report, and leave its address alone when that follows. None when it was told before.

    A hard bounce and a complaint are enough at once; soft ones when there were several (parsing.bounces says how many).
    """
    address = report.address.strip().lower()
    words = without_tokens(" ".join(report.words.split()))[:WORDS]
    bounce, is_new = Bounce.objects.get_or_create(
        workspace_id=workspace_id,
        key=sha256(report.key.encode()).hexdigest(),
        defaults={
            "address": address,
            "kind": report.kind.value,
            "words": words,
            "message": message,
            "at": at,
        },
    )
    if not is_new:
        return None
    if message is not None and message.state == Message.State.SENT:
        Message.objects.filter(pk=message.pk).update(last_error=f"It came back: {words}"[:WORDS])
    if report.kind in {Kind.HARD, Kind.COMPLAINT} or _too_many(workspace_id, address, at=at):
        Suppression.objects.get_or_create(
            workspace_id=workspace_id,
            address=address,
            lifted_at=None,
            defaults={"why": report.kind.value, "words": words, "since": at},
        )
    return bounce


def message_of_provider(*, provider_id: str) -> Message | None:
    """Return the mail that a provider knows by this id."""
    return Message.objects.filter(provider_id=provider_id).first() if provider_id else None


@transaction.atomic
def take_up(*, bounce: Bounce, at: datetime) -> bool:
    """Note that what follows from a bounce is done now. Return whether that is news."""
    return bool(Bounce.objects.filter(pk=bounce.pk, followed_at=None).update(followed_at=at))


@transaction.atomic
def lift(*, suppression: Suppression, by_id: int | None, at: datetime) -> None:
    """Let mail go to an address again. Raise RuleBroken when it may already."""
    there = Suppression.objects.filter(pk=suppression.pk, lifted_at=None)
    if not there.update(lifted_at=at, lifted_by_id=by_id):
        raise RuleBroken(_("Mail goes to this address already. Look at the list again."))


@transaction.atomic
def lift_address(*, workspace_id: int, address: str, by_id: int | None, at: datetime) -> bool:
    """Let mail go to an address again that nobody has any more; tell whether it was left alone."""
    there = Suppression.objects.filter(
        workspace_id=workspace_id, address=address.lower(), lifted_at=None
    )
    return bool(there.update(lifted_at=at, lifted_by_id=by_id))


def _too_many(workspace_id: int, address: str, *, at: datetime) -> bool:
    """Tell whether there were several soft bounces since the address was last let go."""
    mine = Bounce.objects.filter(workspace_id=workspace_id, address=address, kind=Bounce.Kind.SOFT)
    lifted = (
        Suppression.objects.filter(
            workspace_id=workspace_id, address=address, lifted_at__isnull=False
        )
        .order_by("-lifted_at")
        .values_list("lifted_at", flat=True)
        .first()
    )
    if lifted:
        mine = mine.filter(at__gt=lifted)
    since = at - bounces.SOFT_WITHIN
    return bounces.is_too_many(list(mine.filter(at__gt=since).values_list("at", flat=True)), at=at)
