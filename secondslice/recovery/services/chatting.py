"""The same in the workspace's chat, for a member who wants it there: what it is about and where to look, no more.

What a customer said stays out of it, and what was said in confidence does not go there at all: a chat keeps what
passes through it, and its owners read it.
"""

from __future__ import annotations

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
    member = membership_of(case, to)
    if member is None or is_confided(case) or member.alerts == Membership.Alerts.MAIL:
        return False
    if member.alerts not in chats_of(case.workspace_id):
        return False
    label = _("Open the case")
    is_slack = member.alerts == Chat.Kind.SLACK
    note = Note(
        kind=mail.kind,
        to=member.slack_id if is_slack else to.email,
        to_name=to.name,
        payload=(slack_alert if is_slack else teams_alert)(mail.subject, link=link, label=label),
        text=f"{mail.subject}\n{link}",
        language=mail.language,
        about=case.contact.ref,
    )
    queue_note(workspace_id=case.workspace_id, chat=member.alerts, note=note, at=at)
    return True
