"""A page about what we did goes to an executive: a touch, so the person's next question moves to a later day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.journeys.asks_planned import days_dealt
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.services.paging import send_page


@transaction.atomic
def page_sent_to_executive(*, by: Membership, alarm: Alarm, seen: str, now: datetime) -> None:
    """Write the mail where the contact budget allows it, and give the person's questions their days anew.

    `seen`: what stood on the page that was looked at.
    """
    contact = send_page(by=by, alarm=alarm, at=now, seen=seen).alarm.contact_id
    if contact is not None:
        days_dealt(workspace=by.workspace, now=now, contacts=[contact])
