"""The owner in operations is asked whether what was delivered is used, and has said so. Not used: somebody sees to it.

What was opened by "not in use" is closed by the owner's own later word alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.journeys.asks_planned import days_dealt
from secondslice.value.usage.models import UsageAsk
from secondslice.value.usage.rules import is_in_use
from secondslice.value.usage.services.answering import Said, take_usage_answer
from secondslice.value.usage.services.mailing import mail_usage_owner
from secondslice.value.usage.services.mending import mend_item, open_item, tell_item_owner


@transaction.atomic
def usage_put_to_owner(*, contact: Contact, now: datetime) -> None:
    """Write the mail where the contact budget allows it, and give the person's questions their days anew."""
    if mail_usage_owner(contact=contact, at=now):
        days_dealt(workspace=contact.workspace, now=now, contacts=[contact.pk])


@transaction.atomic
def usage_said(*, ask: UsageAsk, said: Said, now: datetime) -> None:
    """Keep the answer; open what is to be done where it is not used, close it where it is."""
    answer = take_usage_answer(ask=ask, said=said, at=now)
    if answer is None:
        return
    if is_in_use(answer.said):
        mend_item(answer=answer, at=now)
        return
    item = open_item(answer=answer, at=now)
    if item is not None:
        tell_item_owner(item=item, at=now)
