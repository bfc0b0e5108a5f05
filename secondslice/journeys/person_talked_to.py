"""Somebody has talked to a person who answered no mail: a contact like any other, and one that is heard again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.journeys.project_changed import person_changed
from secondslice.pulse.services.talking import note_talk


@transaction.atomic
def person_talked_to(*, by: Membership, contact: Contact, words: str, now: datetime) -> None:
    """Keep who talked and what was said, and give the person's questions their days again."""
    note_talk(by=by, contact=contact, words=words, at=now)
    person_changed(contact=contact, now=now)
