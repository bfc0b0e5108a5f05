"""The kinds of this room's mails, by whom they go to."""

from __future__ import annotations

REMINDER = "pulse.reminder"
ASKING = ("pulse.ask", "pulse.ask_again", "pulse.ask_several", REMINDER)
"""Questions, and reminders of them."""
CONFIRM, LINK = "pulse.confirm_wish", "pulse.own_page"
"""Was a press on the own page meant? Here is the link to it."""
CHANGED = "pulse.slack_change"
"""What takes the place of a question in Slack once it is answered."""
TO_PEOPLE = (*ASKING, CONFIRM, LINK, CHANGED)
"""All that go to people at customers; every other kind goes to members."""
OF_SEVERAL = ("pulse.unreachable",)
"""Mails to members that name several people at customers at once."""
