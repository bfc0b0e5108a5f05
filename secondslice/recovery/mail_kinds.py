"""The kinds of this room's mails that go to people at customers; every other kind goes to members."""

from __future__ import annotations

CASE_MAIL = "recovery.case_mail"
TO_PEOPLE = (CASE_MAIL,)
