"""A mail that was given up is sent once more, where it still may: its question waits for an answer again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.journeys.case_moved import question_found
from secondslice.messaging import services as messaging
from secondslice.messaging.models import Message
from secondslice.pulse.services import bouncing as pulse
from secondslice.recovery.selectors.times import re_asks_found
from secondslice.value.bulletin.selectors import reading as bulletins


def why_not_again(
    *, workspace: Workspace, messages: Collection[Message], now: datetime
) -> dict[int, str]:
    """Return which of these messages that were given up cannot be sent again, and why, in words."""
    return {
        **messaging.erased_among(messages=messages),
        **pulse.why_not_again(workspace=workspace, messages=messages, at=now),
        **bulletins.why_not_again(messages),
    }


@transaction.atomic
def mail_sent_again(*, message: Message, now: datetime) -> None:
    """Put the mail back into the outbox, and its questions back to the person; the cases wait for the answers again.

    Raise RuleBroken when it was not given up, or the person is not to have it any more.
    """
    bulletins.must_be_no_bulletin(message)
    pulse.must_still_be_asked(message=message, at=now)
    messaging.send_again(message=message, at=now)
    pulse.mark_sent_again(message=message)
    for re_ask in re_asks_found(message):
        question_found(re_ask=re_ask, now=now)
