"""Speak SMTP."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from secondslice.core.logs import without_tokens
from secondslice.messaging.journal import Journal
from secondslice.messaging.parsing.bounces import Refusal, enhanced_code
from secondslice.messaging.transports.base import DeliveryError, Letter, OneByOne, ServerAway
from secondslice.messaging.transports.writing import come_back_to_us, written

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PERMANENT = 500  # SMTP replies of 500 and above are final (RFC 5321, 4.2.1)
NOT_ABOUT_THE_LETTER = {
    421,
    530,
}  # "closing down" (RFC 5321, 3.8) and "sign in first" (RFC 4954, 6), at any step
SECONDS = 20
FINAL_SECONDS = 120
"""The server looks at the content now: who hangs up too soon sends the same mail again (RFC 5321, 4.5.3.2.6)."""
GO_AHEAD = 354


class Smtp(OneByOne):
    """One connection to the mail server, opened for the first letter and kept for the next."""

    keeps = False

    def __init__(self, options: dict[str, object], *, journal: Journal | None = None) -> None:
        self._journal = journal
        self._names_the_mail = True
        """The server lets us say, mail by mail, where it goes when it comes back."""
        self._backend = _Backend(
            host=str(options["host"]),
            port=int(str(options["port"])),
            username=str(options["username"]),
            password=str(options["password"]),
            use_tls=bool(options["use_tls"]),
            use_ssl=bool(options["use_ssl"]),
            timeout=SECONDS,
        )
        self._backend.journal = journal

    def deliver(self, letter: Letter) -> None:
        """Send one letter; its Message-ID stays the same over all tries, so that a repeat can be told."""
        mail = written(letter)
        if self._names_the_mail:
            come_back_to_us(mail, letter)
        self._backend.letter = letter.id
        is_new = bool(self._backend.connection is None)
        try:
            self._hand_over(mail)
        except ServerAway:
            if is_new or self._backend.has_left:  # it may have taken it: not again at once
                raise
            self._hand_over(mail)  # it only hung up: many do after some time or some mails
        if self._journal:
            self._journal.handed(letter.id)

    def _hand_over(self, mail: EmailMultiAlternatives) -> None:
        self._backend.has_left = False
        try:
            self._backend.open()
            self._send(mail)
        except (SMTPException, OSError) as error:
            if self._journal:
                self._journal.kept_back(self._backend.letter)
            self.close()
            raise _refusal(error) from error

    def _send(self, mail: EmailMultiAlternatives) -> None:
        """Send under an address of the mail's own, or, where the server allows no sender but its user, under that."""
        try:
            self._backend.send_messages([mail])
        except SMTPSenderRefused as error:
            usual = mail.extra_headers.get("From")
            if error.smtp_code < PERMANENT or usual in {None, mail.from_email}:
                raise
            mail.from_email = usual
            self._backend.send_messages([mail])
            self._names_the_mail = False

    def close(self) -> None:
        """Say goodbye to the server."""
        self._backend.close()


class _Telling(SMTP):
    """An SMTP conversation that tells when the content of a mail leaves."""

    on_content: Callable[[], None] | None = None
    _answered = 0

    def getreply(self) -> tuple[int, bytes]:
        """Keep the number of the server's answer."""
        reply = super().getreply()
        self._answered = reply[0]
        return reply

    def send(self, s: ReadableBuffer | str) -> None:
        """Send; after the server's 354, it is the content (RFC 5321, 4.1.1.4)."""
        is_content = self._answered == GO_AHEAD
        if self.sock:
            self.sock.settimeout(FINAL_SECONDS if is_content else SECONDS)
        if is_content and self.on_content:
            self.on_content()
        super().send(s)


class _TellingSsl(SMTP_SSL, _Telling):
    """The same over TLS from the first byte on."""


class _Backend(EmailBackend):
    """Django's backend, whose conversations are noted in a journal."""

    journal: Journal | None = None
    letter = ""
    """The id of the letter in hand."""
    has_left = False
    """Its content is on the wire, and the server's answer has not been heard."""

    @property
    def connection_class(self) -> type[SMTP]:
        """Return the class of a new connection, as Django chooses it."""
        return _TellingSsl if self.use_ssl else _Telling

    def open(self) -> bool | None:
        """Open the connection, and let it tell."""
        opened = super().open()
        conversation: object = self.connection
        if opened and isinstance(conversation, _Telling):
            conversation.on_content = self._note
        return opened

    def _note(self) -> None:
        self.has_left = True
        if self.journal:
            self.journal.handing(self.letter)


def _refusal(error: Exception) -> DeliveryError:
    """Tell a refusal of this one letter, which may be final, from a server that takes none now."""
    if isinstance(error, SMTPRecipientsRefused):
        (to, (code, words)) = next(iter(error.recipients.items()))
        refusal = Refusal(enhanced_code(_text(words)), f"{code} {_text(words)}")
        return _answer(f"The mail server refused {to}", code, words, refusal)
    if isinstance(error, SMTPDataError):
        return _answer(
            "The mail server refused this mail",
            error.smtp_code,
            error.smtp_error,
            _late_refusal(error),
        )
    if isinstance(error, SMTPResponseException):
        return ServerAway(_said("The mail server takes no mail", error.smtp_code, error.smtp_error))
    return ServerAway(f"The mail server cannot be reached: {error}.")


def _late_refusal(error: SMTPDataError) -> Refusal | None:
    """Return what is said of the recipient after the mail: only an enhanced code tells that from a bad mail."""
    words = _text(error.smtp_error)
    status = enhanced_code(words)
    return Refusal(status, f"{error.smtp_code} {words}") if status else None


def _answer(
    what: str, code: int, words: bytes | str, refusal: Refusal | None = None
) -> DeliveryError:
    if code in NOT_ABOUT_THE_LETTER:
        return ServerAway(_said("The mail server takes no mail", code, words))
    return DeliveryError(_said(what, code, words), permanent=code >= PERMANENT, refusal=refusal)


def _said(what: str, code: int, words: bytes | str) -> str:
    """Return a sentence with the server's words, which may quote from the mail: its links do not belong there."""
    return without_tokens(f"{what}: {code} {_text(words)}")


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
