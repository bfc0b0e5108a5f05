"""Write a letter out as a mail."""

from __future__ import annotations

import secrets
import uuid
from email.errors import MessageError
from email.headerregistry import Address
from email.message import Message
from email.policy import Compat32
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from secondslice.core import clock
from secondslice.messaging.parsing.addresses import back_tag, tagged
from secondslice.messaging.parsing.bounces import Refusal
from secondslice.messaging.rules import one_line
from secondslice.messaging.transports.base import DeliveryError, Letter

LINE = 76  # a header that is shorter need not be folded (RFC 5322, 2.1.1)
LONGEST_LINE = 990
OF_LISTS = "List-"
"""Headers of links: folding would leave their first line empty, and a program may not find the link then."""


if TYPE_CHECKING:
    Usual = Compat32[Any]
else:
    Usual = Compat32


class _Swift(Usual):
    """The usual way of writing headers, without the folding of those that need none: half of the work of a mail."""

    def fold(self, name: str, value: str) -> str:
        """Return a header; a plain one that fits on a line stands as it is."""
        return self._as_it_is(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as bytes."""
        plain = self._as_it_is(name, value)
        return plain.encode() if plain else super().fold_binary(name, value)

    def _as_it_is(self, name: str, value: object) -> str:
        if not (isinstance(value, str) and value.isascii() and value.isprintable()):
            return ""
        most = LONGEST_LINE if name.startswith(OF_LISTS) else LINE
        return f"{name}: {value}{self.linesep}" if len(name) + len(value) < most else ""


SWIFT = _Swift()


class _Mail(EmailMultiAlternatives):
    """A mail that is quickly written out."""

    def message(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  (Django's own signature)
        """Return it with the swift policy, and with a border between its parts that need not be searched for."""
        mail: Message = super().message(*args, **options)
        if mail.is_multipart():
            mail.set_boundary(f"=_{secrets.token_hex(16)}")
        for part in mail.walk():
            part.policy = SWIFT
        return mail


def written(letter: Letter) -> EmailMultiAlternatives:
    """Return a letter as a mail; its Message-ID stays the same over all tries, so that a repeat can be told.

    Raise DeliveryError where no mail can be sent to the address.
    """
    sender = settings.EMAIL_FROM
    try:
        to = Address(one_line(letter.to_name), addr_spec=letter.to)
    except (ValueError, MessageError) as error:
        why = f"No mail can be sent to {letter.to!r}."
        raise DeliveryError(why, permanent=True, refusal=Refusal("5.1.3", why)) from error
    headers = {
        "Message-ID": f"<{letter.id}@{sender.domain}>",
        "Date": format_datetime(clock.now()),
        **letter.headers,
    }
    mail = _Mail(
        letter.subject,
        letter.text,
        from_email=str(
            Address(letter.from_name or sender.display_name, addr_spec=sender.addr_spec)
        ),
        to=[str(to)],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        method = "CANCEL" if "\nMETHOD:CANCEL" in letter.calendar else "REQUEST"
        mail.attach("invite.ics", letter.calendar, f"text/calendar; method={method}")
    return mail


def come_back_to_us(mail: EmailMultiAlternatives, letter: Letter) -> None:
    """Give a mail an envelope sender of its own (VERP), so that we know which mail it is when it comes back."""
    if settings.BOUNCE_ADDRESS:
        tag = back_tag(uuid.UUID(letter.id), settings.SECRET_KEY)
        mail.extra_headers["From"] = mail.from_email
        mail.from_email = tagged(settings.BOUNCE_ADDRESS, tag)
