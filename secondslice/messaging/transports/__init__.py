"""The ways out of the house."""

from __future__ import annotations

from django.conf import settings

from secondslice.core.seal import unseal
from secondslice.messaging.journal import Journal
from secondslice.messaging.models import Chat
from secondslice.messaging.transports.base import Transport
from secondslice.messaging.transports.chat import Slack, Teams
from secondslice.messaging.transports.hands import Hands
from secondslice.messaging.transports.kept import Kept
from secondslice.messaging.transports.mail import Smtp
from secondslice.messaging.transports.provider import Provider

HANDS = 4
"""Connections to the mail server at the same time. Many servers allow ten from one address."""


def mail_transport(*, journal: Journal | None = None) -> Transport:
    """Return the transport that SECONDSLICE_EMAIL_URL asks for; what it hands over is noted in the journal."""
    if settings.EMAIL["kind"] == "outbox":
        return Kept()
    if settings.EMAIL["kind"] == "provider":
        return Hands(lambda: Provider(settings.EMAIL, journal=journal), count=HANDS)
    return Hands(lambda: Smtp(settings.EMAIL, journal=journal), count=HANDS)


def chat_transport(chat: Chat) -> Transport:
    """Return the way to a workspace's chat. Raise UnreadableError when its secrets were sealed with another key."""
    secrets = unseal(chat.sealed)
    return Slack(secrets["token"]) if chat.kind == Chat.Kind.SLACK else Teams(secrets["url"])
