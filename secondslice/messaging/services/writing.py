"""The outbox: write messages in the caller's transaction. `delivering` sends them afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.core.seal import seal, unseal
from secondslice.messaging import rules
from secondslice.messaging.layouts import Words, lay_out, layout
from secondslice.messaging.models import Message
from secondslice.messaging.transports.base import Letter


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a mail goes to and whom it comes from."""

    to: str
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    headers: dict[str, str] | None = None
    about: uuid.UUID | None = None
    """The reference of the person at a customer whom it is to, or about: who is erased is erased here too."""
    in_confidence: bool = False
    """It may tell what somebody said in confidence: in the outbox only those find it who may know."""
    calendar: str = ""
    """An invitation (.ics) that goes with it. It holds no secret."""


def queue_mail(
    *,
    workspace_id: int,
    kind: str,
    envelope: Envelope,
    language: str,
    at: datetime,
    context: dict[str, object],
    secrets: dict[str, str] | None = None,
) -> Message:
    """Put a mail into the outbox, in the caller's transaction, in the reader's language.

    `kind` is 'room.name'; it names the templates room/mail/name.subject.txt, name.txt and (optional) name.html.
    `secrets` are links with tokens: the templates see them as marks, only the delivered mail holds them.
    """
    message = compose(
        kind=kind, envelope=envelope, language=language, context=context, secrets=secrets
    )
    message.workspace_id = workspace_id
    message.due_at = at
    message.save()
    return message


def compose(
    *,
    kind: str,
    envelope: Envelope,
    language: str,
    context: dict[str, object],
    secrets: dict[str, str] | None = None,
    words: Words | None = None,
    key: tuple[object, ...] | None = None,
) -> Message:
    """Return a mail that is not stored yet; many of them can be stored at once.

    With a `key`, the mail is laid out once and kept, and only `words` are filled in: the key must then hold everything
    that the context depends on. Without one it is rendered anew.
    """
    marks = {name: rules.MARK.format(name) for name in secrets or {}}
    whole = {**context, **marks}
    words = words or {}
    if key is None:
        rendered = lay_out(kind, language, words, whole).fill(words)
    else:
        kept = layout(
            kind, language=language, key=(*sorted(marks), *key), words=words, context=lambda: whole
        )
        rendered = kept.fill(words)
    return Message(
        kind=kind,
        to=envelope.to,
        to_name=rules.one_line(envelope.to_name),
        from_name=rules.one_line(envelope.from_name),
        reply_to=envelope.reply_to,
        headers=envelope.headers or {},
        language=language,
        # a line break in a header would start another header
        subject=" ".join(rendered.subject.split())[:300],
        text=rendered.text.strip() + "\n",
        html=rendered.html.strip(),
        sealed=seal(secrets) if secrets else "",
        about=envelope.about,
        in_confidence=envelope.in_confidence,
        calendar=envelope.calendar,
    )


@transaction.atomic
def send_again(*, message: Message, at: datetime) -> None:
    """Put a message that was given up back into the outbox. Raise RuleBroken when it was not, or is empty by now."""
    if why := erased_among(messages=[message]):
        raise RuleBroken(why[message.pk])
    failed = Message.objects.filter(pk=message.pk, state=Message.State.FAILED)
    if not failed.update(state=Message.State.WAITING, tries=0, due_at=at, last_error=""):
        raise RuleBroken(
            _(
                "This mail was not given up, so there is nothing to send again. Look into the outbox."
            )
        )


def erased_among(*, messages: Collection[Message]) -> dict[int, str]:
    """Return which of these messages are empty by now (services/forgetting.py), and that in words."""
    ids = [one.pk for one in messages]
    why = _("What stood in this mail was erased, so there is nothing to send again.")
    empty = Message.objects.filter(pk__in=ids, text="")
    return dict.fromkeys(empty.values_list("pk", flat=True), why)


def opened(message: Message) -> Letter:
    """Return the message with its secrets put in."""
    secrets = unseal(message.sealed) if message.sealed else {}
    return Letter(
        id=str(message.ref),
        to=message.to,
        to_name=message.to_name,
        from_name=message.from_name,
        reply_to=rules.put_in(message.reply_to, secrets),
        subject=message.subject,
        text=rules.put_in(message.text, secrets),
        html=rules.put_in(message.html, secrets),
        headers={key: rules.put_in(value, secrets) for key, value in message.headers.items()},
        payload=rules.put_in(message.payload, secrets),
        calendar=message.calendar,
    )
