"""Take mails back that wait in the outbox: somebody wants no bulletin, or what it tells is not so any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import forget_words, take_back_some
from secondslice.pulse.services.talking import take_back_bulletins
from secondslice.recovery.models import Adjustment
from secondslice.value.bulletin.models import Bulletin, BulletinCopy, BulletinItem
from secondslice.value.bulletin.selectors.facts import not_delivered
from secondslice.value.bulletin.services.sending import ask_worker
from secondslice.value.models import Testimonial

AT_ONCE = 500
"""Copies that are changed by one statement."""
State = BulletinCopy.State
NOT_GONE = (Message.State.WAITING, Message.State.SENDING)


@transaction.atomic
def recall_from(*, contact: Contact, why: str) -> None:
    """Take the bulletins back that have not left yet to this person; `why` is what is told of it: BulletinCopy.Why."""
    _unsend(state=State.LEFT_OUT, why=why, contact=contact, workspace=contact.workspace_id)


@transaction.atomic
def recall_quote(*, testimonial: Testimonial, at: datetime) -> None:
    """Take the bulletins back that hold this quote and have not left yet: they are written anew, without it."""
    told = BulletinItem.objects.filter(workspace=testimonial.workspace_id, quote=testimonial)
    recall_bulletins(bulletins=told.values_list("bulletin", flat=True), at=at)


@transaction.atomic
def forget_quote(*, testimonial: Testimonial) -> None:
    """An author has taken a quote back: what has left keeps that there was a mail to each reader, and not its words."""
    told = BulletinItem.objects.filter(workspace=testimonial.workspace_id, quote=testimonial)
    copies = BulletinCopy.objects.filter(
        bulletin__in=told.values("bulletin"), state=State.SENT, message__isnull=False
    )
    forget_words(messages=Message.objects.filter(pk__in=copies.values("message")))


@transaction.atomic
def recall_change(*, change: Adjustment, at: datetime) -> None:
    """Take the bulletins back that tell this change and have not left yet: they are written anew, as it is told now."""
    told = BulletinItem.objects.filter(workspace=change.workspace_id, change=change)
    recall_bulletins(bulletins=told.values_list("bulletin", flat=True), at=at)


@transaction.atomic
def recall_projects(
    *, workspace: Workspace, at: datetime, projects: Collection[int] | None = None
) -> None:
    """Take the bulletins back that tell of a project which is not delivered any more: all projects, or some of them."""
    gone = not_delivered(workspace, today=clock.day_of(at, workspace.time_zone))
    if projects is not None:
        gone = gone.filter(pk__in=projects)
    told = BulletinItem.objects.filter(workspace=workspace, project__in=gone)
    recall_bulletins(bulletins=told.values_list("bulletin", flat=True), at=at)


@transaction.atomic
def recall_bulletins(*, bulletins: Collection[int], at: datetime) -> None:
    """Take what has not left yet of these bulletins out of the outbox: it is written anew, with what is so by then.

    Held in the order in which `send_some` holds: what is told, then the bulletin, then its mails.
    """
    those = Bulletin.objects.select_for_update(no_key=True).filter(pk__in=set(bulletins))
    for bulletin in those.exclude(state=Bulletin.State.DRAFT).order_by("pk"):
        if _unsend(state=State.WAITING, bulletin=bulletin):
            mine = Bulletin.objects.filter(pk=bulletin.pk)
            mine.update(state=Bulletin.State.SENDING, done_at=None)
            ask_worker(bulletin=bulletin, run_at=at)


@transaction.atomic
def stop_sending(*, bulletin: Bulletin, by: Membership, at: datetime) -> int:
    """Let nothing more of a bulletin leave. Return how many are spared; raise RuleBroken where all has left."""
    held = Bulletin.objects.select_for_update(no_key=True).get(pk=bulletin.pk)
    why = BulletinCopy.Why.HALTED
    spared = BulletinCopy.objects.filter(bulletin=held, state=State.WAITING)
    count = spared.update(state=State.LEFT_OUT, why=why)
    count += _unsend(state=State.LEFT_OUT, why=why, bulletin=held)
    if held.state == Bulletin.State.DRAFT or not count:
        raise RuleBroken(_("Everything has left already, so there is nothing to stop."))
    Bulletin.objects.filter(pk=held.pk).update(state=Bulletin.State.SENT, done_at=at)
    audit(
        workspace=held.workspace,
        actor=by.user,
        verb=gettext_noop("stopped the bulletin"),
        subject=held.subject,
        at=at,
    )
    return count


def _unsend(*, state: str, why: str = "", **which: object) -> int:
    """Take mails out of the outbox, and out of people's budgets, where no worker was quicker. Return how many."""
    copies = BulletinCopy.objects.filter(
        **which, state=State.SENT, message__state__in=NOT_GONE, message__sent_at=None
    )
    found = list(copies.order_by("pk").values_list("pk", "message", "touch"))
    taken = take_back_some(message_ids=[message for _key, message, _touch in found if message])
    back = [(pk, touch) for pk, message, touch in found if message in taken]
    for start in range(0, len(back), AT_ONCE):
        part = back[start : start + AT_ONCE]
        mine = BulletinCopy.objects.filter(pk__in=[pk for pk, _none in part])
        mine.update(state=state, why=why, message=None, touch=None)
        take_back_bulletins(touches=[touch for _pk, touch in part if touch])
    return len(back)
