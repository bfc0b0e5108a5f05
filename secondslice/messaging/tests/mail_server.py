"""A mail server on loopback, for tests that send for real."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from asyncio import Transport
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pytest_django import Settings

from secondslice.config import env
from secondslice.conftest import Clock
from secondslice.messaging.services import deliver_due
from secondslice.messaging.transports import mail_transport


class Server:
    """A mail server that keeps what it gets, or refuses the recipient with `answer`, the mail with `verdict`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        """The same as they came over the wire."""
        self.answer = self.verdict = "250 OK"
        self.password = b"right"
        self.only_sender = ""
        """When set, the server allows no other envelope sender."""
        self.senders: list[str | None] = []
        self.knocks = 0
        self.thinks = 0.0
        """Seconds for which it looks at the content of a mail."""
        self.hang_up: Callable[[], object] = lambda: None
        """End the conversation without a word."""

    def __call__(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        mechanism: str,
        data: LoginPassword,
    ) -> AuthResult:
        """Let in who knows the password."""
        self.knocks += 1
        return AuthResult(success=data.password == self.password, handled=False)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or refuse."""
        if self.only_sender not in {"", address}:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or refuse."""
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, or refuse it."""
        self.hang_up = lambda: server.loop.call_soon_threadsafe(
            cast("Transport", server.transport).close
        )
        if not self.verdict.startswith("250"):
            return self.verdict
        await asyncio.sleep(self.thinks)
        self.senders.append(envelope.mail_from)
        content = cast("bytes", envelope.content)
        self.raw.append(content)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"


@contextlib.contextmanager
def mail_server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server on a free port, and set the product to use it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Server()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        authenticator=handler,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        monkeypatch.setenv("SECONDSLICE_EMAIL_URL", f"smtp://pmo:right@127.0.0.1:{port}")
        settings.EMAIL = env.email("SECONDSLICE_EMAIL_URL")
        yield handler
    finally:
        controller.stop()


def deliver(clock: Clock) -> int:
    """Deliver what is due, as the worker does."""
    transport = mail_transport()
    count = deliver_due(transport=transport, now=lambda: clock.moment)
    transport.close()
    return count
