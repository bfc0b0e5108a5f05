"""How Slack names its members. Plain values in, plain values out."""

from __future__ import annotations

import re

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{7,19}\Z")


def is_slack_id(text: str) -> bool:
    """Tell whether this is how Slack names a member.

    >>> is_slack_id("U012AB3CD"), is_slack_id("@ben"), is_slack_id("C012AB3CD")
    (True, False, False)
    """
    return _SLACK_ID.match(text) is not None
