"""What was written between a customer and us about a No, and the files: as pieces of the thread of the case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum

from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.messaging.models import Bounce, Message
from secondslice.pulse.models import Ask
from secondslice.recovery.file_rules import Unfit
from secondslice.recovery.models import Attachment, Case, CaseMail, CaseReply
from secondslice.recovery.thread_words import unfit_words

MOST_REFERENCES = 8
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,120}@[^<>\s@]{1,120}>")


class Fate(StrEnum):
    """What became of a mail, as far as the outbox knows."""

    WAITS = "waits"
    LEFT = "left"
    """A mail server has taken it, and it has not come back."""
    KEPT = "kept"
    """This installation sends no mail: it can be read in the outbox."""
    LOST = "lost"
    """It was refused, or came back."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """A mail, a reply or a file in the thread. `kind` decides how the page words it."""

    at: datetime
    kind: str
    who: str
    subject: str = ""
    words: str = ""
    fate: Fate | None = None
    answers_no: bool = False
    doubt: str = ""
    """The address a reply came from that is not shown to be the customer's."""
    files: Sequence[Attachment] = field(default_factory=list)
    left_out: Sequence[str] = field(default_factory=list)
    """Why files were not taken, in sentences."""


def correspondence(case: Case) -> list[Piece]:
    """Return all pieces of a case: three queries."""
    with_replies: dict[int, list[Attachment]] = {}
    alone: list[Attachment] = []
    for one in Attachment.objects.filter(case=case).select_related("by", "removed_by"):
        if one.reply_id is None:
            alone.append(one)
        else:
            with_replies.setdefault(one.reply_id, []).append(one)
    replies = CaseReply.objects.filter(case=case)
    return [
        *map(_of_mail, _mails(case)),
        *(_of_reply(one, case.contact.name, with_replies.get(one.pk, [])) for one in replies),
        *(Piece(at=one.at, kind="file", who=_name(one), files=[one]) for one in alone),
    ]


def _mails(case: Case) -> QuerySet[CaseMail]:
    bounced = Bounce.objects.filter(message=OuterRef("message")).exclude(kind=Bounce.Kind.COMPLAINT)
    return (
        CaseMail.objects.filter(case=case)
        .select_related("by", "message")
        .defer("message__text", "message__html", "message__sealed")
        .annotate(came_back=Exists(bounced))
    )


def _of_mail(mail: CaseMail) -> Piece:
    return Piece(
        at=mail.at,
        kind="mail",
        who=mail.by.name if mail.by else "",
        subject=mail.subject,
        words=mail.words,
        fate=_fate(mail.message, came_back=bool(getattr(mail, "came_back", False))),
        answers_no=mail.answers_no,
    )


def _fate(message: Message | None, *, came_back: bool) -> Fate:
    if message is None:
        return Fate.UNKNOWN
    fates = {
        Message.State.WAITING: Fate.WAITS,
        Message.State.SENDING: Fate.WAITS,
        Message.State.SENT: Fate.LOST if came_back else Fate.LEFT,
        Message.State.KEPT: Fate.KEPT,
        Message.State.FAILED: Fate.LOST,
    }
    return fates[Message.State(message.state)]


def _of_reply(reply: CaseReply, name: str, files: Sequence[Attachment]) -> Piece:
    return Piece(
        at=reply.at,
        kind="reply",
        who=name,
        subject=reply.subject,
        words=reply.words,
        doubt="" if reply.is_proven else reply.sender,
        files=files,
        left_out=[unfit_words(Unfit(one["why"]), name=one["name"]) for one in reply.left_out],
    )


def _name(one: Attachment) -> str:
    return one.by.name if one.by else ""


def mail_behind(tags: Sequence[str]) -> CaseMail | None:
    """Return the mail whose address for replies this is; None when it belongs to none: one query."""
    if not tags:
        return None
    found = CaseMail.objects.filter(token_digest__in=[digest(tag) for tag in tags])
    return found.select_related(
        "case__workspace", "case__ask", "case__project", "case__customer", "case__contact__workspace", "case__owner",
    ).first()  # fmt: skip


def mail_that_left(message: Message) -> CaseMail | None:
    """Return the mail of a case that this message carried; None when it is another one: one query."""
    found = CaseMail.objects.filter(message=message)
    return found.select_related(
        "case__workspace", "case__ask", "case__project", "case__customer", "case__contact", "case__owner",
    ).first()  # fmt: skip


def earlier_ids(case: Case) -> list[str]:
    """Return the Message-IDs of what was written before, the question first, the newest last: two queries.

    What somebody else's mail program wrote counts only where it has the form of an id.
    """
    mails = CaseMail.objects.filter(case=case, message__isnull=False).order_by("at", "pk")
    ours = [(at, _id(ref)) for at, ref in mails.values_list("at", "message__ref")]
    theirs = CaseReply.objects.filter(case=case).values_list("at", "message_id")
    sound = [(at, one) for at, one in theirs if _MESSAGE_ID.fullmatch(one)]
    ids = [one for _at, one in sorted([*ours, *sound])]
    question = case.ask.message
    if question is not None and question.channel == "mail":
        ids.insert(0, _id(question.ref))
    return [*ids[:1], *ids[1:][-MOST_REFERENCES:]]


def _id(ref: object) -> str:
    """Return the Message-ID of a mail of ours, see messaging.transports.writing."""
    return f"<{ref}@{settings.EMAIL_FROM.domain}>"


def bytes_kept(case: Case) -> int:
    """Return how large the files of a case are together: one query."""
    kept = Attachment.objects.filter(case=case, removed_at=None)
    return int(kept.aggregate(all=Sum("size"))["all"] or 0)


def stored_files() -> set[str]:
    """Return the names of all files that a row knows, of every workspace."""
    return set(Attachment.objects.exclude(stored="").values_list("stored", flat=True))


def written_with(contact: Contact) -> list[dict[str, object]]:
    """Return what was written with a person about a No, to be taken along: three queries."""
    cases = Case.objects.filter(workspace=contact.workspace_id, contact=contact)
    cases = cases.exclude(ask__mode=Ask.Mode.ANONYMOUS)
    mails = CaseMail.objects.filter(case__in=cases).select_related("case__project", "by")
    replies = CaseReply.objects.filter(case__in=cases, is_proven=True).select_related(
        "case__project"
    )
    files = Attachment.objects.filter(case__in=cases, reply__isnull=False, removed_at=None)
    names: dict[int | None, list[str]] = {}
    for reply, name in files.values_list("reply", "name"):
        names.setdefault(reply, []).append(name)
    found: list[tuple[datetime, dict[str, object]]] = [
        *((one.at, _as_values(one, who=one.by.name if one.by else "")) for one in mails),
        *(
            (one.at, _as_values(one, who=contact.name) | {"files": names.get(one.pk, [])})
            for one in replies
        ),
    ]
    return [values for _at, values in sorted(found, key=lambda pair: pair[0])]


def _as_values(one: CaseMail | CaseReply, *, who: str) -> dict[str, object]:
    return {
        "project": one.case.project.name,
        "from": who,
        "subject": one.subject,
        "words": one.words,
        "at": one.at,
    }
