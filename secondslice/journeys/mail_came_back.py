"""A mail of ours has come back, or was refused at the door: what stands in it is with nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.journeys.case_mailed import case_mail_lost
from secondslice.journeys.case_moved import question_lost
from secondslice.messaging.models import Bounce
from secondslice.messaging.services import suppressing as messaging
from secondslice.pulse.services import bouncing as pulse
from secondslice.recovery.selectors.times import cases_unreached
from secondslice.value.ledger.services.losing import mail_lost
from secondslice.value.losing import value_mail_lost


@transaction.atomic
def mail_came_back(*, bounce: Bounce, now: datetime) -> None:
    """Bring the questions of the mail in line with it, or tell who wrote it, once. Who calls a mail spam has got it."""
    if not messaging.take_up(bounce=bounce, at=now):
        return
    if bounce.message is not None and bounce.kind != Bounce.Kind.COMPLAINT:
        pulse.mark_bounced(message=bounce.message)
        case_mail_lost(message=bounce.message, now=now)
        mail_lost(message=bounce.message, at=now)
        value_mail_lost(message=bounce.message)
        for case in cases_unreached(message=bounce.message):
            question_lost(case=case, now=now)
