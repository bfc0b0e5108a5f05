"""Sending through a provider's own interface: real HTTP with a stand-in for Postmark on loopback."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from django.core import mail as django_mail
from pytest_django import Settings

from secondslice.accounts.models import Membership, Workspace
from secondslice.config import env, provider_env
from secondslice.config.bad_setting import BadSetting
from secondslice.config.provider_env import for_anymail
from secondslice.conftest import Clock
from secondslice.messaging.models import Bounce, Message, Suppression
from secondslice.messaging.services import deliver_due
from secondslice.messaging.tests.make import make_mail
from secondslice.messaging.transports import mail_transport
from secondslice.messaging.transports.provider import Provider
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db

URL = "SECONDSLICE_EMAIL_URL"


@dataclass
class Api:
    """What the provider gets, and what it says."""

    port: int = 0
    status: int = 200
    answer: dict[str, object] = field(default_factory=dict)
    got: list[dict[str, object]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def taken(self) -> dict[str, object]:
        """Return the answer to a mail that is taken."""
        fine = {"ErrorCode": 0, "Message": "OK", "MessageID": f"pm-{len(self.got)}"}
        return {**fine, "To": self.got[-1]["To"]}


@pytest.fixture
def api(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A provider on a free port, and the product set to send through it."""
    there = Api()

    class Conversation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            there.got.append(json.loads(self.rfile.read(size)))
            there.keys.append(str(self.headers["X-Postmark-Server-Token"]))
            body = json.dumps(there.taken() if there.status == 200 else there.answer).encode()
            self.send_response(there.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Conversation) as server:
        there.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        where = quote(f"http://127.0.0.1:{there.port}/", safe="")
        monkeypatch.setenv(URL, f"anymail+postmark://s%40cret@?api_url={where}")
        settings.EMAIL = env.email(URL)
        settings.ANYMAIL = for_anymail(settings.EMAIL)
        settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")
        yield there
        server.shutdown()
        thread.join()


def deliver(clock: Clock) -> int:
    """Deliver what is due, as the worker does."""
    transport = mail_transport()
    count = deliver_due(transport=transport, now=lambda: clock.moment)
    transport.close()
    return count


def test_ask_travels_by_the_providers_interface_with_its_headers(
    api: Api, ava: Membership, clock: Clock, settings: Settings
) -> None:
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = Address("", "answers", "pmo.example")
    make_ask(ava, at=clock.moment)

    assert deliver(clock) == 1

    (got,) = api.got
    assert api.keys == ["s@cret"]
    assert str(got["From"]).endswith("<pmo@pmo.example>")
    assert str(got["ReplyTo"]).startswith("answers+")
    assert re.search(r"/a/[\w-]{22}/y", str(got["TextBody"]))
    assert re.search(r"/a/[\w-]{22}/y", str(got["HtmlBody"]))
    headers = {one["Name"]: one["Value"] for one in got["Headers"]}  # type: ignore[attr-defined]
    assert headers["Auto-Submitted"] == "auto-generated"
    message = Message.objects.get()
    assert (message.state, message.sealed, message.provider_id) == (Message.State.SENT, "", "pm-1")


def test_many_mails_keep_their_providers_ids_apart(api: Api, pmo: Workspace, clock: Clock) -> None:
    for number in range(6):
        make_mail(pmo, at=clock.moment, to=f"ben{number}@example.com")

    assert deliver(clock) == 6

    ids = set(Message.objects.values_list("provider_id", flat=True))
    assert len(ids) == 6


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."}),
        (429, {"ErrorCode": 429, "Message": "Rate limit exceeded."}),
        (503, {"ErrorCode": 100, "Message": "Maintenance."}),
    ],
)
def test_provider_that_takes_none_now_costs_no_mail(
    api: Api, pmo: Workspace, clock: Clock, status: int, answer: dict[str, object]
) -> None:
    api.status, api.answer = status, answer
    make_mail(pmo, at=clock.moment)
    make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 0

    assert {one.state for one in Message.objects.all()} == {Message.State.WAITING}
    told = [one.last_error for one in Message.objects.all() if one.last_error]
    assert len(told) == len(api.got) == 1, "one knocks for all"
    assert told[0].startswith("postmark takes no mail: ")
    assert str(answer["Message"]) in told[0]

    api.status, api.answer = 200, {}
    clock.forward(minutes=1)
    assert deliver(clock) == 2


