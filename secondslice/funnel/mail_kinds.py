"""The kinds of this room's mails that go to people at customers and to visitors; every other kind goes to members."""

from __future__ import annotations

CONFIRM_REQUEST, CONFIRM_SESSION = "funnel.confirm_request", "funnel.confirm_session"
SESSION, REMINDER = "funnel.session", "funnel.session_reminder"
TO_PEOPLE = (CONFIRM_REQUEST, CONFIRM_SESSION, SESSION, REMINDER)
