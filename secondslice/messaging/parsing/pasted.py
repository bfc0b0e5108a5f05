"""Read the headers of a mail that arrived, as a person has copied them out of a mail program."""

from __future__ import annotations

import re
from email import message_from_string

from secondslice.messaging.parsing.authentication import checked_by_the_receiver
from secondslice.messaging.parsing.incoming import read
from secondslice.messaging.parsing.sender_records import Arrived

_FOLDED = re.compile(r"\r?\n[ \t]+")


def arrived_as(headers: str) -> tuple[Arrived, str]:
    """Return what these headers say, and the selector of our signature; raise UnreadableMail when they are none."""
    text = headers.strip() + "\n\n"
    mail = message_from_string(text)
    sender = read(text.encode("utf-8", "replace")).sender.rpartition("@")[2]
    results = [_FOLDED.sub(" ", str(one)) for one in mail.get_all("Authentication-Results", [])]
    signatures = [_signature(str(one)) for one in mail.get_all("DKIM-Signature", [])]
    checked = checked_by_the_receiver(results[0] if results else "")
    ours = next((one for one in signatures if one.get("d") == checked.dkim.domain), None)
    ours = ours or next(iter(signatures), {})
    signed = tuple(name.strip().lower() for name in ours.get("h", "").split(":") if name.strip())
    return Arrived(sender, checked, signed), ours.get("s", "")


def _signature(value: str) -> dict[str, str]:
    parts = [part.partition("=") for part in re.sub(r"\s", "", value).split(";") if "=" in part]
    return {name.lower(): text.lower() for name, _equals, text in parts}
