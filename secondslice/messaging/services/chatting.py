"""Connect a workspace with its chats, and deliver what is written to them."""

from __future__ import annotations

import json
import logging
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from secondslice.core.seal import UnreadableError, seal
from secondslice.messaging import rules
from secondslice.messaging.models import Chat, Message
from secondslice.messaging.services.claims import IN_HAND, let_go
from secondslice.messaging.services.writing import opened
from secondslice.messaging.transports import chat_transport
from secondslice.messaging.transports.base import DeliveryError, ServerAway, TooFast, Transport
from secondslice.messaging.transports.chat import TO_ADDRESS

log = logging.getLogger(__name__)
NOT_CONNECTED = "This workspace is not connected with it any more. Connect it under Settings, Chat."
CHANGE_OF = "chat-change"
"""The header that says which message a change takes the place of."""
State = Message.State


@dataclass(frozen=True, slots=True)
class Note:
    """A chat message: its JSON, and the plain text that stands for it in lists and notifications.

    `secrets` are links with tokens; in `payload` marks stand for them (messaging.rules.MARK).
    """

    kind: str
    to: str
    payload: Mapping[str, object]
    text: str
    language: str
    to_name: str = ""
    secrets: Mapping[str, str] | None = None
    about: uuid.UUID | None = None
    """The person at a customer whom it is to."""


def note_message(*, chat: str, note: Note, at: datetime) -> Message:
    """Return a chat message that is not stored yet. `chat` is one of Chat.Kind."""
    return Message(
        channel=chat,
        kind=note.kind,
        to=note.to,
        to_name=note.to_name,
        language=note.language,
        subject=note.text.partition("\n")[0][:300],
        text=note.text,
        payload=json.dumps(note.payload),
        sealed=seal(dict(note.secrets)) if note.secrets else "",
        about=note.about,
        due_at=at,
    )


@transaction.atomic
def queue_note(*, workspace_id: int, chat: str, note: Note, at: datetime) -> Message:
    """Put a chat message into the outbox, in the caller's transaction."""
    message = note_message(chat=chat, note=note, at=at)
    message.workspace_id = workspace_id
    message.save()
    return message


@transaction.atomic
def queue_change(
    *, workspace_id: int, note: Note, address: str, at: datetime, of: str = ""
) -> Message:
    """Let Slack put this in the place of a message, at the address that Slack has named for it.

    The address is a secret, and works for half an hour. `of` is by what Slack knows the message: of two changes of it
    the younger one tells what is so, so the older one is not delivered after it. Without it the message stays as it
    is, and this is said beside it.
    """
    message = note_message(chat=Chat.Kind.SLACK, note=note, at=at)
    message.workspace_id = workspace_id
    message.headers = {TO_ADDRESS: rules.MARK.format(TO_ADDRESS), **({CHANGE_OF: of} if of else {})}
    message.sealed = seal({**(note.secrets or {}), TO_ADDRESS: address})
    message.save()
    return message


@transaction.atomic
def connect(*, workspace_id: int, kind: str, secrets: Mapping[str, str], at: datetime) -> None:
    """Keep the secrets of a chat, sealed. What waits for it is tried at once."""
    Chat.objects.update_or_create(
        workspace_id=workspace_id,
        kind=kind,
        defaults={
            "sealed": seal(dict(secrets)),
            "connected_at": at,
            "waits_until": None,
            "last_error": "",
        },
    )
    waiting = Message.objects.filter(
        workspace_id=workspace_id, channel=kind, state=State.WAITING, sent_at=None
    )
    waiting.filter(tries__gt=0).update(due_at=at)


@transaction.atomic
def disconnect(*, workspace_id: int, kind: str) -> bool:
    """Forget a chat and its secrets. Return whether there was one."""
    return bool(Chat.objects.filter(workspace_id=workspace_id, kind=kind).delete()[0])


def deliver_chats(
    *, now: Callable[[], datetime], most: int = 40, stop: Callable[[], bool] = lambda: False
) -> int:
    """Deliver up to `most` chat messages that are due, until `stop` says so. Return how many left.

    Safe with several workers, like mails. What one workspace's chat does not take holds up no other's.
    """
    sent = 0
    queues = _due(now()).order_by().values_list("workspace_id", "channel").distinct()
    for workspace_id, kind in list(queues):
        if stop() or sent >= most:
            break
        sent += _deliver_to(workspace_id, kind, now=now, most=most - sent, stop=stop)
    return sent


