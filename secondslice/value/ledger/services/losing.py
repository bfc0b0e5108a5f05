"""What becomes of requests and reminders whose mail came back, or whose person had all own data erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import take_back_one
from secondslice.value.ledger.models import Reading, SignRequest
from secondslice.value.ledger.reminder_models import Reminder

BOUNCED = "bounced"
State = SignRequest.State


@transaction.atomic
def mail_lost(*, message: Message, at: datetime) -> None:
    """Note that what a mail asked is with nobody. What was signed or entered by it meanwhile stays."""
    asked = SignRequest.objects.filter(message=message, state=State.SENT, signatures=None)
    asked.update(state=State.OVER, why=BOUNCED, lost_at=at)
    told = Reminder.objects.filter(message=message, state=Reminder.State.SENT)
    told.update(state=Reminder.State.OVER, why=BOUNCED, lost_at=at)


@transaction.atomic
def forget_reminders(*, contact: Contact) -> None:
    """Remind this person no more; the values that were entered stay, without who entered them."""
    mine = Reminder.objects.filter(workspace=contact.workspace_id, contact=contact)
    on_their_way = mine.exclude(message=None).exclude(state=Reminder.State.OVER)
    for message in on_their_way.values_list("message", flat=True).distinct():
        take_back_one(message_id=message)
    mine.update(state=Reminder.State.OVER, message=None)
    Reading.objects.filter(workspace=contact.workspace_id, reader=contact).update(
        reader=None, note=""
    )
