"""How often and when a message is tried. Plain values in, plain values out."""

from __future__ import annotations

import re
from datetime import timedelta

MOST_TRIES = 20
"""Over about two days: a weekend without its mail server costs a PMO no mail."""
SERVER_AWAY = timedelta(minutes=1)
"""How long all mails wait when the server takes none, whichever of them has found that out."""
STUCK_AFTER = timedelta(minutes=10)
MARK = "[[{}]]"
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


def pause_after(tries: int) -> timedelta:
    """Return the wait after the try number `tries` failed: 1, 2, 4 ... minutes, at most four hours.

    >>> [int(pause_after(n).total_seconds() / 60) for n in (1, 2, 3)]
    [1, 2, 4]
    """
    return min(timedelta(minutes=2 ** (tries - 1)), timedelta(hours=4))


def put_in(text: str, secrets: dict[str, str]) -> str:
    """Return `text` with every mark replaced by its secret.

    >>> put_in("Tap [[yes]]", {"yes": "https://pmo.example/a/x/y"})
    'Tap https://pmo.example/a/x/y'
    """
    for name, secret in secrets.items():
        text = text.replace(MARK.format(name), secret)
    return text


def for_a_frame(html: str) -> str:
    """Return a mail's HTML whose links leave the frame it is shown in: our own pages let nobody frame them.

    >>> for_a_frame('<html><head><title>Ask</title></head></html>')
    '<html><head><base target="_top"><title>Ask</title></head></html>'
    """
    return _HEAD.sub(r'\g<0><base target="_top">', html, count=1)