def _due(at: datetime) -> QuerySet[Message]:
    stuck = IN_HAND & Q(claimed_at__lte=at - rules.STUCK_AFTER)
    return Message.objects.filter(
        Q(state=State.WAITING) | stuck, sent_at=None, due_at__lte=at, channel__in=Chat.Kind.values
    )


def _deliver_to(
    workspace_id: int,
    kind: str,
    *,
    now: Callable[[], datetime],
    most: int,
    stop: Callable[[], bool],
) -> int:
    chat = Chat.objects.filter(workspace=workspace_id, kind=kind).first()
    due = _due(now()).filter(workspace=workspace_id, channel=kind)
    if chat is None:
        _give_up(due, NOT_CONNECTED)
        return 0
    if chat.waits_until is not None and now() < chat.waits_until:
        return 0
    sent = 0
    try:
        transport = chat_transport(chat)
        for message in due.order_by("due_at", "pk")[:most]:
            if stop():
                break
            if not _drop_overtaken(message, at=now()) and _claim(message, at=now()):
                sent += _deliver(message, transport, now=now)
    except (ServerAway, UnreadableError) as error:  # the old key may come back
        _wait(chat, error, at=now())
        return sent
    if sent and chat.last_error:
        _note_well(chat)
    return sent


@transaction.atomic
def _drop_overtaken(message: Message, *, at: datetime) -> bool:
    """Delete a change of a message that a younger change of the same message has overtaken. Tell whether it was one.

    One that failed for a moment is due later than the next one: it would put the old answer over the new.
    """
    of = message.headers.get(CHANGE_OF)
    if not of:
        return False
    younger = Message.objects.filter(
        workspace=message.workspace_id,
        about=message.about,
        pk__gt=message.pk,
        **{f"headers__{CHANGE_OF}": of},
    )
    if not younger.exists():
        return False
    _due(at).filter(pk=message.pk, tries=message.tries).delete()
    return True


@transaction.atomic
def _claim(message: Message, *, at: datetime) -> bool:
    """Take the message, unless another worker has it."""
    claim = secrets.token_hex(8)
    free = _due(at).filter(pk=message.pk, tries=message.tries)
    taken = free.update(state=State.SENDING, tries=F("tries") + 1, claimed_at=at, claim=claim)
    message.tries += taken
    message.claim = claim
    return bool(taken)


def _deliver(message: Message, transport: Transport, *, now: Callable[[], datetime]) -> bool:
    """Hand the message over. Raise ServerAway, the message being back, when the next one would fare no better."""
    try:
        transport.deliver(opened(message))
    except TooFast as error:  # no fault of this message
        message.tries -= 1
        _not_delivered(message, error, at=now())
        raise
    except DeliveryError as error:
        _not_delivered(message, error, at=now())
        if isinstance(error, ServerAway):
            raise
        return False
    except UnreadableError as error:  # the old key may come back
        _not_delivered(message, DeliveryError(str(error)), at=now())
        return False
    except Exception as error:
        log.exception("Message %s could not be sent.", message.ref)
        # the text of the fault may hold a secret
        why = f"It could not be sent: {type(error).__name__}, see the log."
        _not_delivered(message, DeliveryError(why), at=now())
        return False
    _note_sent(message, at=now())
    return True


@transaction.atomic
def _note_sent(message: Message, *, at: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=State.SENT, sent_at=at, last_error="", claim="", sealed=""
    )


@transaction.atomic
def _not_delivered(message: Message, error: DeliveryError, *, at: datetime) -> None:
    give_up = error.permanent or message.tries >= rules.MOST_TRIES
    let_go(
        keys=[message.pk],
        claim=message.claim,
        state=State.FAILED if give_up else State.WAITING,
        tries=message.tries,
        due_at=at + rules.pause_after(max(message.tries, 1)),
        last_error=str(error)[:300],
    )


@transaction.atomic
def _give_up(due: QuerySet[Message], why: str) -> None:
    due.update(state=State.FAILED, last_error=why, claim="")


@transaction.atomic
def _wait(chat: Chat, error: Exception, *, at: datetime) -> None:
    """Leave a chat alone for a while, and let whoever set it up see why."""
    wait = error.wait if isinstance(error, TooFast) else rules.SERVER_AWAY
    Chat.objects.filter(pk=chat.pk, connected_at=chat.connected_at).update(
        waits_until=at + wait, last_error=str(error)[:300]
    )


@transaction.atomic
def _note_well(chat: Chat) -> None:
    Chat.objects.filter(pk=chat.pk).update(waits_until=None, last_error="")
