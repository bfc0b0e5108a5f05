"""Begin a bulletin, write it, throw it away. Nothing leaves by this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import reword_audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.forgetting import without_person
from secondslice.customers.models import Contact
from secondslice.customers.services import Identity
from secondslice.funnel.menu.models import Service
from secondslice.messaging.models import Message
from secondslice.messaging.services import forget_words
from secondslice.value.bulletin.models import Bulletin, BulletinCopy, BulletinItem
from secondslice.value.bulletin.rules import LONGEST, MOST_ITEMS, usual_period
from secondslice.value.bulletin.selectors.facts import Fact, What
from secondslice.value.bulletin.selectors.reading import last_until
from secondslice.value.bulletin.services.recalling import recall_bulletins

State = Bulletin.State
SENT = "sent the bulletin"
"""What the audit says of one that was sent (`send_bulletin`)."""


@dataclass(frozen=True, slots=True)
class Text:
    """What one types about a bulletin."""

    since: date
    until: date
    subject: str
    words: str
    segment: str
    service: Service | None = None
    life: str = ""


@transaction.atomic
def begin_bulletin(*, by: Membership, at: datetime) -> Bulletin:
    """Begin a draft over what happened since the last bulletin; one that this member began and left empty goes on."""
    workspace = by.workspace
    today = clock.day_of(at, workspace.time_zone)
    since, until = usual_period(last_until(workspace), today=today)
    with translation.override(workspace.language):
        subject = _("What was delivered, and what we changed because you told us")
    left = Bulletin.objects.filter(
        workspace=workspace, state=State.DRAFT, by=by.user, words="", subject=subject, items=None
    ).first()
    if left is not None:
        Bulletin.objects.filter(pk=left.pk).update(since=since, until=until, at=at)
        left.refresh_from_db()
        return left
    return Bulletin.objects.create(
        workspace=workspace, since=since, until=until, subject=subject, by=by.user, at=at
    )


@transaction.atomic
def write_bulletin(
    *, bulletin: Bulletin, text: Text, items: Sequence[Fact], by: Membership, at: datetime
) -> None:
    """Keep what was typed and chosen. Raise RuleBroken when it was sent meanwhile, or is no bulletin any more."""
    if text.until < text.since:
        raise RuleBroken(_("The period ends before it begins. Change one of the days."))
    if text.until - text.since > LONGEST:
        raise RuleBroken(_("That is more than two years. Choose a shorter period."))
    if len(items) > MOST_ITEMS:
        raise RuleBroken(
            ngettext(
                "%(count)s thing is more than anybody reads. Choose %(most)s at most.",
                "%(count)s things are more than anybody reads. Choose %(most)s at most.",
                len(items),
            )
            % {"count": len(items), "most": MOST_ITEMS}
        )
    told = {one.name: getattr(text, one.name) for one in fields(text)}
    if not Bulletin.objects.filter(pk=bulletin.pk, state=State.DRAFT).update(
        **told, by=by.user, at=at
    ):
        raise RuleBroken(_("This bulletin was sent meanwhile, so it is not changed any more."))
    BulletinItem.objects.filter(bulletin=bulletin).delete()
    BulletinItem.objects.bulk_create([_item(bulletin, one) for one in items])


@transaction.atomic
def drop_bulletin(*, bulletin: Bulletin) -> None:
    """Throw a draft away. Raise RuleBroken when it was sent."""
    if not Bulletin.objects.filter(pk=bulletin.pk, state=State.DRAFT).delete()[0]:
        raise RuleBroken(_("This bulletin was sent, so it stays."))


@transaction.atomic
def forget_in_bulletins(*, contact: Contact, was: Identity, at: datetime) -> None:
    """Somebody was erased: take the name out of what we wrote ourselves, and name and quotes out of every mail.

    Of what has left, it stays that there was a mail to each reader; what waits is written anew.
    """
    quoted = BulletinItem.objects.filter(
        workspace=contact.workspace_id, quote__contact=contact
    ).exclude(bulletin__state=State.DRAFT)
    told = {*quoted.values_list("bulletin", flat=True), *_forget_name(contact, was)}
    if not told:
        return
    recall_bulletins(bulletins=told, at=at)
    copies = BulletinCopy.objects.filter(bulletin__in=told, message__isnull=False)
    forget_words(messages=Message.objects.filter(pk__in=copies.values("message")))


def _forget_name(contact: Contact, was: Identity) -> list[int]:
    """Take the name out of our own words. Return which bulletins had it."""
    found = []
    for one in Bulletin.objects.filter(workspace=contact.workspace_id):
        subject, words = (without_person(text, was.words) for text in (one.subject, one.words))
        if (one.subject, one.words) != (subject, words):
            Bulletin.objects.filter(pk=one.pk).update(subject=subject, words=words)
            reword_audit(workspace=contact.workspace, verb=SENT, was=one.subject, now=subject)
            found.append(one.pk)
    return found


def _item(bulletin: Bulletin, fact: Fact) -> BulletinItem:
    field = {What.PROJECT: "project_id", What.CHANGE: "change_id", What.QUOTE: "quote_id"}
    return BulletinItem(
        workspace=bulletin.workspace, bulletin=bulletin, **{field[fact.what]: fact.pk}
    )
