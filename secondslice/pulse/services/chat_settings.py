"""Connect a workspace with its chats, and try whether it works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.messaging.models import Chat
from secondslice.messaging.selectors import chats_of
from secondslice.messaging.services import chatting
from secondslice.messaging.services.chatting import Note
from secondslice.pulse import chat_cards
from secondslice.pulse.chat_cards import Frame


@transaction.atomic
def connect_chat(*, by: Membership, kind: str, secrets: Mapping[str, str], at: datetime) -> None:
    """Keep the secrets of a chat; who did it is written down, the secrets are not."""
    chatting.connect(workspace_id=by.workspace_id, kind=kind, secrets=secrets, at=at)
    _note(by, gettext_noop("connected the chat"), kind, at=at)


@transaction.atomic
def disconnect_chat(*, by: Membership, kind: str, at: datetime) -> None:
    """Forget a chat: from now on everybody is asked by mail."""
    if chatting.disconnect(workspace_id=by.workspace_id, kind=kind):
        _note(by, gettext_noop("disconnected the chat"), kind, at=at)


@transaction.atomic
def send_test(*, by: Membership, kind: str, to: str, at: datetime) -> None:
    """Send somebody a message that asks nothing. Raise RuleBroken when this chat is not connected."""
    if kind not in chats_of(by.workspace_id):
        raise RuleBroken(_("This chat is not connected yet. Connect it first."))
    with translation.override(by.language):
        frame = Frame(
            hello=_("This is a test of %(workspace)s, sent by %(name)s. Nothing is asked.")
            % {"workspace": by.workspace.name, "name": by.user.name}
        )
        if kind == Chat.Kind.SLACK:
            payload = chat_cards.slack_message([], frame)
        else:
            payload = chat_cards.teams_card([], frame, [])
        text = chat_cards.plain_text([], frame)
        note = Note("pulse.chat_test", to, payload, text, by.language)
    chatting.queue_note(workspace_id=by.workspace_id, chat=kind, note=note, at=at)


def _note(by: Membership, verb: str, kind: str, *, at: datetime) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=str(Chat.Kind(kind).label),
        at=at,
    )
