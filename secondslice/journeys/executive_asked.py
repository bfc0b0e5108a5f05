"""An executive is asked about the place without the PMO: the mail is a touch, so the next question keeps off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.journeys.asks_planned import days_dealt
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.services.mailing import mail_executive


@transaction.atomic
def executive_asked(*, ask: CounterfactualAsk, now: datetime) -> None:
    """Write the mail where the contact budget allows it, and give the person's questions their days anew."""
    if mail_executive(ask=ask, at=now) and ask.contact_id is not None:
        days_dealt(workspace=ask.workspace, now=now, contacts=[ask.contact_id])
