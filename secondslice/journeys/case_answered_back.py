"""The customer of a case has written back. What stands in such a mail is no answer to a question, be it Yes or No."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from secondslice.journeys.wish_said import stop_replied
from secondslice.messaging.models import InboundMail
from secondslice.messaging.parsing.incoming import Incoming
from secondslice.messaging.services import receiving as messaging
from secondslice.pulse.replies import read_reply
from secondslice.recovery import services as recovery
from secondslice.recovery.selectors.correspondence import mail_behind
from secondslice.recovery.services.hearing import Heard

What = InboundMail.What


def case_answered_back(
    *, mail: InboundMail, letter: Incoming, tags: Sequence[str], now: datetime
) -> bool:
    """Put it into the thread of the case. Return False when it was sent to no address of a case.

    A clear "stop" on the first line holds here too, as in every reply.
    """
    ours = mail_behind(tags)
    if ours is None:
        return False
    heard = Heard(
        sender=letter.sender,
        is_forged=letter.checked.is_forged,
        subject=letter.subject,
        words=letter.words,
        message_id=letter.id,
        at=mail.received_at,
        files=messaging.files_of(mail),
    )
    reply = recovery.take_reply(mail=ours, heard=heard)
    case = ours.case
    said = read_reply(letter.words, projects=1, language=case.ask.language, subject=letter.subject)
    if said.wants_stop:
        stop_replied(contact=case.contact, is_proven=reply.is_proven, now=now)
    what = What.DOUBTFUL if not reply.is_proven else What.STOP if said.wants_stop else What.WORDS
    messaging.note_read(
        mail=mail,
        what=what,
        at=now,
        workspace_id=case.workspace_id,
        shown=letter if what == What.DOUBTFUL else None,
    )
    return True
