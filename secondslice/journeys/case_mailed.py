"""A member writes to the customer of a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.journeys.case_moved import case_moved
from secondslice.journeys.project_changed import person_changed
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.pulse.services.talking import note_mail
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case, CaseMail
from secondslice.recovery.selectors.correspondence import mail_that_left
from secondslice.recovery.services.writing import Draft


@transaction.atomic
def case_mailed(*, case: Case, draft: Draft, by: User, now: datetime) -> CaseMail:
    """Send the mail at once; the next question keeps its distance from it.

    In confidence it moves no question: from the distance somebody could tell that there is a case.
    """
    mail, is_news = recovery.send_mail(case=case, draft=draft, by=by, at=now)
    if is_news:
        case_moved(case=case)
        if case.ask.mode == Ask.Mode.NAMED:
            note_mail(by=by, contact=case.contact, at=now)
            person_changed(contact=case.contact, now=now)
    return mail


def case_mail_lost(*, message: Message, now: datetime) -> None:
    """Tell the owner that what we wrote has come back, where it was written from a case."""
    mail = mail_that_left(message)
    if mail is not None:
        recovery.tell_not_delivered(mail=mail, at=now)
