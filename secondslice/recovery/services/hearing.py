"""Take what a customer writes back about a No: it stands in the thread, the owner is told, and it is no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from secondslice.accounts.models import User
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core.logs import without_tokens
from secondslice.messaging.parsing.files import FileInMail
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Case, CaseMail, CaseReply
from secondslice.recovery.selectors.readers import who_owns
from secondslice.recovery.services.attaching import take_files

MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Heard:
    """A mail to the address of a case."""

    sender: str
    is_forged: bool
    """The domain of the sender says that it has not sent this."""
    subject: str
    words: str
    message_id: str
    at: datetime
    files: Sequence[FileInMail] = field(default_factory=list)


@transaction.atomic
def take_reply(*, mail: CaseMail, heard: Heard) -> CaseReply:
    """Put a reply into the thread, and tell the owner. Who wrote it is believed as in replies to questions.

    The links in it are taken out: they are the customer's.
    """
    case = mail.case
    is_proven = heard.sender == case.contact.email.lower() and not heard.is_forged
    reply = CaseReply.objects.create(
        workspace_id=mail.workspace_id,
        case=case,
        mail=mail,
        sender=heard.sender[:320],
        is_proven=is_proven,
        subject=without_tokens(heard.subject)[:300],
        words=without_tokens(heard.words[:MOST_WORDS]).strip(),
        message_id=heard.message_id[:300],
        at=heard.at,
    )
    take_files(reply=reply, came=heard.files)
    _tell(
        case,
        kind="recovery.case_reply",
        at=heard.at,
        words=reply.words,
        sender="" if is_proven else reply.sender,
        files=reply.attachments.count(),
        left_out=len(reply.left_out),
    )
    return reply


@transaction.atomic
def tell_not_delivered(*, mail: CaseMail, at: datetime) -> None:
    """Tell the owner that a mail to the customer has come back: the person has not heard what we wrote."""
    _tell(mail.case, kind="recovery.mail_lost", at=at, about=mail.subject)


def _tell(case: Case, *, kind: str, at: datetime, **context: object) -> None:
    """Queue a mail to whoever hears what the owner hears. What was told in confidence it does not repeat."""
    for reader in who_owns(case, at):
        _queue(case, reader, kind=kind, at=at, context=context)


def _queue(
    case: Case, reader: User, *, kind: str, at: datetime, context: Mapping[str, object]
) -> None:
    workspace = case.workspace
    path = reverse("recovery:case", args=[workspace.slug, case.ref])
    zone = reader.time_zone or workspace.time_zone
    language = reader.language or workspace.language
    is_confided = case.ask.mode != Ask.Mode.NAMED
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        write_to_member(
            workspace=workspace,
            user=reader,
            kind=kind,
            context={"case": case, "is_confided": is_confided, **context},
            path=f"{path}#thread",
            about=case.contact.ref,
            in_confidence=is_confided,
            at=at,
        )
