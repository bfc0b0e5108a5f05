"""Speak to Slack's Web API, and to a workflow of Microsoft Teams."""

from __future__ import annotations

import json

from django.conf import settings

from secondslice.messaging.transports.base import DeliveryError, Letter, OneByOne, ServerAway
from secondslice.messaging.transports.web import Answer, post_json, said

TO_ADDRESS = "chat-address"
"""The header of a letter that goes to an address of its own: that at which Slack takes the change of a message."""
OK = range(200, 300)
NOT_ABOUT_THE_LETTER = {
    "account_inactive", "accesslimited", "ekm_access_denied", "fatal_error", "internal_error", "invalid_auth",
    "message_limit_exceeded", "missing_scope", "rate_limited",
    "not_allowed_token_type", "not_authed", "org_login_required", "ratelimited", "request_timeout",
    "service_unavailable", "team_access_not_granted", "team_added_to_org", "token_expired", "token_revoked",
    "two_factor_setup_required",
}  # fmt: skip
"""What Slack says when no message can leave now: somebody must mend the connection, or Slack itself."""


GONE = {401, 403, 404, 408, 410}
"""The workflow is gone, or its address was made anew."""
FLOW_IS_OFF = ("WorkflowTriggerIsNotEnabled", "WorkflowNotFound", "WorkflowDisabled")
"""What Power Automate says, with 400, of a workflow that somebody has switched off."""


class Slack(OneByOne):
    """Messages of a workspace's own app: to a person, or as the change of a message there."""

    keeps = False

    def __init__(self, token: str) -> None:
        self._token = token

    def deliver(self, letter: Letter) -> None:
        """Post one message."""
        body = json.loads(letter.payload)
        if address := letter.headers.get(TO_ADDRESS):
            answer = post_json("Slack", address, body)
            if answer.status not in OK:
                raise DeliveryError(_refused("Slack", answer), permanent=True)
            return
        answer = post_json(
            "Slack",
            f"{settings.SLACK_URL}/chat.postMessage",
            {"channel": letter.to, **body},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        _look_at(answer)

    def close(self) -> None:
        """Nothing is kept open."""


class Teams(OneByOne):
    """Messages to a workflow that hands each to the person named in it."""

    keeps = False

    def __init__(self, url: str) -> None:
        self._url = url

    def deliver(self, letter: Letter) -> None:
        """Post one message. The workflow says that it has got it, not that the person has."""
        body = {"recipient": letter.to, **json.loads(letter.payload)}
        answer = post_json("Teams", self._url, body)
        is_off = answer.status not in OK and any(word in answer.text for word in FLOW_IS_OFF)
        if is_off or answer.status in GONE:
            raise ServerAway(_refused("Teams", answer))
        if answer.status not in OK:
            raise DeliveryError(_refused("Teams", answer), permanent=True)

    def close(self) -> None:
        """Nothing is kept open."""


def _look_at(answer: Answer) -> None:
    """Slack answers 200 and says in the text whether it was well."""
    try:
        found = json.loads(answer.text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ServerAway(_refused("Slack", answer))
    if found.get("ok") is True:
        return
    why = said(str(found.get("error", "")))
    if why in NOT_ABOUT_THE_LETTER:
        raise ServerAway(f"Slack takes no message: {why}.")
    raise DeliveryError(f"Slack refused this message: {why}.", permanent=True)


def _refused(who: str, answer: Answer) -> str:
    return f"{who} refused this message: {answer.status} {said(answer.text)}".strip()
