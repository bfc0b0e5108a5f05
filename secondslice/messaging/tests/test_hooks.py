"""What mail providers tell us when they call, in the very form in which they do."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from email.headerregistry import Address

import pytest
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.config import mail_env
from secondslice.config.bad_setting import BadSetting
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.jobs.services import run_due
from secondslice.messaging.models import Bounce, InboundMail, Message, Suppression
from secondslice.messaging.services import opened
from secondslice.messaging.tests.received_mails import received
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import Sent, make_ask

pytestmark = pytest.mark.django_db

SECRET = "a-secret-in-the-address"
POSTMARK = f"/hooks/mail/{SECRET}/postmark"
MAILGUN = f"/hooks/mail/{SECRET}/mailgun"
KEY = "signing-key"


@pytest.fixture(autouse=True)
def hooks(settings: Settings) -> None:
    """The installation may be called."""
    settings.HOOK_SECRET = SECRET
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = Address("", "answers", "pmo.example")
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY, "MAILGUN_API_KEY": "key"}


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question to Ben that a provider has taken as pm-1."""
    sent = make_ask(ava, at=clock.moment)
    Contact.objects.update(email="ben@acme.example")
    return sent


def taken(clock: Clock) -> None:
    """Let the provider have taken the mail."""
    Message.objects.update(
        to="ben@acme.example", state=Message.State.SENT, sent_at=clock.moment, provider_id="pm-1"
    )


def call(stranger: Client, address: str, values: Mapping[str, object]) -> int:
    """Let the provider call with JSON; return the status of the answer."""
    return stranger.post(address, json.dumps(values), content_type="application/json").status_code


def bounce(**values: object) -> dict[str, object]:
    """Return a bounce as Postmark tells it."""
    return {
        "RecordType": "Bounce",
        "ID": 692560173,
        "Type": "HardBounce",
        "MessageID": "pm-1",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": "ben@acme.example",
        "BouncedAt": "2026-03-06T10:00:00Z",
        **values,
    }


def test_reply_that_a_provider_hands_in_becomes_the_answer(
    sent: Sent, stranger: Client, clock: Clock
) -> None:
    assert sent.ask.message is not None
    address = opened(sent.ask.message).reply_to
    raw = received("gmail", to=address).decode()
    values = {
        "FromFull": {"Email": "ben@acme.example"},
        "OriginalRecipient": address,
        "RawEmail": raw,
        "Headers": [{"Name": "Return-Path", "Value": "<ben@acme.example>"}],
    }

    assert call(stranger, f"{POSTMARK}/inbound", values) == 200
    assert call(stranger, f"{POSTMARK}/inbound", values) == 200, "providers tell twice"
    run_due(now=lambda: clock.moment)

    assert sent.fresh().taste == "yes"
    assert InboundMail.objects.get().way == InboundMail.Way.HOOK


def test_hard_bounce_that_a_provider_tells_leaves_the_address_alone(
    sent: Sent, stranger: Client, clock: Clock
) -> None:
    taken(clock)

    for _time in range(2):
        assert call(stranger, f"{POSTMARK}/tracking", bounce()) == 200

    assert Bounce.objects.get().words.startswith("smtp;550 5.1.1")
    assert Suppression.objects.get().address == "ben@acme.example"
    assert sent.fresh().state == Ask.State.BOUNCED


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (
            {
                "Type": "SoftBounce",
                "Details": "",
                "Description": "Unable to temporarily deliver message (i.e. mailbox full, quota).",
            },
            Bounce.Kind.SOFT,
        ),
        ({"Type": "SoftBounce", "Details": "smtp;452 try later"}, Bounce.Kind.SOFT),
        ({"Type": "Blocked", "Details": "smtp;550 5.7.1 blocked"}, Bounce.Kind.OTHER),
        ({"Type": "BadEmailAddress"}, Bounce.Kind.HARD),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, Bounce.Kind.COMPLAINT),
    ],
)
def test_providers_words_are_told_apart(
    sent: Sent, stranger: Client, clock: Clock, values: dict[str, object], kind: str
) -> None:
    taken(clock)

    call(stranger, f"{POSTMARK}/tracking", bounce(**values))

    assert Bounce.objects.get().kind == kind


