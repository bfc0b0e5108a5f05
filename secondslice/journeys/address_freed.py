"""An address was left alone because its mail came back, and a member says that it may be used again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.journeys.asks_planned import asks_planned
from secondslice.messaging.models import Suppression
from secondslice.messaging.services import suppressing as messaging


@transaction.atomic
def address_freed(*, suppression: Suppression, by: Membership, now: datetime) -> None:
    """Let mail go there again, write down whose word it was, and plan anew: the person has days to be asked again."""
    messaging.lift(suppression=suppression, by_id=by.user_id, at=now)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("lets mail go again to"),
        subject=suppression.address,
        at=now,
    )
    asks_planned(workspace=by.workspace, now=now)
