"""Post JSON to a chat: only to known hosts, never on to where they redirect, and not for longer than ten seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from secondslice.core.logs import without_tokens
from secondslice.messaging.rules import CHAT_HOSTS, SERVER_AWAY, may_post_to
from secondslice.messaging.transports.base import DeliveryError, ServerAway, TooFast

SECONDS = 10
MOST_READ = 65_536
MOST_WAIT = timedelta(hours=1)
TOO_MANY = 429
FAULT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    text: str


def post_json(who: str, url: str, body: object, *, headers: dict[str, str] | None = None) -> Answer:
    """Post this to an address, and return the answer. Raise ServerAway when there is none, or "not now"."""
    if not may_post_to(url, [*CHAT_HOSTS, *settings.CHAT_HOSTS]):
        raise DeliveryError(
            f"{who}: this address is not one that chat messages go to. See SECONDSLICE_CHAT_HOSTS.",
            permanent=True,
        )
    head = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    try:
        response, text = _post(url, json.dumps(body).encode(), head)
    except (OSError, HTTPException, ValueError) as error:
        raise ServerAway(f"{who} cannot be reached: {type(error).__name__}.") from error
    if response.status == TOO_MANY:
        raise TooFast(f"{who} takes no more for now.", wait=_wait(response))
    if response.status >= FAULT:
        raise ServerAway(f"{who} takes no message: {response.status} {said(text)}".strip())
    return Answer(response.status, text)


def said(text: str) -> str:
    """Return what a server said, short and without links that are secrets."""
    return without_tokens(" ".join(text.split()))[:200]


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[HTTPResponse, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(host, parts.port, timeout=SECONDS)
    else:
        connection = HTTPConnection(host, parts.port, timeout=SECONDS)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, body=body, headers=headers)
        response = connection.getresponse()
        return response, response.read(MOST_READ).decode("utf-8", "replace")
    finally:
        connection.close()


def _wait(response: HTTPResponse) -> timedelta:
    """Return for how long the server wants to be left alone."""
    given = response.getheader("Retry-After", "")
    if not given.isascii() or not given.isdecimal() or len(given) > len("99999"):
        return SERVER_AWAY
    return min(max(timedelta(seconds=int(given)), timedelta(seconds=1)), MOST_WAIT)
