"""Fetch mail by IMAP (RFC 3501): what is unread, each mail once; afterwards it is marked as read and stays there."""

from __future__ import annotations

import imaplib
from collections.abc import Sequence
from types import TracebackType

SECONDS = 20


class MailboxAway(Exception):  # noqa: N818
    """The mailbox cannot be opened or read now. The message says why, in a sentence."""


class NotFetched(Exception):  # noqa: N818
    """The server does not hand out this one mail."""


class Mailbox:
    """One conversation with a mail server. Use it in a `with` statement."""

    def __init__(self, options: dict[str, object]) -> None:
        self._options = options
        self._folder = str(options["folder"])

    def __enter__(self) -> Mailbox:
        """Open the mailbox. Raise MailboxAway when it is not there, or does not let us in."""
        try:
            self._server = self._connected()
        except OSError as error:
            raise MailboxAway(f"The mailbox cannot be reached: {error}.") from error
        try:
            self._server.login(str(self._options["username"]), str(self._options["password"]))
            self._must(self._server.select(_quoted(self._folder)), "has no folder that it opens")
        except (imaplib.IMAP4.error, OSError) as error:
            self._leave()
            raise MailboxAway(f"The mailbox does not let us in: {_said(error)}.") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye."""
        self._leave()

    @property
    def name(self) -> str:
        """Return what distinguishes this folder as it is now from any other: a uid means a mail only with it."""
        validity = self._server.response("UIDVALIDITY")[1]
        number = validity[0].decode() if validity and validity[0] else ""
        return f"{self._options['host']}/{self._folder}/{number}"

    def unread(self) -> list[str]:
        """Return the uids of the mails that nobody has read yet, the oldest first."""
        found = self._command("SEARCH", "UNSEEN")
        return found[0].decode().split() if found and isinstance(found[0], bytes) else []

    def fetch(self, uid: str, *, most: int) -> bytes | None:
        """Return the first `most` bytes of a mail, without marking it; None when it has gone meanwhile.

        Raise NotFetched when the server says no.
        """
        try:
            found = self._command("FETCH", uid, f"(BODY.PEEK[]<0.{most}>)")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise NotFetched(_said(error)) from error
        return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)

    def mark_read(self, uid: str) -> None:
        """Mark a mail as read: it is with us."""
        self._command("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")

    def _connected(self) -> imaplib.IMAP4:
        host, port = str(self._options["host"]), int(str(self._options["port"]))
        kind = imaplib.IMAP4_SSL if self._options["use_ssl"] else imaplib.IMAP4
        return kind(host, port, timeout=SECONDS)

    def _command(self, name: str, *words: str) -> Sequence[object]:
        """Give a command about uids. Raise MailboxAway when the server is gone."""
        try:
            return self._must(self._server.uid(name, *words), f"refuses {name}")
        except (imaplib.IMAP4.abort, OSError) as error:
            raise MailboxAway(f"The mailbox has hung up: {_said(error)}.") from error

    def _must(self, answer: tuple[str, Sequence[object]], complaint: str) -> Sequence[object]:
        state, found = answer
        if state != "OK":
            raise imaplib.IMAP4.error(f"{complaint}: {found}")
        return found

    def _leave(self) -> None:
        try:
            self._server.logout()
        except (imaplib.IMAP4.error, OSError):
            self._server.shutdown()


def _quoted(folder: str) -> str:
    r"""Return the name of a folder as IMAP writes it.

    >>> print(_quoted('My "own"'))
    "My \"own\""
    """
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _said(error: Exception) -> str:
    text = str(error.args[0]) if error.args else type(error).__name__
    return text.removeprefix("b'").removesuffix("'")
