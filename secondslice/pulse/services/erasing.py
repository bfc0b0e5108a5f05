"""Forget who was asked and what a person wrote. What was said, Yes or No, stays where it is counted."""

from __future__ import annotations

from django.db import transaction

from secondslice.core.tokens import digest, new_token
from secondslice.customers.models import Contact
from secondslice.pulse.models import (
    AnswerDetail,
    AnswerRevision,
    Ask,
    FollowUp,
    LeftOut,
    LinkVisit,
    PlannedAsk,
    ReplyAddress,
    Talked,
    Touch,
    WishAttempt,
    WorthMark,
)


@transaction.atomic
def erase_answers(*, contact: Contact) -> int:
    """Close every link that was sent to this person, and erase every word. Return how many questions there were.

    The question, the day, the project, the answer and the chosen reasons stay: they are the counts.
    """
    asks = Ask.objects.filter(workspace=contact.workspace_id, contact=contact)
    AnswerDetail.objects.filter(ask__in=asks).update(
        comment="", wants_next="", quote="no", nonce=""
    )
    AnswerRevision.objects.filter(ask__in=asks).update(network="", browser="", nonce="")
    WorthMark.objects.filter(ask__in=asks).update(nonce="")
    Talked.objects.filter(ask__in=asks).update(nonce="")
    LinkVisit.objects.filter(ask__in=asks).delete()
    FollowUp.objects.filter(ask__in=asks).delete()
    for ask in asks.only("pk"):
        Ask.objects.filter(pk=ask.pk).update(token_digest=digest(new_token()))
    asks.filter(state=Ask.State.SENT).update(state=Ask.State.WITHDRAWN)
    asks.update(role="", told_us="", quoted_adjustment="")
    for table in (PlannedAsk, LeftOut, ReplyAddress, Touch, WishAttempt):
        table.objects.filter(workspace=contact.workspace_id, contact=contact).delete()
    return asks.count()
