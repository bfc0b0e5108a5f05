"""Write the page for an executive, and send it: only by a press of who runs the PMO, and within the contact budget."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import still_here
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why, may_touch
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.services.talking import note_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.value.mail_kinds import ONE_PAGER, ONE_PAGER_MEMBER
from secondslice.value.models import Testimonial
from secondslice.value.outlook.models import Alarm, OnePager
from secondslice.value.outlook.selectors.pager import Written, seen_of, written_for
from secondslice.value.outlook.words import not_now_words

LONGEST = 6000


@transaction.atomic
def write_page(
    *,
    by: Membership,
    alarm: Alarm,
    words: str,
    quote: Testimonial | None,
    look: str,
    at: datetime,
) -> OnePager:
    """Keep the words of the page. Raise RuleBroken when it was sent, or is empty."""
    text = words.replace("\x00", "").strip()[:LONGEST]
    if not text:
        raise RuleBroken(_("The page would be empty. Write something, or draft it anew."))
    _held(alarm)
    found, _is_new = OnePager.objects.get_or_create(
        alarm=alarm,
        defaults={"workspace": alarm.workspace, "words": text, "look": look, "at": at},
    )
    _must_be_unsent(found)
    OnePager.objects.filter(pk=found.pk).update(
        words=text, quote=quote, look=look, by=by.user, at=at
    )
    return found


@transaction.atomic
def draft_anew(*, alarm: Alarm) -> None:
    """Throw away what somebody wrote: the page is drafted from the rows again. Raise RuleBroken when it was sent."""
    _held(alarm)
    found = OnePager.objects.filter(alarm=alarm).first()
    if found is not None:
        _must_be_unsent(found)
        found.delete()


@transaction.atomic
def address_to(*, alarm: Alarm, contact: Contact | None = None, member: User | None = None) -> None:
    """Say for which executive the page is. Raise RuleBroken when it was sent: it is another person's by then."""
    _held(alarm)
    found = OnePager.objects.filter(alarm=alarm).first()
    if found is not None:
        _must_be_unsent(found)
    if alarm.kind in {Alarm.Kind.QUIET, Alarm.Kind.NEW}:
        raise RuleBroken(_("This alarm is about one executive, so the page is for that one."))
    Alarm.objects.filter(pk=alarm.pk).update(contact=contact, member=member)


@transaction.atomic
def send_page(*, by: Membership, alarm: Alarm, at: datetime, seen: str | None = None) -> OnePager:
    """Send the page to the executive, once, as it stands now. Raise RuleBroken where that may not be.

    `seen`: what stood on the page that was looked at (selectors.pager.seen_of); another one is not sent.
    Somebody at a customer is written to within the contact budget, and it counts there as a mail in person; a member is
    written to as members are.
    """
    alarm = _held(alarm)
    if alarm.contact_id is None and alarm.member_id is None:
        raise RuleBroken(_("Nobody is known who leads there. Choose for whom the page is."))
    found = OnePager.objects.filter(alarm=alarm).first()
    if found is not None:
        _must_be_unsent(found)
    written = written_for(by, alarm, at=at)
    if seen is not None and seen != seen_of(alarm, written):
        raise RuleBroken(
            _("The page has changed since you looked at it. Read it once more, and press again.")
        )
    message = (
        _to_contact(by, alarm.contact, written, at=at)
        if alarm.contact is not None
        else _to_member(by, alarm, written, at=at)
    )
    page, _is_new = OnePager.objects.update_or_create(
        alarm=alarm,
        defaults={
            "workspace": alarm.workspace,
            "words": written.words,
            "quote": written.quote,
            "look": written.content.look,
            "by": by.user,
            "at": at,
            "sent_at": at,
            "message": message,
        },
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("sent a page about what we did to"),
        subject=alarm.executive_name,
        about=alarm.contact.ref if alarm.contact else None,
        at=at,
    )
    return page


def _to_contact(by: Membership, contact: Contact, written: Written, *, at: datetime) -> Message:
    workspace = by.workspace
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    why = Why.UNREACHABLE
    if standing.contact.erased_at is None and not suppressed(workspace.pk, [contact.email]):
        why = may_touch(standing.day, standing.person, standing.limits)
    is_confided = bool(confided([contact.pk]))
    if why is not Why.FITS:
        may_know = by.keeps_confidences or not is_confided
        raise RuleBroken(not_now_words(why if may_know else Why.FITS, name=contact.name))
    message = queue_mail(
        workspace_id=workspace.pk,
        kind=ONE_PAGER,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.user.name}, {workspace.name}",
            reply_to=by.user.email,
            headers=HEADERS,
            about=contact.ref,
            in_confidence=is_confided,
        ),
        language=written.content.language,
        at=at,
        context={
            **_shared(by, written),
            "workspace": {"name": workspace.name, "colour": workspace.colour},
            "contact": {"name": contact.name},
        },
        secrets={"me": ways_out(page_tokens(contacts=[standing.contact])[contact.pk]).page},
    )
    note_mail(by=by.user, contact=standing.contact, at=at)
    return message


def _to_member(by: Membership, alarm: Alarm, written: Written, *, at: datetime) -> Message:
    member = alarm.member
    if member is None or member.pk not in still_here(by.workspace, [member.pk]):
        raise RuleBroken(
            _("This executive is no member here any more. Choose for whom the page is.")
        )
    return write_to_member(
        workspace=by.workspace,
        user=member,
        kind=ONE_PAGER_MEMBER,
        context=_shared(by, written),
        at=at,
    )


def _shared(by: Membership, written: Written) -> dict[str, object]:
    quote = written.quote
    return {
        "asker": by.user.name,
        "area": written.content.area,
        "paragraphs": [one.strip() for one in written.words.split("\n\n") if one.strip()],
        "quote": {"words": quote.words, "signed": quote.signed} if quote else None,
    }


def _held(alarm: Alarm) -> Alarm:
    """Hold an alarm until the end of the transaction, and return it as it is now.

    Whoever writes, drafts, addresses or sends its page waits here for the others: what leaves is what one of them saw.
    """
    rows = Alarm.objects.select_related("workspace", "customer", "contact", "member")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=alarm.pk)


def _must_be_unsent(page: OnePager) -> None:
    if page.sent_at is not None:
        raise RuleBroken(
            _("This page was sent already. It is not changed any more, and nobody gets it twice.")
        )
