"""A customer is asked whether benefits have arrived: the mail is a touch, so the next question moves to a later day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.journeys.asks_planned import days_dealt
from secondslice.value.ledger.services.mailing import mail_customer


@transaction.atomic
def benefit_put_to_customer(*, contact: Contact, now: datetime) -> None:
    """Write the mail where the contact budget allows it, and give the person's questions their days anew."""
    if mail_customer(contact=contact, at=now):
        days_dealt(workspace=contact.workspace, now=now, contacts=[contact.pk])
