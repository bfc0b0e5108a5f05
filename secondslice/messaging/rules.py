"""How often and when a message is tried. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

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


CHAT_HOSTS = ("slack.com", "hooks.slack.com", "*.logic.azure.com", "*.api.powerplatform.com")
"""Where chat messages go: to Slack, and to the workflows of Power Automate. An installation may add its own."""
SLACK_VERSION = "v0"
SLACK_AGE = timedelta(minutes=5)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def may_post_to(url: str, hosts: Iterable[str]) -> bool:
    """Tell whether a chat message may go to this address: encrypted, and to a host of the list.

    A host with a star before it stands for every host below. One with http:// before it, which only this machine can
    have, is for trying things out.

    >>> may_post_to("https://slack.com/api/chat.postMessage", CHAT_HOSTS)
    True
    >>> may_post_to("https://prod-7.westeurope.logic.azure.com:443/workflows/x", CHAT_HOSTS)
    True
    >>> [may_post_to(url, CHAT_HOSTS) for url in ("http://slack.com/", "https://slack.com.evil.example/", "ftp://slack.com/")]
    [False, False, False]
    >>> [may_post_to(url, CHAT_HOSTS) for url in ("https://me@slack.com/", "https://slack.com:22/", "https://10.0.0.1/")]
    [False, False, False]
    >>> may_post_to("http://127.0.0.1:8149/x", ["http://127.0.0.1:8149"])
    True
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.username or parts.password:
        return False
    if parts.scheme == "http":
        return host in _LOOPBACK and f"http://{host}:{port}" in hosts
    if parts.scheme != "https" or port not in {None, 443}:
        return False
    return any(_is_host(host, one) for one in hosts)


def _is_host(host: str, known: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known


def slack_signature(secret: str, *, timestamp: str, body: bytes) -> str:
    """Return how Slack signs a request with an app's signing secret."""
    signed = b":".join([SLACK_VERSION.encode(), timestamp.encode(), body])
    return f"{SLACK_VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def is_from_slack(
    secret: str, *, timestamp: str, signature: str, body: bytes, at: datetime
) -> bool:
    """Tell whether Slack has sent this request just now: the signature holds, and it is not older than five minutes."""
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > len("9999999999"):
        return False
    if abs(at.timestamp() - int(timestamp)) > SLACK_AGE.total_seconds():
        return False
    ours = slack_signature(secret, timestamp=timestamp, body=body)
    return hmac.compare_digest(ours.encode(), signature.encode(errors="replace"))


def one_line(text: str) -> str:
    r"""Return a name as it may stand in a header: on one line, without signs that nobody sees.

    >>> one_line("Ann\r\nBcc: all@client.example\x00")
    'Ann Bcc: all@client.example'
    """
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
