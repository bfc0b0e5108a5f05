"""A mail that came in is read: a report about a mail of ours, a program that answers for somebody, or a person's words.

Each mail is read once, in the transaction of the job that reads it; what cannot be read stays, with the reason.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from secondslice.journeys.case_answered_back import case_answered_back
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.journeys.wish_said import stop_replied
from secondslice.messaging.models import InboundMail
from secondslice.messaging.parsing.addresses import tags
from secondslice.messaging.parsing.bounces import Kind, kind_of
from secondslice.messaging.parsing.incoming import Incoming, UnreadableMail
from secondslice.messaging.services import receiving as messaging
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.pulse.services.passing_on import Written, pass_on
from secondslice.pulse.services.replying import Reply, Taken, take_reply

What = InboundMail.What


@transaction.atomic
def mail_read(*, mail: InboundMail, now: datetime) -> None:
    """Do what follows from this mail."""
    if mail.state != InboundMail.State.WAITING:
        return
    try:
        letter = messaging.letter_in(mail)
    except UnreadableMail as why:
        messaging.note_broken(mail=mail, why=str(why), at=now)
        return
    if letter.report is not None:
        _after_report(mail, letter, now=now)
    elif letter.machine:
        messaging.note_read(mail=mail, what=What.AUTOMATIC, why=letter.machine, at=now)
    else:
        _after_words(mail, letter, now=now)


def _after_report(mail: InboundMail, letter: Incoming, *, now: datetime) -> None:
    """A mail of ours came back: it is the address it went to that counts, not the one the report names."""
    message = messaging.message_returned(letter)
    if message is None:
        messaging.note_read(
            mail=mail, what=What.STRAY, why="It is about no mail of ours.", at=now, shown=letter
        )
        return
    for number, one in enumerate(letter.report.returned if letter.report else ()):
        kind = Kind.COMPLAINT if one.is_complaint else kind_of(one.refusal)
        report = CameBack(message.to, kind, one.refusal.words, key=f"{mail.key}:{number}")
        bounce = note_bounce(
            workspace_id=message.workspace_id, report=report, at=now, message=message
        )
        if bounce is not None:
            mail_came_back(bounce=bounce, now=now)
    messaging.note_read(mail=mail, what=What.BOUNCE, at=now, workspace_id=message.workspace_id)


def _after_words(mail: InboundMail, letter: Incoming, *, now: datetime) -> None:
    """A person has written: about a case, or the clear words answer, and all other words reach whoever asked."""
    marks = tags(settings.REPLY_ADDRESS, letter.recipients) if settings.REPLY_ADDRESS else ()
    if case_answered_back(mail=mail, letter=letter, tags=marks, now=now):
        return
    reply = Reply(
        tags=marks,
        sender=letter.sender,
        is_forged=letter.checked.is_forged,
        subject=letter.subject,
        words=letter.words,
        key=mail.key,
        at=mail.received_at,
    )
    taken = take_reply(reply=reply)
    if taken is None:
        why = "No question of ours belongs to the address it was sent to."
        messaging.note_read(mail=mail, what=What.STRAY, why=why, at=now, shown=letter)
        return
    if taken.wants_stop:
        stop_replied(contact=taken.contact, is_proven=taken.is_proven, now=now)
    written = Written(letter.sender, letter.sender_name, letter.words, letter.attachments)
    pass_on(taken=taken, written=written, at=now)
    what = _kind_of_reply(taken)
    messaging.note_read(
        mail=mail,
        what=what,
        at=now,
        workspace_id=taken.contact.workspace_id,
        shown=letter if what == What.DOUBTFUL else None,
    )


def _kind_of_reply(taken: Taken) -> InboundMail.What:
    if taken.is_stray:
        return What.WORDS
    if not taken.is_proven:
        return What.DOUBTFUL
    return What.STOP if taken.wants_stop else What.ANSWER if taken.answers else What.WORDS
