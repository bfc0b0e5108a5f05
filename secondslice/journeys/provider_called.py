"""A mail provider tells what became of a mail that it took from us."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.parsing.calls import Became
from secondslice.messaging.services.suppressing import CameBack, message_of_provider, note_bounce


@transaction.atomic
def provider_called(*, fate: Became, now: datetime) -> None:
    """Do what follows, once, however often it is told. Of a mail that is not ours nothing follows."""
    message = message_of_provider(provider_id=fate.provider_id)
    if message is None:
        return
    kind = fate.kind or Kind.COMPLAINT
    report = CameBack(message.to, kind, fate.words, key=fate.key)
    bounce = note_bounce(workspace_id=message.workspace_id, report=report, at=now, message=message)
    if bounce is not None:
        mail_came_back(bounce=bounce, now=now)
