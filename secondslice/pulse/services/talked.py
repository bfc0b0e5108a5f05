"""Take what a person says after a No: to how many others it was told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from secondslice.pulse.models import Ask, Talked
from secondslice.pulse.rules import may_change
from secondslice.pulse.selectors.public import PublicAsk


@transaction.atomic
def add_talked(
    *, ask: PublicAsk, people: int, at: datetime, is_few: bool = False, nonce: str = ""
) -> bool:
    """Keep to how many people it was told, as a new row; the last one counts, and can be changed as long as an answer.

    `nonce` is that of the page: what is sent from one page counts once. Return False where it is not asked (any more).
    """
    if not ask.may_say_talked(ask.taste):
        return False
    asked = Ask.objects.filter(pk=ask.id, taste=ask.taste)
    if not asked.update(version=F("version")):  # also holds the row: two taps at once take turns
        return False
    there = list(Talked.objects.filter(ask=ask.id).order_by("number"))
    if there and not may_change(first_answered_at=there[0].at, at=at):
        return False
    if any(nonce and one.nonce == nonce for one in there):
        return (there[-1].people, there[-1].is_few) == (people, is_few)
    Talked.objects.create(
        workspace_id=ask.workspace_id,
        ask_id=ask.id,
        number=len(there) + 1,
        people=people,
        is_few=is_few,
        nonce=nonce,
        at=at,
    )
    return True
