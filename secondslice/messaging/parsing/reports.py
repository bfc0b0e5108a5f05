"""Reports about mails of ours: not delivered (RFC 3464), called spam (RFC 5965), read (RFC 8098)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from secondslice.messaging.parsing.bounces import Refusal, enhanced_code

_MESSAGE_ID = re.compile(
    r"^(?:message-id|original-message-id):\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\.\w+")
_MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of one mail of ours for one recipient."""

    recipient: str
    """In lower case; empty when the report does not say."""
    refusal: Refusal
    is_complaint: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report about a mail: what came back of it for good, and which mail it was."""

    returned: tuple[Returned, ...] = ()
    about: tuple[str, ...] = ()
    """Message-IDs in it, with their angle brackets."""


def report_in(mail: Message) -> Report | None:
    """Return what a report says; None when this mail is none. A delay and a receipt are reports of nothing."""
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    found: list[Returned] = []
    for part in parts:
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            found += _not_delivered(part)
        if part.get_content_type() == "message/feedback-report":
            found += _complaint(part)
    return Report(tuple(found), tuple(_ids(parts)))


def report_in_words(text: str) -> Report:
    """Return what can be read out of a mail server's report that follows no standard."""
    some = text[:_MOST_TEXT]
    match = _ADDRESS.search(some)
    refusal = Refusal(enhanced_code(some), " ".join(some.split())[:300])
    ids = tuple(_MESSAGE_ID.findall(text))
    return Report((Returned(match[0].lower() if match else "", refusal),), ids)


def _not_delivered(part: Message) -> Iterator[Returned]:
    for group in _groups(part):
        if str(group.get("Action", "")).strip().lower() != "failed":
            continue  # "delayed" may still arrive, "delivered" has
        recipient = _typed(group.get("Original-Recipient") or group.get("Final-Recipient"))
        said = " ".join(str(group.get("Diagnostic-Code", "")).partition(";")[2].split())
        status = str(group.get("Status", "")).split()
        yield Returned(
            parseaddr(recipient)[1].lower(), Refusal(status[0] if status else "", said[:300])
        )


def _complaint(part: Message) -> Iterator[Returned]:
    for group in _groups(part):
        kind = str(group.get("Feedback-Type", "")).strip().lower()
        if kind in {"abuse", "fraud", "virus", "other"}:
            to = parseaddr(str(group.get("Original-Rcpt-To", "")))[1].lower()
            yield Returned(to, Refusal("", kind), is_complaint=True)


def _groups(part: Message) -> list[Message]:
    """Return the groups of fields in a report part; Python's parser gives one message for each."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _typed(value: object) -> str:
    """Return the address of "rfc822; ben@acme.example"."""
    return str(value or "").partition(";")[2].strip()


def _ids(parts: list[Message]) -> Iterator[str]:
    for part in parts[1:]:
        if part.get("Message-ID"):
            yield str(part["Message-ID"]).strip()
        elif part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from _MESSAGE_ID.findall(payload.decode("utf-8", "replace"))
