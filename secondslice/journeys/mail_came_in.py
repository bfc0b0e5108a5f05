"""A mail has come in, by whatever way: keep it, and read it as soon as there is time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.jobs.services import enqueue
from secondslice.messaging.services import receiving as messaging
from secondslice.messaging.services.receiving import Parcel


@transaction.atomic
def mail_came_in(*, parcel: Parcel, now: datetime) -> bool:
    """Keep the mail and the work of reading it, both or neither. Return whether it is a new one."""
    mail = messaging.keep(parcel=parcel, at=now)
    if mail is None:
        return False
    enqueue(
        name="messaging.read_mail",
        key=f"messaging.read_mail:{mail.pk}",
        payload={"mail": mail.pk},
        run_at=now,
        workspace_id=None,
    )
    return True
