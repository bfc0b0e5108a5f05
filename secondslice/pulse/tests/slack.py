"""Somebody in Slack who presses what a message shows; Slack signs it and sends it on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import Workspace
from secondslice.messaging.models import Chat, Message
from secondslice.messaging.rules import slack_signature
from secondslice.messaging.services.chatting import connect

BEN, EVE = "U0BEN0000", "U0EVE0000"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ADDRESS = "https://hooks.slack.com/actions/T012AB3CD/1/secret"
_number = count(1)


def connect_slack(workspace: Workspace, *, at: datetime) -> None:
    """Connect a workspace with its Slack app."""
    secrets = {"token": "xoxb-of-the-tests", "signing_secret": SECRET}
    connect(workspace_id=workspace.pk, kind=Chat.Kind.SLACK, secrets=secrets, at=at)


def connect_teams(workspace: Workspace, *, at: datetime) -> None:
    """Connect a workspace with its workflow of Teams."""
    url = "https://prod-7.westeurope.logic.azure.com/workflows/7?sig=secret"
    connect(workspace_id=workspace.pk, kind=Chat.Kind.TEAMS, secrets={"url": url}, at=at)


def payload_of(message: Message) -> Any:  # noqa: ANN401  (JSON)
    """Return the JSON of a chat message."""
    return json.loads(message.payload)


def elements(payload: Any) -> list[dict[str, Any]]:  # noqa: ANN401  (JSON)
    """Return every button and line of a Slack message, each with the name of its block."""
    found = []
    for block in payload.get("blocks", []):
        parts = block.get("elements", []) if block["type"] == "actions" else []
        parts += [block["element"]] if block["type"] == "input" else []
        found += [{**part, "block_id": block["block_id"]} for part in parts]
    return found


@dataclass
class Slacker:
    """A member of a Slack, by its id."""

    workspace: Workspace
    member: str = BEN
    secret: str = SECRET
    client: Client = field(default_factory=Client)

    def press(self, element: dict[str, Any], *, at: datetime, words: str = "") -> bytes:
        """Press a button, or write into a line and press Enter. Return what Slack has sent."""
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": element["block_id"],
            "value": words or element.get("value", ""),
            "action_ts": f"{at.timestamp():.6f}{next(_number)}",
        }
        body = self.body({"actions": [action]}, at=at)
        self.send(body, at=at)
        return body

    def body(self, more: dict[str, Any], *, at: datetime) -> bytes:
        """Return a request of Slack's, as its interactivity sends it."""
        payload = {
            "type": "block_actions",
            "user": {"id": self.member, "username": "somebody", "team_id": "T012AB3CD"},
            "team": {"id": "T012AB3CD", "domain": "acme"},
            "container": {"type": "message", "message_ts": "1772789400.000100"},
            "response_url": ADDRESS,
            **more,
        }
        return urlencode({"payload": json.dumps(payload)}).encode()

    def send(self, body: bytes, *, at: datetime, **changed: str) -> HttpResponse:
        """Let Slack send this, signed at a moment; `changed` headers replace those of Slack."""
        timestamp = str(int(at.timestamp()))
        headers = {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": slack_signature(self.secret, timestamp=timestamp, body=body),
        }
        response: Any = self.client.post(
            f"/chat/slack/{self.workspace.slug}",
            body,
            content_type="application/x-www-form-urlencoded",
            headers={**headers, **changed},
        )
        return cast("HttpResponse", response)
