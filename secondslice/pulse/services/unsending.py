"""Take back what has not left yet: a person who has just stopped the questions gets none that waits in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import take_back
from secondslice.pulse.mail_kinds import ASKING
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.services.counting import count_unasked


@transaction.atomic
def unsend(*, contact: Contact) -> list[Ask]:
    """Take back the questions and reminders to this person that wait in the outbox. Return the re-asks among them.

    They were never asked: they leave the counts, and those of the plan are planned again. A re-ask is still there, as
    withdrawn, until its case has seen that it reached nobody: then `forget_unsent` takes it away.

    A question that a worker has in hand at this moment may be with the person already, so it stays as asked. Where it
    turns out that it did not leave, its message is given up and never tried again: then it counts like one whose mail
    was lost, as asked in the counts, as undelivered in the lists, and in no budget.
    """
    in_the_outbox = [Message.State.WAITING, Message.State.SENDING]  # one may be put back just now
    waiting = list(
        Ask.objects.filter(
            workspace=contact.workspace_id,
            contact=contact,
            state=Ask.State.SENT,
            version=0,
            message__state__in=in_the_outbox,
        )
    )
    taken = take_back(workspace_id=contact.workspace_id, about=contact.ref, kinds=ASKING)
    never_left = [ask for ask in waiting if ask.message_id in taken]
    promised = [ask for ask in never_left if ask.kind == Ask.Kind.RE_ASK]
    Ask.objects.filter(pk__in=[ask.pk for ask in promised]).update(state=Ask.State.WITHDRAWN)
    asks = [ask for ask in never_left if ask.kind == Ask.Kind.FIRST]
    PlannedAsk.objects.filter(ask__in=asks).update(
        state=PlannedAsk.State.PLANNED, ask=None, on=F("wanted_on"), why=""
    )
    forget_unsent(asks=asks)
    return promised


@transaction.atomic
def forget_unsent(*, asks: Sequence[Ask]) -> None:
    """Take questions that never left out of the counts and every list."""
    count_unasked(asks=asks)
    Ask.objects.filter(pk__in=[ask.pk for ask in asks]).delete()