@pytest.mark.parametrize(
    "values",
    [
        {"RecordType": "Delivery"},
        {"RecordType": "Open"},
        {"Type": "Transient"},
        {"Type": "AutoResponder"},
        {"MessageID": "of somebody else"},
        {"MessageID": ""},
    ],
)
def test_what_is_no_failure_or_not_ours_changes_nothing(
    sent: Sent, stranger: Client, clock: Clock, values: dict[str, object]
) -> None:
    taken(clock)

    assert call(stranger, f"{POSTMARK}/tracking", bounce(**values)) == 200

    assert not Bounce.objects.exists()
    assert sent.fresh().state == Ask.State.SENT


def signed(event: dict[str, object], key: str = KEY) -> dict[str, object]:
    """Return a call as Mailgun signs it."""
    mac = hmac.new(key.encode(), b"1772787600token", hashlib.sha256).hexdigest()
    signature = {"timestamp": "1772787600", "token": "token", "signature": mac}
    return {"signature": signature, "event-data": event}


FAILED: dict[str, object] = {
    "id": "e-1",
    "timestamp": 1772787600.1,
    "event": "failed",
    "severity": "permanent",
    "reason": "bounce",
    "recipient": "ben@acme.example",
    "message": {"headers": {"message-id": "pm-1"}},
    "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": ""},
}


def test_signature_of_the_provider_is_checked(sent: Sent, stranger: Client, clock: Clock) -> None:
    taken(clock)

    assert call(stranger, f"{MAILGUN}/tracking", signed(FAILED, key="another")) == 400
    assert not Bounce.objects.exists()

    assert call(stranger, f"{MAILGUN}/tracking", signed(FAILED)) == 200
    assert Suppression.objects.get().address == "ben@acme.example"


@pytest.mark.parametrize(
    "address",
    [
        "/hooks/mail/another-secret-than-ours/postmark/tracking",
        f"/hooks/mail/{SECRET[:-1]}/postmark/tracking",
    ],
)
def test_who_does_not_know_the_secret_finds_nothing(
    sent: Sent, stranger: Client, clock: Clock, address: str
) -> None:
    taken(clock)

    assert call(stranger, address, bounce()) == 404
    assert not Bounce.objects.exists()


def test_without_a_secret_no_such_address_exists(stranger: Client, settings: Settings) -> None:
    settings.HOOK_SECRET = ""

    assert call(stranger, "/hooks/mail//postmark/tracking", bounce()) == 404
    assert call(stranger, f"{POSTMARK}/tracking", bounce()) == 404


@pytest.mark.parametrize(
    ("address", "body"),
    [
        (f"/hooks/mail/{SECRET}/pigeon/tracking", "{}"),
        (f"{POSTMARK}/postage", "{}"),
        (f"{POSTMARK}/tracking", "no json"),
        (f"{POSTMARK}/tracking", "[]"),
        (f"{POSTMARK}/tracking", '{"RecordType": "Inbound", "FromFull": {}}'),
        (f"{POSTMARK}/inbound", '{"RecordType": "Bounce"}'),
    ],
)
def test_call_that_is_not_the_providers_is_refused_in_words(
    stranger: Client, address: str, body: str
) -> None:
    response = stranger.post(address, body, content_type="application/json")

    assert response.status_code == 400
    assert response.text
    assert not InboundMail.objects.exists()


def test_provider_may_look_whether_somebody_is_there(stranger: Client) -> None:
    assert stranger.head(f"{POSTMARK}/tracking").status_code == 200
    assert stranger.get(f"{POSTMARK}/tracking").status_code == 405


def test_secret_that_can_be_guessed_is_refused_with_a_good_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECONDSLICE_HOOK_SECRET", "pizza")

    with pytest.raises(BadSetting, match="20 or more letters") as refused:
        mail_env.hook_secret("SECONDSLICE_HOOK_SECRET")

    good = str(refused.value).rpartition(" ")[2]
    monkeypatch.setenv("SECONDSLICE_HOOK_SECRET", good)
    assert mail_env.hook_secret("SECONDSLICE_HOOK_SECRET") == good
