"""Take messages back before they leave, and take a person out of those that have left."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from secondslice.messaging.models import Bounce, InboundMail, Message, Suppression

EMPTY = {
    "subject": "", "text": "", "html": "", "payload": "", "calendar": "", "sealed": "", "last_error": "",
}  # fmt: skip
"""What is left of the words of a mail."""
AT_ONCE = 500
"""Messages that are taken back by one statement."""


@transaction.atomic
def take_back(*, workspace_id: int, about: uuid.UUID, kinds: Collection[str] = ()) -> set[int]:
    """Delete what waits in the outbox to or about a person, of these kinds or of all. Return their keys.

    What a worker is just handing over stays, for it may be there already: only where it does not leave at this try is
    it given up, instead of tried again (`claims`).
    """
    all_of_them = Message.objects.filter(workspace=workspace_id, about=about)
    if kinds:
        all_of_them = all_of_them.filter(kind__in=kinds)
    in_hand = all_of_them.filter(state=Message.State.SENDING)
    in_hand.update(claim="")
    found = all_of_them.filter(state=Message.State.WAITING)
    taken = set()
    for pk in found.values_list("pk", flat=True):
        # A conditional update decides between this and a worker that claims the message.
        if found.filter(pk=pk).update(state=Message.State.KEPT):
            taken.add(pk)
        else:
            in_hand.filter(pk=pk).update(claim="")
    Message.objects.filter(pk__in=taken).delete()
    return taken


@transaction.atomic
def take_back_one(*, message_id: int) -> bool:
    """Delete one message that waits in the outbox. Return False, and change nothing, where a worker was quicker."""
    waiting = Message.objects.filter(pk=message_id, state=Message.State.WAITING, sent_at=None)
    if not waiting.update(state=Message.State.KEPT):
        return False
    Message.objects.filter(pk=message_id).delete()
    return True


@transaction.atomic
def take_back_some(*, message_ids: Collection[int]) -> set[int]:
    """Delete those of these messages that wait in the outbox, some hundred at a time. Return their keys.

    What a worker is just handing over stays, and is given up where it does not leave at this try.
    """
    taken: set[int] = set()
    keys = sorted(message_ids)
    for start in range(0, len(keys), AT_ONCE):
        these = Message.objects.filter(pk__in=keys[start : start + AT_ONCE], sent_at=None)
        # Held, so that no worker claims one of them between the look and the end of it.
        waiting = these.select_for_update().filter(state=Message.State.WAITING).order_by("pk")
        found = list(waiting.values_list("pk", flat=True))
        Message.objects.filter(pk__in=found).delete()
        these.filter(state=Message.State.SENDING).update(claim="")
        taken.update(found)
    return taken


@transaction.atomic
def hasten(*, message_id: int, at: datetime) -> bool:
    """Let one message leave now that waits for a later moment. Return False where it does not wait any more."""
    waiting = Message.objects.filter(pk=message_id, state=Message.State.WAITING, due_at__gt=at)
    return bool(waiting.update(due_at=at))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of mails go to the person, and which go to members and name several people at once."""

    to_them: Collection[str]
    of_several: Collection[str]


@transaction.atomic
def forget_person(
    *, workspace_id: int, about: uuid.UUID, addresses: Collection[str], kinds: Kinds
) -> None:
    """Delete what waits to or about a person; of what has left and of what came in, keep only that there was a mail.

    `addresses` are all that the person has had, in lower case.
    """
    take_back(workspace_id=workspace_id, about=about)
    theirs = Q(about=about) | Q(kind__in=kinds.to_them, to__in=addresses)
    there = Message.objects.filter(theirs, workspace=workspace_id)
    to_them = there.filter(kind__in=kinds.to_them)
    mailed = {address.lower() for address in to_them.values_list("to", flat=True)}
    for address in {*addresses, *mailed}:
        _forget_address(workspace_id, address)
        lists = Message.objects.filter(workspace=workspace_id, kind__in=kinds.of_several)
        lists.filter(text__icontains=address).update(**EMPTY)
    to_them.update(to="", to_name="")
    there.update(about=None, reply_to="", headers={}, **EMPTY)


@transaction.atomic
def forget_words(*, messages: QuerySet[Message]) -> None:
    """Keep of these messages only that there was a mail to each reader: their words tell of somebody who was erased.

    What a worker is just handing over is given up where it does not leave at this try.
    """
    messages.filter(state=Message.State.SENDING).update(claim="")
    messages.update(**EMPTY)


def _forget_address(workspace_id: int, address: str) -> None:
    """Forget who wrote to us from an address, and that mail to it came back."""
    Suppression.objects.filter(workspace=workspace_id, address=address).delete()
    Bounce.objects.filter(workspace=workspace_id, address=address).update(address="", words="")
    InboundMail.objects.filter(workspace=workspace_id, sender__iexact=address).update(
        sender="", recipient="", subject="", sealed="", why=""
    )
