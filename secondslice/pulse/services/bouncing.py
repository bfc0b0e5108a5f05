"""Note on the questions themselves that their mail came back, or leaves once more."""

from __future__ import annotations

from django.db import transaction

from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask


@transaction.atomic
def mark_bounced(*, message: Message) -> int:
    """Note that the questions of this mail have not arrived. Return how many. What was answered stays answered."""
    waiting = Ask.objects.filter(message=message, state__in=[Ask.State.SENT, Ask.State.EXPIRED])
    return waiting.filter(taste="").update(state=Ask.State.BOUNCED)


@transaction.atomic
def mark_sent_again(*, message: Message) -> int:
    """Note that the questions of a mail that was given up are with the person after all, soon."""
    bounced = Ask.objects.filter(message=message, state=Ask.State.BOUNCED)
    return bounced.update(state=Ask.State.SENT)