def test_provider_that_is_away_costs_no_mail(
    api: Api, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    options = dict(settings.EMAIL["options"])
    settings.EMAIL = {**settings.EMAIL, "options": {**options, "api_url": "http://127.0.0.1:9/"}}
    message = make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 0

    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert message.last_error.startswith("postmark takes no mail: Error posting to")
    assert "secret" not in message.last_error


def test_address_that_the_provider_gave_up_long_ago_is_left_alone(
    api: Api, pmo: Workspace, clock: Clock
) -> None:
    why = "You tried to send to recipient(s) that have been marked as inactive."
    more = "Found inactive addresses: ben@example.com. Inactive recipients are ones that bounced."
    api.status, api.answer = 422, {"ErrorCode": 406, "Message": f"{why} {more}"}
    message = make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 0

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert why in message.last_error
    assert Suppression.objects.get().address == "ben@example.com"


def test_mail_that_the_provider_does_not_want_blames_no_address(
    api: Api, pmo: Workspace, clock: Clock
) -> None:
    api.status, api.answer = 422, {"ErrorCode": 400, "Message": "Sender Signature not confirmed."}
    make_mail(pmo, at=clock.moment)

    deliver(clock)

    assert Bounce.objects.get().kind == Bounce.Kind.OTHER
    assert not Suppression.objects.exists()


def test_every_provider_that_is_offered_can_be_made_from_its_address(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, shape in provider_env.PROVIDERS.items():
        keys = ":".join("k3y" for _one in shape.credentials)
        host = "mg.acme.example" if shape.host else ""
        query = "?api_url=https%3A%2F%2Fapi.acme.example%2F" if shape.needs else ""
        monkeypatch.setenv(URL, f"anymail+{name}://{keys}@{host}{query}")
        settings.EMAIL = env.email(URL)
        settings.ANYMAIL = for_anymail(settings.EMAIL)

        Provider(settings.EMAIL).close()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("anymail+pigeon://key@", "Use one of brevo, mailersend, mailgun"),
        ("anymail+postmark://", "Use anymail+postmark://SERVER_TOKEN@"),
        ("anymail+mailjet://key@", "anymail+mailjet://API_KEY:SECRET_KEY@"),
        ("anymail+mailgun://key@", "anymail+mailgun://API_KEY@SENDER_DOMAIN"),
        ("anymail+postal://key@", "?api_url=..."),
        ("anymail+postmark://key@?colour=red", "postmark knows no colour"),
    ],
)
def test_provider_that_cannot_be_used_is_refused_in_words_and_without_its_key(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    monkeypatch.setenv(URL, value)

    with pytest.raises(BadSetting, match=re.escape(words)) as refused:
        env.email(URL)

    assert "key@" not in str(refused.value)


def test_missing_package_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, "anymail+postmark://key@")
    monkeypatch.setattr(provider_env, "find_spec", lambda _name: None)

    with pytest.raises(BadSetting, match="install the package django-anymail"):
        env.email(URL)


def test_django_anymails_own_test_backend_takes_our_mails_as_they_are(
    ava: Membership, clock: Clock, settings: Settings
) -> None:
    settings.EMAIL = {"kind": "provider", "provider": "test", "options": {}}
    settings.ANYMAIL = for_anymail({})
    make_ask(ava, at=clock.moment)

    assert deliver(clock) == 1

    (sent,) = django_mail.outbox
    params = vars(sent)["anymail_test_params"]
    assert "unsupported" not in str(params).lower()
    assert params["subject"] == "Does your project taste good? (New tills)"
    assert params["extra_headers"]["Auto-Submitted"] == "auto-generated"
