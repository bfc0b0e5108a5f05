"""A person has asked a member how to change the own wishes: send the link to the page where only the person can."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.customers.models import Contact
from secondslice.pulse.services.own_page import send_own_page


@transaction.atomic
def own_page_sent(*, contact: Contact, by: Membership, now: datetime) -> None:
    """Send the link, and write down who did."""
    send_own_page(contact=contact, at=now)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("sent a new link to the own page to"),
        subject=contact.name,
        at=now,
        about=contact.ref,
    )
