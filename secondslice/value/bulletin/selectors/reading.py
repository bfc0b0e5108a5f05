"""The bulletins of a workspace, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Contact
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.rules import HANGS_ON_ANSWERS
from secondslice.value.mail_kinds import BULLETIN

ROWS_ON_A_PAGE = 30
State = BulletinCopy.State
_ASKED_IN_CONFIDENCE = Ask.objects.filter(contact=OuterRef("contact")).exclude(mode=Ask.Mode.NAMED)


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a bulletin that was sent."""

    sent: int
    waiting: int
    came_back: int
    """Of those that went out."""
    left_out: Mapping[str, int]
    kept: int = 0
    """Of whom the reader may not know whether they got it: they were asked in confidence once."""

    @property
    def meant(self) -> int:
        """Return for how many people it was meant."""
        return self.sent + self.waiting + sum(self.left_out.values()) + self.kept


def bulletin_slice(membership: Membership, *, after: str) -> Slice[Bulletin]:
    """Return one page of the bulletins, the latest first, each with `sent_count` and `service_name`: one query."""
    sent = BulletinCopy.objects.filter(bulletin=OuterRef("pk"), state=State.SENT).order_by()
    if not membership.keeps_confidences:
        sent = sent.filter(~Exists(_ASKED_IN_CONFIDENCE))
    counted = sent.values("bulletin").annotate(count=Count("pk")).values("count")
    rows = with_service(Bulletin.objects.filter(workspace=membership.workspace_id))
    found = rows.select_related("sent_by", "by").annotate(
        sent_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )
    return slice_of(found, by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True)


def with_service(found: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    """Return them with `service_name`: what the service of the segment is called now."""
    now = ServiceVersion.objects.filter(service=OuterRef("service"), is_current=True)
    return found.annotate(service_name=Subquery(now.values("name")[:1]))


def became_of(bulletin: Bulletin, *, by: Membership) -> Became:
    """Return to how many it went, how many wait, and how many were left out, by reason, as this member may know it.

    Two queries, three for who keeps no confidences.
    """
    copies = BulletinCopy.objects.filter(bulletin=bulletin).order_by()
    counts = {State.SENT.value: 0, State.WAITING.value: 0}
    left_out: dict[str, int] = {}
    kept = 0
    if not by.keeps_confidences:
        hidden = copies.filter(Exists(_ASKED_IN_CONFIDENCE), why__in=HANGS_ON_ANSWERS)
        kept = hidden.count()
        copies = copies.exclude(pk__in=hidden.values("pk"))
    for row in copies.values("state", "why").annotate(count=Count("pk")):
        if row["state"] == State.LEFT_OUT:
            left_out[row["why"]] = row["count"]
        else:
            counts[row["state"]] = row["count"]
    lost = copies.filter(state=State.SENT, message__state=Message.State.FAILED).count()
    return Became(counts[State.SENT.value], counts[State.WAITING.value], lost, left_out, kept)


def last_until(workspace: Workspace) -> date | None:
    """Return with which day the last bulletin that was sent ended."""
    sent = Bulletin.objects.filter(workspace=workspace).exclude(state=Bulletin.State.DRAFT)
    return sent.order_by("-until").values_list("until", flat=True).first()


def bulletins_of(contact: Contact) -> list[dict[str, object]]:
    """Return which bulletins went out to a person, and when: for the file with everything about the person."""
    copies = BulletinCopy.objects.filter(
        Q(state=State.SENT), workspace=contact.workspace_id, contact=contact
    )
    found = copies.select_related("bulletin", "touch").order_by("pk")
    return [
        {"subject": one.bulletin.subject, "on": one.touch.on if one.touch else None}
        for one in found
    ]


def why_not_again(messages: Iterable[Message]) -> dict[int, str]:
    """Return which of these messages are bulletins, and in words why none of them is sent again."""
    why = _(
        "A bulletin is sent once only: meanwhile the person may want none, or an author may have taken a quote back."
    )
    return {one.pk: why for one in messages if one.kind == BULLETIN}


def must_be_no_bulletin(message: Message) -> None:
    """Raise RuleBroken for a bulletin that is to be sent again."""
    if why := why_not_again([message]):
        raise RuleBroken(why[message.pk])


def service_name(bulletin: Bulletin) -> str:
    """Return what the service of the segment is called now, or nothing."""
    found = ServiceVersion.objects.filter(service=bulletin.service_id, is_current=True)
    return found.values_list("name", flat=True).first() or ""
