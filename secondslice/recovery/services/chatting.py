"""The same in the workspace's chat, for a member who wants it there: what it is about and where to look, no more.

What a customer said stays out of it, and what was said in confidence does not go there at all: a chat keeps what
passes through it, and its owners read it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User
from secondslice.messaging.models import Chat, Message
from secondslice.messaging.selectors import chats_of
from secondslice.messaging.services.chatting import Note, queue_note
from secondslice.pulse.chat_cards import slack_alert, teams_alert
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.clocks import is_confided
from secondslice.recovery.selectors.readers import membership_of


def chat_too(*, case: Case, to: User, mail: Message, link: str, at: datetime) -> bool:
    """Queue the subject of a mail and its link as a chat message, where the reader wants that. Return whether so."""
    if is_confided(case):
        return False
    words, label = mail.subject, _("Open the case")
    alert = _Alert(mail.kind, words, label, link, mail.language, about=case.contact.ref)
    return _queue(case.workspace_id, to, alert, at=at)


def chat_of_several(*, workspace_id: int, to: User, mail: Message, link: str, at: datetime) -> bool:
    """Queue the subject of a mail about several cases, none of them confided, and its link in the same way."""
    alert = _Alert(mail.kind, mail.subject, _("All cases"), link, mail.language)
    return _queue(workspace_id, to, alert, at=at)


@dataclass(frozen=True, slots=True)
class _Alert:
    """What stands in a chat message. `about`: the person at a customer whom it is about, where it is one."""

    kind: str
    words: str
    label: str
    link: str
    language: str
    about: uuid.UUID | None = None


def _queue(workspace_id: int, to: User, alert: _Alert, *, at: datetime) -> bool:
    member = membership_of(workspace_id, to)
    if member is None or member.alerts == Membership.Alerts.MAIL:
        return False
    if member.alerts not in chats_of(workspace_id):
        return False
    is_slack = member.alerts == Chat.Kind.SLACK
    card = slack_alert if is_slack else teams_alert
    note = Note(
        kind=alert.kind,
        to=member.slack_id if is_slack else to.email,
        to_name=to.name,
        payload=card(alert.words, link=alert.link, label=alert.label),
        text=f"{alert.words}\n{alert.link}",
        language=alert.language,
        about=alert.about,
    )
    queue_note(workspace_id=workspace_id, chat=member.alerts, note=note, at=at)
    return True
