"""Take what a person says a project was worth: apart from Yes and No, and never worked out from them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from secondslice.pulse.models import Ask, WorthMark
from secondslice.pulse.rules import may_change
from secondslice.pulse.selectors.public import PublicAsk


@transaction.atomic
def add_mark(*, ask: PublicAsk, mark: int, at: datetime, nonce: str = "") -> bool:
    """Keep a mark as a new row; the last one counts, and can be changed as long as an answer.

    `nonce` is that of the page: what is sent from one page counts once. Return False where it is not asked any more.
    """
    asked = Ask.objects.filter(pk=ask.id).exclude(worth="")
    if not asked.update(version=F("version")):  # also holds the row: two marks at once take turns
        return False
    there = list(WorthMark.objects.filter(ask=ask.id).order_by("number"))
    if there and not may_change(first_answered_at=there[0].at, at=at):
        return False
    if any(nonce and one.nonce == nonce for one in there):
        return there[-1].mark == mark
    WorthMark.objects.create(
        workspace_id=ask.workspace_id,
        ask_id=ask.id,
        number=len(there) + 1,
        mark=mark,
        nonce=nonce,
        at=at,
    )
    return True
