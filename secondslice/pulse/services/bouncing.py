"""Note on the questions themselves that their mail came back, or leaves once more where it still may."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services.delivering import MAIL
from secondslice.pulse.mail_kinds import ASKING, CHANGED, REMINDER
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.asks import perhaps_open
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.turns import permit_promised, take_turns


@transaction.atomic
def mark_bounced(*, message: Message) -> int:
    """Note that the questions of this mail have not arrived. Return how many. What was answered stays answered."""
    waiting = Ask.objects.filter(message=message, state__in=[Ask.State.SENT, Ask.State.EXPIRED])
    return waiting.filter(taste="").update(state=Ask.State.BOUNCED)


@transaction.atomic
def must_still_be_asked(*, message: Message, at: datetime) -> None:
    """Hold the person whom a mail that was given up asks, and raise RuleBroken where it may not leave any more.

    Much may have happened since it was written: the person has stopped the questions, was asked anew (a question that
    is lost is in no budget), or the question has run out. Like the re-ask it passes the floor: a member wants it now.
    """
    if message.kind == CHANGED:
        raise RuleBroken(
            _(
                "Slack takes this change for half an hour only, so it cannot be sent again. The answer itself is kept."
            )
        )
    if message.kind not in ASKING:
        return
    contact = _reader_of(message)
    if contact is None:
        raise RuleBroken(
            _(
                "The person this question was for is not known here any more, so it cannot be sent again."
            )
        )
    (standing,) = take_turns(
        workspace=message.workspace, contacts=[contact.pk], at=at, holds=Holds()
    )
    permit_promised(standing=standing, at=at)
    if message.channel == MAIL and message.to.lower() != contact.email.lower():
        raise RuleBroken(
            _(
                "%(name)s has another address now than this mail is written to. Ask anew, so that it goes there."
            )
            % {"name": contact.name}
        )
    asks = _still_open(message, contact, at=at)
    if not asks.exists():
        raise RuleBroken(
            _(
                "The questions in it can no longer be answered, so it is not sent again. Ask %(name)s anew."
            )
            % {"name": contact.name}
        )
    if message.kind != REMINDER and _is_asked_elsewhere(message, contact, asks, at=at):
        raise RuleBroken(
            _(
                "%(name)s was asked about the same project meanwhile, so this is not sent again. Wait for that answer."
            )
            % {"name": contact.name}
        )


def _reader_of(message: Message) -> Contact | None:
    if message.about is None:  # whoever it was to is erased (messaging/services/forgetting.py)
        return None
    found = Contact.objects.filter(workspace=message.workspace_id, erased_at=None)
    return found.filter(ref=message.about).first()


def _still_open(message: Message, contact: Contact, *, at: datetime) -> QuerySet[Ask]:
    """Return what the person can still answer of a mail; of a reminder, which no question names, all reminded of.

    Of what was asked in confidence nobody learns by trying whether it was answered meanwhile.
    """
    if message.kind == REMINDER:
        return Ask.objects.filter(perhaps_open(at=at), contact=contact, reminded_at__isnull=False)
    return Ask.objects.filter(
        message=message, state__in=[Ask.State.SENT, Ask.State.BOUNCED], expires_at__gt=at
    )


def _is_asked_elsewhere(
    message: Message, contact: Contact, asks: QuerySet[Ask], *, at: datetime
) -> bool:
    others = Ask.objects.filter(
        perhaps_open(at=at), contact=contact, project__in=asks.values("project")
    )
    return others.exclude(message=message).exists()


@transaction.atomic
def mark_sent_again(*, message: Message) -> int:
    """Note that the questions of a mail that was given up are with the person after all, soon."""
    bounced = Ask.objects.filter(message=message, state=Ask.State.BOUNCED)
    return bounced.update(state=Ask.State.SENT)
