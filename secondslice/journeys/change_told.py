"""A change is told to everybody, in other words, or no longer: what waits to be mailed about it follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Adjustment
from secondslice.value.bulletin.services.recalling import recall_change


@transaction.atomic
def change_told(*, adjustment: Adjustment, words: str, by: Membership, now: datetime) -> None:
    """Tell it in these words. A bulletin that waits with others is written anew."""
    recovery.tell_everybody(adjustment=adjustment, words=words, by=by, at=now)
    recall_change(change=adjustment, at=now)


@transaction.atomic
def change_withdrawn(*, adjustment: Adjustment, by: Membership, now: datetime) -> None:
    """Tell it no longer. No bulletin leaves with it from now on."""
    recovery.withdraw(adjustment=adjustment, by=by, at=now)
    recall_change(change=adjustment, at=now)
