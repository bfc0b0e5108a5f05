"""Read a mail that came in: who wrote it to which address, in which words, and whether a person did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from secondslice.messaging.parsing.authentication import Checked, checked_by_the_receiver
from secondslice.messaging.parsing.files import name_of
from secondslice.messaging.parsing.html_text import text_of
from secondslice.messaging.parsing.machines import Machine, machine
from secondslice.messaging.parsing.quotes import own_words
from secondslice.messaging.parsing.reports import Report, report_in, report_in_words

_TO = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Forwarded-To",
    "To",
    "Cc",
)
_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What Python's parser raises over headers that are out of order; UnicodeError is a ValueError."""


class UnreadableMail(Exception):  # noqa: N818
    """This is no mail, or one from which nothing can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as far as we look at it."""

    id: str
    """Its Message-ID; where it has none, a digest of all of it."""
    sender: str
    """The address in From, in lower case."""
    sender_name: str
    recipients: tuple[str, ...]
    """Every address it may have been sent to, the surest first."""
    subject: str
    words: str
    """What the person wrote, without quote and signature."""
    attachments: tuple[str, ...]
    machine: Machine
    report: Report | None
    checked: Checked


def read(raw: bytes, *, recipient: str = "") -> Incoming:
    """Read a raw mail. `recipient` is whom it was handed in for, where that is known. Raise UnreadableMail."""
    if not raw.strip():
        raise UnreadableMail("The mail is empty.")
    try:
        mail = message_from_bytes(raw)
        return _read(mail, raw, recipient)
    except RecursionError:
        raise UnreadableMail("The mail is nested too deeply.") from None


def id_of(raw: bytes) -> str:
    """Return by what a mail is known again: its Message-ID, or a digest of all of it."""
    said = _header(message_from_bytes(raw), "Message-ID").strip()
    return said or f"sha256:{sha256(raw).hexdigest()}"


def _read(mail: Message, raw: bytes, recipient: str) -> Incoming:
    if not (mail.get("From") or mail.get("Return-Path") or mail.get("Received")):
        raise UnreadableMail("The mail has no header that names who sent it.")
    name, sender = next(iter(_addresses(mail, "From")), ("", ""))
    text, kind = _text(mail), machine(lambda header: _header(mail, header))
    report = report_in(mail)
    if report is not None:
        kind = Machine.RETURNED
    elif kind is Machine.RETURNED:
        report = report_in_words(text)
    found = [recipient.lower(), *(one for header in _TO for _name, one in _addresses(mail, header))]
    said = _header(mail, "Message-ID").strip()
    return Incoming(
        id=said or f"sha256:{sha256(raw).hexdigest()}",
        sender=sender,
        sender_name=name,
        recipients=tuple(one for one in dict.fromkeys(found) if one),
        subject=" ".join(_header(mail, "Subject").split()),
        words=own_words(text),
        attachments=tuple(_attachments(mail)),
        machine=kind,
        report=report,
        checked=checked_by_the_receiver(_header(mail, "Authentication-Results")),
    )


def _header(mail: Message, name: str) -> str:
    value = mail.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(str(value))))
    except _FAULTS:
        return str(value).encode("utf-8", "replace").decode()


def _addresses(mail: Message, name: str) -> Iterator[tuple[str, str]]:
    values = [str(value) for value in mail.get_all(name, [])]
    for shown, address in getaddresses(values):
        if "@" in address:
            yield _decoded(shown), address.lower()


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except _FAULTS:
        return text


def _text(mail: Message) -> str:
    """Return the first readable part: as plain text, else what its HTML says."""
    parts = [part for part in mail.walk() if not part.is_multipart() and not _is_attached(part)]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and (text := _content(part)).strip():
                return text if kind == "text/plain" else text_of(text)
    return ""


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a character set that nobody knows
        text = raw.decode("utf-8", "replace")
    if str(part.get_param("format", "")).lower() == "flowed":
        return _unflowed(text, joins=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _unflowed(text: str, *, joins: bool) -> str:
    """Put lines together again that were broken softly (RFC 3676)."""
    lines: list[str] = []
    soft = False
    for line in text.splitlines():
        if soft and lines and not line.startswith(">"):
            lines[-1] = (lines[-1].rstrip() if joins else lines[-1]) + line
        else:
            lines.append(line)
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _attachments(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        if _is_attached(part) and not part.is_multipart():
            yield name_of(part)
