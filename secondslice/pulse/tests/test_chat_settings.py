from __future__ import annotations

import json
from html import unescape

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.seal import unseal
from secondslice.messaging.models import Chat, Message
from secondslice.pulse.tests.slack import BEN, connect_slack, payload_of

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/chat/"
SLACK = {"kind": "slack", "slack-token": "xoxb-1-2-three", "slack-signing_secret": "ab12" * 8}
FLOW = (
    "https://prod-7.westeurope.logic.azure.com:443/workflows/7/triggers/manual/paths/invoke?sig=abc"
)


def test_slack_is_connected_and_its_secrets_are_sealed_and_never_shown(
    as_lea: Client, pmo: Workspace
) -> None:
    as_lea.post(PAGE, SLACK)

    chat = Chat.objects.get()
    assert unseal(chat.sealed) == {"token": "xoxb-1-2-three", "signing_secret": "ab12" * 8}
    assert "xoxb" not in chat.sealed
    page = as_lea.get(PAGE).text
    assert "xoxb-1-2-three" not in page
    assert "ab12ab12" not in page
    assert "Connected" in page
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.detail) == ("connected the chat", "Slack", {})


def test_secrets_of_a_refused_form_are_not_sent_back(as_lea: Client, lea: Membership) -> None:
    refused = as_lea.post(PAGE, {**SLACK, "slack-signing_secret": "not a secret!"})

    assert refused.status_code == 422
    assert "letters and digits only" in refused.text
    assert "xoxb-1-2-three" not in refused.text
    assert not Chat.objects.exists()


@pytest.mark.parametrize("token", ["xoxp-user", "secret", "xoxb-ü", "xoxb-a\nb"])
def test_what_is_no_bot_token_is_refused(token: str, as_lea: Client) -> None:
    refused = as_lea.post(PAGE, {**SLACK, "slack-token": token})

    assert refused.status_code == 422
    assert "not a bot token" in refused.text


def test_workflow_of_teams_is_connected(as_lea: Client) -> None:
    as_lea.post(PAGE, {"kind": "teams", "teams-url": FLOW})

    assert unseal(Chat.objects.get(kind="teams").sealed) == {"url": FLOW}


@pytest.mark.parametrize(
    "url",
    ["http://prod-7.logic.azure.com/", "https://evil.example/", "https://127.0.0.1/", "nonsense"],
)
def test_address_that_leads_elsewhere_is_refused(url: str, as_lea: Client) -> None:
    refused = as_lea.post(PAGE, {"kind": "teams", "teams-url": url})

    assert refused.status_code == 422
    assert "does not lead to Power Automate" in refused.text
    assert not Chat.objects.exists()


def test_page_gives_the_manifest_of_the_right_app(as_lea: Client, pmo: Workspace) -> None:
    text = as_lea.get(PAGE).text
    area = text[text.index('id="manifest"') :]
    manifest = json.loads(unescape(area[area.index(">") + 1 : area.index("</textarea>")]))

    asked = manifest["settings"]["interactivity"]["request_url"]
    assert asked == "http://127.0.0.1:8000/chat/slack/acme"
    assert manifest["oauth_config"]["scopes"]["bot"] == ["chat:write"]
    assert "SECONDSLICE_BASE_URL does not" in text


def test_test_is_sent_and_asks_nothing(as_lea: Client, pmo: Workspace, clock: Clock) -> None:
    connect_slack(pmo, at=clock.moment)

    as_lea.post(PAGE, {"kind": "slack", "to": BEN.lower()})

    message = Message.objects.get()
    assert (message.channel, message.to) == ("slack", BEN)
    assert "Nothing is asked" in payload_of(message)["text"]


def test_test_without_a_connection_or_an_id_is_refused_in_words(
    as_lea: Client, pmo: Workspace, clock: Clock
) -> None:
    unconnected = as_lea.post(PAGE, {"kind": "slack", "to": BEN})
    connect_slack(pmo, at=clock.moment)
    nobody = as_lea.post(PAGE, {"kind": "slack", "to": "@ben"})

    assert (unconnected.status_code, nobody.status_code) == (422, 422)
    assert "not a member id" in nobody.text
    assert not Message.objects.exists()


def test_chat_that_does_not_work_says_why(as_lea: Client, pmo: Workspace, clock: Clock) -> None:
    connect_slack(pmo, at=clock.moment)
    Chat.objects.update(last_error="Slack takes no message: token_revoked.")

    page = as_lea.get(PAGE).text

    assert "Does not work" in page
    assert "token_revoked" in page


def test_disconnected_chat_is_forgotten_with_its_secrets(
    as_lea: Client, pmo: Workspace, clock: Clock
) -> None:
    connect_slack(pmo, at=clock.moment)

    as_lea.post(f"{PAGE}disconnect", {"kind": "slack"})
    as_lea.post(f"{PAGE}disconnect", {"kind": "slack"})
    as_lea.post(f"{PAGE}disconnect", {"kind": "nonsense"})

    assert not Chat.objects.exists()
    assert AuditEntry.objects.get().verb == "disconnected the chat"


def test_chat_of_another_workspace_is_not_touched(
    as_cleo: Client, cleo: Membership, pmo: Workspace, clock: Clock
) -> None:
    connect_slack(pmo, at=clock.moment)

    as_cleo.post("/w/other/settings/chat/disconnect", {"kind": "slack"})
    as_cleo.post("/w/other/settings/chat/", SLACK)

    assert Chat.objects.filter(workspace=pmo).exists()
    assert Chat.objects.count() == 2
