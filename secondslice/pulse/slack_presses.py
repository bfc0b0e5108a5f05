"""Read what Slack sends when somebody presses a button of ours. Plain values in, plain values out."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qs

from secondslice.pulse.chat_cards import BACK, MOST_WORDS, NO, WORDS, YES

TASTES = {YES: "yes", NO: "no", BACK: ""}


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or a line of words was sent."""

    member: str
    """Who pressed, by Slack's id."""
    ref: uuid.UUID
    """The question."""
    taste: str
    """What was said: yes, no, or empty to take it back; for words, the answer they belong to."""
    words: str
    key: str
    """What Slack calls this very press."""
    address: str
    """Where Slack takes the change of the message."""
    message: str = ""
    """By what Slack knows that message."""

    @property
    def is_words(self) -> bool:
        """Tell whether it adds words to an answer."""
        return bool(self.words)


def read_press(body: bytes) -> Press | None:
    """Return what was pressed; None for anything else that Slack may send.

    >>> read_press(b"payload=%7B%7D") is None, read_press(b"nonsense") is None
    (True, True)
    """
    try:
        payload = json.loads(parse_qs(body.decode())["payload"][0])
        if payload["type"] != "block_actions":
            return None
        (action,) = payload["actions"]
        return _press(payload, action)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _press(payload: dict[str, dict[str, object]], action: dict[str, object]) -> Press | None:
    name, block = str(action["action_id"]), str(action["block_id"])
    of_block, _colon, ref = block.partition(":")
    words = str(action.get("value") or "").strip()[:MOST_WORDS] if name == WORDS else ""
    if name == WORDS:
        if of_block not in {YES, NO} or not words:
            return None
        taste = of_block
    else:
        taste = TASTES[name]
    message = str(payload["container"]["message_ts"])
    return Press(
        member=str(payload["user"]["id"]),
        ref=uuid.UUID(ref),
        taste=taste,
        words=words,
        key=f"{message} {action['action_ts']} {payload['user']['id']}",
        address=str(payload["response_url"]),
        message=message,
    )
