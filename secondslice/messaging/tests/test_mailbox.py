"""Real conversations with a mailbox on loopback."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from email.headerregistry import Address

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.config import mail_env
from secondslice.config.bad_setting import BadSetting
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.jobs.services import run_due
from secondslice.messaging.models import InboundMail
from secondslice.messaging.services import opened
from secondslice.messaging.services.fetching import last_look
from secondslice.messaging.tasks import fetch_mail
from secondslice.messaging.tests.imap_server import Folder, imap_server
from secondslice.messaging.tests.received_mails import received
from secondslice.messaging.transports import mailbox
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db

MAILBOX = Address("", "answers", "pmo.example")
URL = "SECONDSLICE_INBOUND_URL"


@pytest.fixture
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A mailbox on a free port, and the product set to look into it."""
    settings.REPLY_ADDRESS = MAILBOX
    with imap_server() as there:
        monkeypatch.setenv(URL, f"imap://pmo:right@127.0.0.1:{there.port}/INBOX")
        settings.INBOUND = mail_env.mailbox_to_fetch(URL, replies=MAILBOX)
        yield there


def look(clock: Clock) -> None:
    """Look into the mailbox and read what is there, as the worker does."""
    fetch_mail.prepare(payload={}, now=clock.moment)()
    run_due(now=lambda: clock.moment)


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(mailbox).failed == 0


def test_reply_in_the_mailbox_becomes_the_answer(
    folder: Folder, ava: Membership, clock: Clock
) -> None:
    sent = make_ask(ava, at=clock.moment)
    Contact.objects.update(email="ben@acme.example")
    assert sent.ask.message is not None
    uid = folder.put(received("gmail", to=opened(sent.ask.message).reply_to))

    look(clock)

    assert sent.fresh().taste == "yes"
    assert folder.seen == {uid}
    assert InboundMail.objects.get().way == InboundMail.Way.MAILBOX


def test_mail_is_fetched_once_and_stays_in_the_mailbox(folder: Folder, clock: Clock) -> None:
    folder.put(received("gmail"))
    folder.put(received("unclear"))
    look(clock)
    folder.put(received("iphone"))
    look(clock)

    assert InboundMail.objects.count() == 3
    assert len(folder.mails) == 3


def test_line_that_is_cut_in_the_middle_costs_no_mail_and_doubles_none(
    folder: Folder, clock: Clock
) -> None:
    folder.put(received("gmail"))
    folder.put(received("unclear"))
    folder.hangs_up_after = 2  # after the first mail was handed out, before it could be marked

    look(clock)

    found = last_look()
    assert found is not None
    assert found.error.startswith("The mailbox has hung up:")
    assert InboundMail.objects.count() == 1
    assert not folder.seen

    folder.hangs_up_after = 1000
    look(clock)

    assert InboundMail.objects.count() == 2
    assert len(folder.seen) == 2


def test_mail_that_the_server_does_not_hand_out_is_noted_and_the_others_come(
    folder: Folder, clock: Clock
) -> None:
    lost = folder.put(b"")
    folder.withheld.add(lost)
    folder.put(received("gmail"))

    look(clock)
    look(clock)

    broken = InboundMail.objects.get(state=InboundMail.State.BROKEN)
    assert "the content of this mail is gone" in broken.why
    assert InboundMail.objects.count() == 2
    assert len(folder.seen) == 2


def test_wrong_password_is_told_in_words_and_tried_again(folder: Folder, clock: Clock) -> None:
    folder.password = "changed"
    folder.put(received("gmail"))

    look(clock)

    found = last_look()
    assert found is not None
    assert "does not let us in" in found.error
    assert "wrong name or password" in found.error
    folder.password = "right"
    look(clock)
    found = last_look()
    assert found is not None
    assert found.error == ""
    assert InboundMail.objects.count() == 1


def test_folder_that_is_not_there_and_server_that_is_away_are_told_in_words(
    folder: Folder, clock: Clock, settings: Settings
) -> None:
    folder.name = "Archive"
    look(clock)
    found = last_look()
    assert found is not None
    assert "no such folder" in found.error

    settings.INBOUND = {**settings.INBOUND, "port": 9}
    look(clock)
    found = last_look()
    assert found is not None
    assert "cannot be reached" in found.error


def test_long_mail_is_fetched_as_far_as_it_is_looked_at(folder: Folder, clock: Clock) -> None:
    folder.put(received("gmail") + b"x" * 3_000_000)

    look(clock)

    assert len(InboundMail.objects.get().sealed) < 1_000_000


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("imap://pmo:secret@mail.example.org/INBOX", "Use imaps://"),
        ("pop3://pmo:secret@mail.example.org", "imaps://user:password@host/INBOX"),
        ("imaps://mail.example.org", "imaps://user:password@host/INBOX"),
        ("imaps://pmo:sec/ret@mail.example.org", "%2F for /"),
    ],
)
def test_mailbox_that_cannot_be_used_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    monkeypatch.setenv(URL, value)

    with pytest.raises(BadSetting, match=words) as refused:
        mail_env.mailbox_to_fetch(URL, replies=MAILBOX)

    assert "secret" not in str(refused.value)


def test_mailbox_to_which_no_mail_leads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, "imaps://pmo:p%40ss@mail.example.org")

    with pytest.raises(BadSetting, match="SECONDSLICE_REPLY_ADDRESS"):
        mail_env.mailbox_to_fetch(URL, replies=None)

    found = mail_env.mailbox_to_fetch(URL, replies=MAILBOX)
    assert found is not None
    assert (found["port"], found["password"], found["folder"]) == (993, "p@ss", "INBOX")
