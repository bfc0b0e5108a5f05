"""Take in the mails that arrive: each once, sealed until it is read, and never lost before that."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from secondslice.core.seal import UnreadableError, seal, unseal
from secondslice.messaging.models import InboundMail, Message
from secondslice.messaging.parsing.addresses import mail_behind, tags, takes_files
from secondslice.messaging.parsing.files import FileInMail, files_in
from secondslice.messaging.parsing.incoming import Incoming, UnreadableMail, id_of, read

MOST_BYTES = 400_000
"""So much of a mail is looked at: its own words stand at the top, and a report needs no more."""
MOST_BYTES_WITH_FILES = 15_000_000
"""So much of a mail to an address at which files are taken: a file of 10 MB fits, as mails write it."""
KEEP = timedelta(days=180)
"""For so long the id of a mail is known, so that it counts once; one that nobody could read is kept as long."""
RAW = "raw"
_ADDRESS, _SUBJECT, _WHY = 320, 300, 300


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail as one of the ways in hands it over."""

    raw: bytes
    way: InboundMail.Way
    recipient: str = ""
    """Whom it was for, where the way in knows that better than the mail's own headers."""


@transaction.atomic
def keep(*, parcel: Parcel, at: datetime) -> InboundMail | None:
    """Keep a mail until it is read. None when it is here already, by whatever way it came."""
    raw = parcel.raw[: most_of(parcel)]
    mail, is_new = InboundMail.objects.get_or_create(
        key=_key(raw),
        defaults={
            "way": parcel.way,
            "recipient": parcel.recipient[:_ADDRESS],
            "received_at": at,
            "sealed": seal({RAW: raw.decode("latin-1")}),
        },
    )
    return mail if is_new else None


def most_of(parcel: Parcel) -> int:
    """Return how much of a mail is looked at: its beginning, where its addresses stand, decides."""
    if settings.REPLY_ADDRESS is None or len(parcel.raw) < MOST_BYTES:
        return MOST_BYTES
    try:
        sent_to = read(parcel.raw[:MOST_BYTES], recipient=parcel.recipient).recipients
    except UnreadableMail:
        return MOST_BYTES
    wanted = any(takes_files(tag) for tag in tags(settings.REPLY_ADDRESS, sent_to))
    return MOST_BYTES_WITH_FILES if wanted else MOST_BYTES


def files_of(mail: InboundMail) -> list[FileInMail]:
    """Return the files that came with a mail that was kept."""
    raw = raw_of(mail)
    return files_in(raw, is_cut=len(raw) >= MOST_BYTES_WITH_FILES)


@transaction.atomic
def keep_unfetched(*, name: str, why: str, at: datetime) -> None:
    """Note a mail that is there, but that its server does not hand out."""
    InboundMail.objects.get_or_create(
        key=sha256(name.encode()).hexdigest(),
        defaults={
            "way": InboundMail.Way.MAILBOX,
            "received_at": at,
            "state": InboundMail.State.BROKEN,
            "why": why[:_WHY],
            "read_at": at,
        },
    )


def letter_in(mail: InboundMail) -> Incoming:
    """Return a mail that was kept, read. Raise UnreadableMail, with the reason in words."""
    return read(raw_of(mail), recipient=mail.recipient)


def raw_of(mail: InboundMail) -> bytes:
    """Return a mail as it came. Raise UnreadableMail when it is not here, or the key has changed since."""
    if not mail.sealed:
        raise UnreadableMail("It was never handed out to us.")
    try:
        return unseal(mail.sealed)[RAW].encode("latin-1")
    except UnreadableError:
        raise UnreadableMail(
            "It was sealed with another SECONDSLICE_SECRET_KEY, before it could be read."
        ) from None


@transaction.atomic
def note_read(
    *,
    mail: InboundMail,
    what: InboundMail.What,
    at: datetime,
    workspace_id: int | None = None,
    why: str = "",
    shown: Incoming | None = None,
) -> None:
    """Note what a mail was, and forget what stood in it, unless it is a stray one: somebody may look for it.

    `shown`: who wrote it stays, for a person to look into it.
    """
    mail.state, mail.what, mail.why = InboundMail.State.READ, what, why[:_WHY]
    mail.read_at, mail.workspace_id = at, workspace_id
    if what != InboundMail.What.STRAY:
        mail.sealed = ""
    if shown:
        mail.sender, mail.subject = shown.sender[:_ADDRESS], shown.subject[:_SUBJECT]
    mail.save()


@transaction.atomic
def note_broken(*, mail: InboundMail, why: str, at: datetime) -> None:
    """Note why a mail cannot be read. It stays as it came."""
    mail.state, mail.why, mail.read_at = InboundMail.State.BROKEN, why[:_WHY], at
    mail.save(update_fields=["state", "why", "read_at"])


def message_returned(letter: Incoming) -> Message | None:
    """Return the mail of ours that a report is about: by the address it came back to, or by its Message-ID in it.

    Both hold what only those know who had the mail: a report by somebody else suppresses nobody.
    """
    refs: list[uuid.UUID | None] = []
    if settings.BOUNCE_ADDRESS:
        marks = tags(settings.BOUNCE_ADDRESS, letter.recipients)
        refs += [mail_behind(mark, settings.SECRET_KEY) for mark in marks]
    if letter.report:
        refs += [_ref_in(message_id) for message_id in letter.report.about]
    known = [ref for ref in refs if ref]
    return Message.objects.filter(ref=known[0]).first() if known else None


@transaction.atomic
def forget_mails(*, at: datetime) -> int:
    """Forget mails that came long ago. Return how many."""
    gone, _ = InboundMail.objects.filter(received_at__lt=at - KEEP).delete()
    return gone


def _key(raw: bytes) -> str:
    return sha256(id_of(raw).encode("utf-8", "surrogateescape")).hexdigest()


def _ref_in(message_id: str) -> uuid.UUID | None:
    """Return which mail of ours has this Message-ID, see transports.writing."""
    name, _at, domain = message_id.strip("<> ").partition("@")
    if domain.lower() != settings.EMAIL_FROM.domain.lower():
        return None
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
