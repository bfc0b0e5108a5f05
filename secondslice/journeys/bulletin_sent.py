"""A bulletin goes out: each mail is a touch, so the person's next question moves to a later day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.journeys.asks_planned import days_dealt
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.services.sending import end_or_go_on, send_some


@transaction.atomic
def bulletin_on_its_way(*, bulletin: Bulletin, now: datetime) -> bool:
    """Write the next mails, and give those people's questions their days anew. Return False when none is due."""
    reached = send_some(bulletin=bulletin, at=now)
    if reached:
        days_dealt(workspace=bulletin.workspace, now=now, contacts=reached)
    return reached is not None


def bulletin_settled(*, bulletin: Bulletin, now: datetime) -> None:
    """Close it, or go on when the first of those may be written to who sleep now."""
    end_or_go_on(bulletin=bulletin, at=now)
