"""Take mails back that wait in the outbox: somebody wants no bulletin, or an author has taken a quote back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import take_back_one
from secondslice.pulse.services.talking import take_back_bulletin
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.services.sending import ask_worker
from secondslice.value.models import Testimonial

State = BulletinCopy.State
IN_OUTBOX = {"state": State.SENT, "message__state": Message.State.WAITING}


@transaction.atomic
def recall_from(*, contact: Contact, why: str) -> None:
    """Take the bulletins back that have not left yet to this person; `why` is what is told of it: BulletinCopy.Why."""
    for copy in _waiting(contact=contact, workspace=contact.workspace_id):
        if _unsend(copy):
            copy.state, copy.why = State.LEFT_OUT, why
            copy.save(update_fields=["state", "why"])


@transaction.atomic
def recall_quote(*, testimonial: Testimonial, at: datetime) -> None:
    """Take the bulletins back that hold this quote and have not left yet: they are written anew, without it."""
    bulletins: dict[int, Bulletin] = {}
    for copy in _waiting(bulletin__items__quote=testimonial, workspace=testimonial.workspace_id):
        if _unsend(copy):
            copy.state = State.WAITING
            copy.save(update_fields=["state"])
            bulletins[copy.bulletin_id] = copy.bulletin
    for bulletin in bulletins.values():
        Bulletin.objects.filter(pk=bulletin.pk).update(state=Bulletin.State.SENDING, done_at=None)
        ask_worker(bulletin=bulletin, run_at=at)


def _waiting(**which: object) -> Iterable[BulletinCopy]:
    found = BulletinCopy.objects.filter(**which, **IN_OUTBOX)
    return found.select_related("bulletin", "touch").order_by("pk")


def _unsend(copy: BulletinCopy) -> bool:
    """Take one mail out of the outbox, and out of the person's budget. Return False where a worker was quicker."""
    if copy.message_id is None or not take_back_one(message_id=copy.message_id):
        return False
    if copy.touch is not None:
        take_back_bulletin(touch=copy.touch)
    copy.message = copy.touch = None
    return True
