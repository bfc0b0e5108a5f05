"""A mail that was given up is sent once more: the question in it waits for an answer again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.messaging import services as messaging
from secondslice.messaging.models import Message
from secondslice.pulse.services import bouncing as pulse


@transaction.atomic
def mail_sent_again(*, message: Message, now: datetime) -> None:
    """Put the mail back into the outbox, and its questions back to the person."""
    messaging.send_again(message=message, at=now)
    pulse.mark_sent_again(message=message)
