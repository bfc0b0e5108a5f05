"""Chat messages leave for Slack and Teams over real sockets, and only for hosts of the list."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Workspace
from secondslice.accounts.tests.make import make_workspace
from secondslice.conftest import Clock
from secondslice.messaging.models import Chat, Message
from secondslice.messaging.rules import CHAT_HOSTS, may_post_to
from secondslice.messaging.services import deliver_due, send_again
from secondslice.messaging.services.chatting import (
    Note,
    connect,
    deliver_chats,
    disconnect,
    queue_change,
    queue_note,
)
from secondslice.messaging.tests.chat_server import ChatServer, Said, chat_server
from secondslice.messaging.transports.kept import Kept

pytestmark = pytest.mark.django_db

Deliver = Callable[[], int]
BEN = uuid.UUID(int=7)


@pytest.fixture
def server(settings: Settings) -> Iterator[ChatServer]:
    """A chat on loopback, which this installation may post to."""
    with chat_server() as server:
        settings.CHAT_HOSTS = [server.url]
        settings.SLACK_URL = f"{server.url}/api"
        yield server


@pytest.fixture
def deliver(clock: Clock) -> Deliver:
    """Give `deliver()`: one turn of the worker."""
    return lambda: deliver_chats(now=lambda: clock.moment)


def slack(workspace: Workspace, clock: Clock) -> Chat:
    secrets = {"token": "xoxb-secret", "signing_secret": "5" * 32}
    connect(workspace_id=workspace.pk, kind=Chat.Kind.SLACK, secrets=secrets, at=clock.moment)
    return Chat.objects.get(workspace=workspace, kind=Chat.Kind.SLACK)


def teams(workspace: Workspace, clock: Clock, url: str) -> None:
    connect(workspace_id=workspace.pk, kind=Chat.Kind.TEAMS, secrets={"url": url}, at=clock.moment)


def note(
    workspace: Workspace, clock: Clock, *, chat: str = "slack", to: str = "U012AB3CD"
) -> Message:
    return queue_note(
        workspace_id=workspace.pk,
        chat=chat,
        note=Note(
            kind="pulse.ask",
            to=to,
            payload={"text": "How does it taste?", "link": "[[yes]]"},
            text="How does it taste?",
            language="en-us",
            secrets={"yes": "https://pmo.example/a/secret/y"},
        ),
        at=clock.moment,
    )


def test_message_reaches_the_person_in_slack_with_its_links_and_they_are_wiped(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    message = note(pmo, clock)
    assert "a/secret" not in message.payload + message.text + message.sealed

    assert deliver() == 1

    (request,) = server.requests
    assert request.path == "/api/chat.postMessage"
    assert request.headers["Authorization"] == "Bearer xoxb-secret"
    assert request.body == {
        "channel": "U012AB3CD",
        "text": "How does it taste?",
        "link": "https://pmo.example/a/secret/y",
    }
    message.refresh_from_db()
    assert (message.state, message.sealed, message.sent_at) == ("sent", "", clock.moment)
    assert deliver() == 0


def test_message_reaches_the_workflow_of_teams_with_the_person_it_is_for(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    server.answer(Said("", status=202))
    teams(pmo, clock, f"{server.url}/workflows/7?sig=abc")
    note(pmo, clock, chat="teams", to="ben@acme.example")

    assert deliver() == 1

    (request,) = server.requests
    assert request.path == "/workflows/7?sig=abc"
    assert request.body["recipient"] == "ben@acme.example"
    assert "Authorization" not in request.headers


def test_change_of_a_message_goes_to_the_address_that_slack_named(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    server.answer(Said("ok"))
    change = queue_change(
        workspace_id=pmo.pk,
        note=Note("pulse.change", "U012AB3CD", {"replace_original": True}, "Thanks", "en-us"),
        address=f"{server.url}/actions/T1/2/3",
        at=clock.moment,
    )
    assert "actions" not in f"{change.headers}{change.payload}{change.sealed}"

    assert deliver() == 1

    (request,) = server.requests
    assert request.path == "/actions/T1/2/3"
    assert "Authorization" not in request.headers
    assert request.body == {"replace_original": True}


def change(
    workspace: Workspace, clock: Clock, server: ChatServer, text: str, *, of: str = "1.1"
) -> Message:
    return queue_change(
        workspace_id=workspace.pk,
        note=Note("pulse.change", "U012AB3CD", {"text": text}, text, "en-us", about=BEN),
        address=f"{server.url}/actions/T1/2/3",
        at=clock.moment,
        of=of,
    )


def test_older_change_that_failed_for_a_moment_is_never_put_over_a_newer_one(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    server.answer(Said(status=503), Said("ok"), Said("ok"))
    change(pmo, clock, server, "You said Yes")
    deliver()
    clock.forward(seconds=20)
    change(pmo, clock, server, "You said No")

    clock.forward(minutes=2)
    deliver()
    clock.forward(minutes=2)
    deliver()

    assert [one.body["text"] for one in server.requests] == ["You said Yes", "You said No"]
    assert [one.text for one in Message.objects.all()] == ["You said No"]


@pytest.mark.parametrize("of", ["2.2", ""])
def test_change_of_another_message_and_what_is_said_beside_one_are_delivered_too(
    of: str, pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    server.answer(Said("ok"), Said("ok"))
    change(pmo, clock, server, "You said Yes", of=of)
    change(pmo, clock, server, "You said No")

    assert deliver() == len(server.requests) == 2


def test_slack_that_asks_for_time_gets_it_and_no_try_is_lost(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    first, second = note(pmo, clock), note(pmo, clock)
    server.answer(Said("", status=429, headers={"Retry-After": "90"}), Said())

    assert deliver() == 0
    assert len(server.requests) == 1  # the second was not even tried
    clock.forward(seconds=60)
    assert deliver() == 0
    assert len(server.requests) == 1
    clock.forward(seconds=40)
    assert deliver() == 2

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.tries, second.state) == ("sent", 1, "sent")


@pytest.mark.parametrize(
    "answer",
    [
        Said(status=503),
        Said("nonsense"),
        Said('["a list"]'),
        Said('{"ok": false, "error": "invalid_auth"}'),
        Said('{"ok": false, "error": "rate_limited"}'),
        Said(hangs_up=True),
    ],
)
def test_chat_that_takes_nothing_is_left_alone_for_a_minute_and_says_why(
    answer: Said, pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    chat = slack(pmo, clock)
    message, other = note(pmo, clock), note(pmo, clock)
    server.answer(answer)

    assert deliver() == 0
    assert deliver() == 0

    assert len(server.requests) == 1
    chat.refresh_from_db()
    message.refresh_from_db()
    other.refresh_from_db()
    assert chat.waits_until == clock.moment + timedelta(minutes=1)
    assert chat.last_error
    assert (message.state, message.last_error) == ("waiting", chat.last_error)
    assert (other.state, other.tries) == ("waiting", 0)
    server.answer(Said())
    clock.forward(minutes=2)
    assert deliver() == 2
    chat.refresh_from_db()
    assert not chat.last_error
    assert chat.waits_until is None


def test_workflow_of_teams_that_is_switched_off_loses_no_message(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    teams(pmo, clock, f"{server.url}/workflow")
    message = note(pmo, clock, chat="teams")
    off = '{"error": {"code": "WorkflowTriggerIsNotEnabled", "message": "Could not execute workflow."}}'
    server.answer(Said(off, status=400))

    assert deliver() == 0

    message.refresh_from_db()
    assert message.state == "waiting"
    assert "WorkflowTriggerIsNotEnabled" in Chat.objects.get().last_error
    server.answer(Said(status=202))
    clock.forward(minutes=2)
    assert deliver() == 1


def test_person_whom_slack_does_not_know_is_given_up_and_the_next_one_is_asked(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    gone, there = note(pmo, clock, to="U0GONE000"), note(pmo, clock)
    server.answer(Said('{"ok": false, "error": "channel_not_found"}'), Said())

    assert deliver() == 1

    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == ("failed", "sent")
    assert "channel_not_found" in gone.last_error
    send_again(message=gone, at=clock.moment)
    assert deliver() == 1


def test_chat_of_one_workspace_holds_up_no_other(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    other = make_workspace()
    slack(pmo, clock)
    teams(other, clock, f"{server.url}/workflows/8")
    note(pmo, clock)
    note(other, clock, chat="teams", to="cleo@other.example")
    server.answer(Said(status=500), Said("", status=202))

    assert deliver() == 1

    assert [one.path for one in server.requests] == ["/api/chat.postMessage", "/workflows/8"]


def test_what_waits_leaves_when_the_chat_is_connected_anew(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    note(pmo, clock)
    server.answer(Said('{"ok": false, "error": "token_revoked"}'), Said())
    assert deliver() == 0

    slack(pmo, clock)

    assert deliver() == 1


def test_message_to_a_chat_that_is_not_connected_any_more_is_given_up_with_the_reason(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    message = note(pmo, clock)
    assert disconnect(workspace_id=pmo.pk, kind=Chat.Kind.SLACK)

    assert deliver() == 0

    message.refresh_from_db()
    assert message.state == "failed"
    assert "not connected" in message.last_error
    assert not server.requests


def test_secrets_sealed_with_another_key_wait_for_it(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver, settings: Settings
) -> None:
    key = settings.SECRET_KEY
    chat = slack(pmo, clock)
    note(pmo, clock)
    settings.SECRET_KEY = "another"
    assert deliver() == 0
    chat.refresh_from_db()
    assert "SECRET_KEY" in chat.last_error

    settings.SECRET_KEY = key
    clock.forward(minutes=2)

    assert deliver() == 1


def test_redirect_is_not_followed(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    teams(pmo, clock, f"{server.url}/workflows/7")
    message = note(pmo, clock, chat="teams")
    server.answer(Said("", status=302, headers={"Location": f"{server.url}/elsewhere"}))

    assert deliver() == 0

    assert [one.path for one in server.requests] == ["/workflows/7"]
    message.refresh_from_db()
    assert message.state == "failed"


def test_nothing_is_posted_to_a_host_that_is_not_on_the_list(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver, settings: Settings
) -> None:
    settings.CHAT_HOSTS = []
    teams(pmo, clock, f"{server.url}/workflows/7")
    message = note(pmo, clock, chat="teams")

    assert deliver() == 0

    assert not server.requests
    message.refresh_from_db()
    assert message.state == "failed"
    assert "SECONDSLICE_CHAT_HOSTS" in message.last_error


@pytest.mark.parametrize(
    "url",
    [
        "http://slack.com/api",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://slack.com@evil.example/",
        "https://evil.example/?slack.com",
        "https://evil.example#.logic.azure.com",
        "https://slack.com.evil.example/",
        "https://logic.azure.com/",
        "https://slack.com:8443/",
        "http://localhost:5432/",
        "http://127.0.0.1:8149.evil.example/",
        "ftp://slack.com/",
        "//slack.com/",
        "https://[slack.com/",
        "https://slack.com:port/",
        "",
    ],
)
def test_address_that_is_no_chat_is_none(url: str) -> None:
    assert not may_post_to(url, [*CHAT_HOSTS, "http://127.0.0.1:8149"])


def test_message_that_a_dead_worker_held_is_taken_up_after_ten_minutes(
    pmo: Workspace, server: ChatServer, clock: Clock, deliver: Deliver
) -> None:
    slack(pmo, clock)
    message = note(pmo, clock)
    Message.objects.filter(pk=message.pk).update(
        state="sending", tries=1, claimed_at=clock.moment, claim="dead"
    )

    assert deliver() == 0
    clock.forward(minutes=11)
    assert deliver() == 1


def test_mail_worker_leaves_chat_messages_alone(pmo: Workspace, clock: Clock) -> None:

    message = note(pmo, clock)

    assert deliver_due(transport=Kept(), now=lambda: clock.moment) == 0
    message.refresh_from_db()
    assert message.state == "waiting"
