"""Something has changed for a customer who said No: put the question again, and quote the change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.journeys.case_moved import case_moved
from secondslice.pulse.models import Ask
from secondslice.pulse.services import asking as pulse
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case


@transaction.atomic
def asked_again(*, case: Case, by: User, now: datetime) -> Ask:
    """Ask the person of this case again. Without an adjustment that is in force it is refused in words."""
    changes, language = recovery.changes_for_re_ask(case=case, at=now), case.ask.language
    told = recovery.told_us(case=case, adjustments=changes, language=language)
    quote = recovery.quote(adjustments=changes, language=language)
    ask = pulse.re_ask(ask=case.ask, adjustment=quote, told_us=told, asked_by=by, at=now)
    recovery.record_re_ask(case=case, ask=ask, adjustment=changes[-1], by=by, at=now)
    case_moved(case=case)
    return ask
