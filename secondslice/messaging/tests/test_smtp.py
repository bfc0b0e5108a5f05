"""Real conversations with a mail server on loopback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.headerregistry import Address

import pytest
from django.db import connection
from pytest_django import Settings

from secondslice.accounts.models import Membership, Workspace
from secondslice.config import env
from secondslice.conftest import Clock
from secondslice.core.tests.plans import plan_of
from secondslice.messaging import rules
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.addresses import mail_behind, tags
from secondslice.messaging.services import deliver_due
from secondslice.messaging.tests.mail_server import Server, deliver, mail_server
from secondslice.messaging.tests.make import make_mail
from secondslice.messaging.transports import mail_transport
from secondslice.messaging.transports.base import Letter
from secondslice.messaging.transports.kept import Kept
from secondslice.pulse.tests.make import Sent, Visitor, make_ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port, and the product set to use it."""
    with mail_server(settings, monkeypatch) as found:
        yield found


def test_ask_travels_by_smtp_and_its_link_is_tapped(
    server: Server, ava: Membership, clock: Clock
) -> None:
    sent = make_ask(ava, at=clock.moment)

    assert deliver(clock) == 1

    (mail,) = server.mails
    plain = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert mail["Subject"] == "Does your project taste good? (New tills)"
    assert mail["From"].startswith('"Ava, Acme PMO" <')
    assert mail["Reply-To"] == "ava@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"]
    assert mail["Date"]
    links = re.findall(r"/a/([\w-]{22})/([yn])", plain.get_content())
    assert [choice for _token, choice in links] == ["y", "n"]
    assert f"/a/{links[0][0]}/y" in html.get_content()
    assert not re.findall(r"<img|<script|<link", html.get_content())

    person = Visitor(Sent(sent.ask, links[0][0], ""))
    clock.forward(minutes=1)
    person.open("/y")
    clock.forward(seconds=3)
    assert "Thank you!" in person.press("Yes").text


def test_secrets_are_wiped_once_a_server_has_the_mail(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    message = make_mail(pmo, at=clock.moment)
    assert "secret" not in message.text + message.sealed

    deliver(clock)

    message.refresh_from_db()
    body = server.mails[0].get_body(("plain",))
    assert body is not None
    assert "https://pmo.example/secret" in body.get_content()
    assert (message.state, message.sealed) == (Message.State.SENT, "")


def test_address_that_does_not_exist_is_not_tried_again(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    server.answer = "550 no such person"
    message = make_mail(pmo, at=clock.moment)

    deliver(clock)

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert message.last_error == (
        "The mail server refused Ben Brandt <ben@example.com>: 550 no such person"
    )


def test_busy_server_is_tried_again_later_with_the_same_id(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    server.answer = "451 come back later"
    message = make_mail(pmo, at=clock.moment)
    deliver(clock)
    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert message.due_at == clock.moment + timedelta(minutes=1)

    server.answer = "250 OK"
    clock.forward(minutes=1)
    assert deliver(clock) == 1
    assert deliver(clock) == 0
    assert str(message.ref) in server.mails[0]["Message-ID"]


def test_server_that_is_away_is_given_up_after_some_tries(
    pmo: Workspace, clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECONDSLICE_EMAIL_URL", "smtp://127.0.0.1:9")
    settings.EMAIL = env.email("SECONDSLICE_EMAIL_URL")
    message = make_mail(pmo, at=clock.moment)

    for _ in range(rules.MOST_TRIES + 2):
        deliver(clock)
        message.refresh_from_db()
        assert message.state != Message.State.FAILED or message.tries == rules.MOST_TRIES
        clock.forward(hours=5)

    message.refresh_from_db()
    assert (message.state, message.tries) == (Message.State.FAILED, rules.MOST_TRIES)
    assert "cannot be reached" in message.last_error


def test_mail_that_was_being_sent_when_the_worker_died_is_sent_after_ten_minutes(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    make_mail(pmo, at=clock.moment)
    Message.objects.update(state=Message.State.SENDING, claimed_at=clock.moment, claim="dead")
    assert deliver(clock) == 0

    clock.moment += rules.STUCK_AFTER
    assert deliver(clock) == 1
    assert len(server.mails) == 1


def test_line_breaks_in_a_name_make_no_header(
    server: Server, ava: Membership, clock: Clock
) -> None:
    ava.workspace.name = "Acme\r\nBcc: everybody@example.com"
    ava.workspace.save()
    make_mail(ava.workspace, at=clock.moment)

    deliver(clock)

    assert server.mails[0]["Bcc"] is None
    assert server.mails[0]["Subject"] == "Your invitation to Acme Bcc: everybody@example.com"


def test_wrong_password_costs_no_mail_and_is_tried_once_a_round(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    server.password = b"changed yesterday"
    first = make_mail(pmo, at=clock.moment)
    for _ in range(2):
        make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 0

    first.refresh_from_db()
    knocks = server.knocks
    assert first.last_error.startswith("The mail server takes no mail: 535 ")
    assert [one.state for one in Message.objects.all()] == [Message.State.WAITING] * 3
    assert [one.tries for one in Message.objects.order_by("pk")] == [1, 0, 0]
    assert deliver(clock) == 0
    assert server.knocks == knocks, "within the minute nobody tries again"

    server.password = b"right"
    clock.forward(minutes=1)
    assert deliver(clock) == 3


def test_mail_whose_content_is_refused_is_given_up_and_the_next_one_leaves(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    server.verdict = "554 I do not like https://pmo.example/a/0123456789abcdefABCDEF/y"
    message = make_mail(pmo, at=clock.moment)
    deliver(clock)
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert message.last_error == (
        "The mail server refused this mail: 554 I do not like https://pmo.example/a/[secret]/y"
    )

    server.verdict = "250 OK"
    make_mail(pmo, at=clock.moment)
    assert deliver(clock) == 1


def test_server_that_closes_down_in_the_middle_costs_no_mail(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    server.answer = "421 closing down"
    message = make_mail(pmo, at=clock.moment)

    deliver(clock)

    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert message.last_error == "The mail server takes no mail: 421 closing down"


def test_server_that_only_hung_up_between_two_mails_is_called_again_at_once(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    transport = mail_transport()
    make_mail(pmo, at=clock.moment)
    deliver_due(transport=transport, now=lambda: clock.moment)
    server.hang_up()
    make_mail(pmo, at=clock.moment)

    assert deliver_due(transport=transport, now=lambda: clock.moment) == 1
    transport.close()


def test_mail_sealed_with_a_key_that_is_gone_waits_and_the_others_leave(
    server: Server, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    key = settings.SECRET_KEY
    sealed = make_mail(pmo, at=clock.moment)
    settings.SECRET_KEY = "another one " * 5
    make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 1
    sealed.refresh_from_db()
    assert sealed.state == Message.State.WAITING
    assert sealed.last_error == "This text was sealed with another SECONDSLICE_SECRET_KEY."

    settings.SECRET_KEY = key
    clock.forward(minutes=1)
    assert deliver(clock) == 1


def test_address_that_is_none_is_given_up_and_the_next_mail_leaves(
    server: Server, pmo: Workspace, clock: Clock
) -> None:
    message = make_mail(pmo, at=clock.moment, to="ben at home")
    make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 1

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert message.last_error == "No mail can be sent to 'ben at home'."


class Stumbling(Kept):
    """A transport with a fault of ours in it; its words quote the mail."""

    def deliver(self, letter: Letter) -> None:
        """Fail on every mail to Ben."""
        if letter.to == "ben@example.com":
            raise KeyError(letter.text)


def test_fault_of_ours_keeps_one_mail_back_and_no_secret_is_written_down(
    pmo: Workspace, clock: Clock
) -> None:
    message = make_mail(pmo, at=clock.moment)
    make_mail(pmo, at=clock.moment, to="bea@example.com")

    assert deliver_due(transport=Stumbling(), now=lambda: clock.moment) == 1

    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert message.last_error == "It could not be sent: KeyError, see the log."


class Slow(Kept):
    """A transport that takes its time, in which a clerk may do something."""

    def __init__(self, clock: Clock, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.clock, self.meanwhile = clock, meanwhile
        self.delivered = 0

    def deliver(self, letter: Letter) -> None:
        """Take three seconds."""
        self.clock.forward(seconds=3)
        self.delivered += 1
        self.meanwhile()


def test_mail_counts_as_sent_from_when_the_server_has_it(pmo: Workspace, clock: Clock) -> None:
    message = make_mail(pmo, at=clock.moment)

    deliver_due(transport=Slow(clock), now=lambda: clock.moment)

    message.refresh_from_db()
    assert message.sent_at == clock.moment


def test_worker_that_is_asked_to_stop_begins_no_further_mail(pmo: Workspace, clock: Clock) -> None:
    for _ in range(3):
        make_mail(pmo, at=clock.moment)
    transport = Slow(clock)

    sent = deliver_due(
        transport=transport, now=lambda: clock.moment, stop=lambda: transport.delivered == 2
    )

    assert sent == 2
    waiting = Message.objects.get(sent_at=None)
    assert (waiting.state, waiting.tries, waiting.claim) == (Message.State.WAITING, 0, "")


def test_mail_that_one_worker_has_in_hand_is_left_alone_by_the_other(
    pmo: Workspace, clock: Clock
) -> None:
    for _ in range(3):
        make_mail(pmo, at=clock.moment)
    others: list[int] = []

    def look() -> None:
        others.append(deliver_due(transport=Kept(), now=lambda: clock.moment))

    assert deliver_due(transport=Slow(clock, look), now=lambda: clock.moment) == 3
    assert others == [0, 0, 0]


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        ("PMO <pmo@acme.com>", "PMO <pmo@acme.com>"),
        ("pmo@acme.com", "pmo@acme.com"),
    ],
)
def test_sender_may_have_a_name_which_stands_where_the_mail_has_none(
    server: Server,
    pmo: Workspace,
    clock: Clock,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    written: str,
) -> None:
    monkeypatch.setenv("SECONDSLICE_EMAIL_FROM", setting)
    settings.EMAIL_FROM = env.sender("SECONDSLICE_EMAIL_FROM", "")
    make_mail(pmo, at=clock.moment)
    make_mail(pmo, at=clock.moment)
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(from_name="")

    deliver(clock)

    assert [mail["From"] for mail in server.mails] == [written, '"Ava, Acme PMO" <pmo@acme.com>']
    assert server.mails[0]["Message-ID"].endswith("@acme.com>")


def test_worker_finds_what_is_due_without_reading_what_was_sent(
    pmo: Workspace, clock: Clock
) -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []

    def look(
        execute: Callable[..., object], sql: str, params: tuple[str, ...], *more: object
    ) -> object:
        if sql.startswith("SELECT"):
            seen.append((sql, params))
        return execute(sql, params, *more)

    with connection.execute_wrapper(look):
        deliver_due(transport=Kept(), now=lambda: clock.moment)

    assert "message_due" in plan_of(*seen[0])


def test_mail_is_known_again_by_the_address_it_comes_back_to(
    server: Server, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    settings.BOUNCE_ADDRESS = Address("", "bounces", "pmo.example")
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")
    messages = [make_mail(pmo, at=clock.moment) for _ in range(2)]

    assert deliver(clock) == 2

    senders = [str(sender) for sender in server.senders]
    marks = [tags(settings.BOUNCE_ADDRESS, [sender])[0] for sender in senders]
    assert {mail_behind(mark, settings.SECRET_KEY) for mark in marks} == {
        message.ref for message in messages
    }
    assert {mail["From"] for mail in server.mails} == {'"Ava, Acme PMO" <pmo@pmo.example>'}


def test_server_that_allows_no_sender_but_its_user_still_takes_the_mail(
    server: Server, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    settings.BOUNCE_ADDRESS = Address("", "bounces", "pmo.example")
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")
    server.only_sender = "pmo@pmo.example"
    for _ in range(2):
        make_mail(pmo, at=clock.moment)

    assert deliver(clock) == 2
    assert server.senders == ["pmo@pmo.example"] * 2
    assert {mail["From"] for mail in server.mails} == {'"Ava, Acme PMO" <pmo@pmo.example>'}


def test_without_an_address_for_them_mails_come_back_to_the_sender(
    server: Server, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")
    make_mail(pmo, at=clock.moment)

    deliver(clock)

    assert server.senders == ["pmo@pmo.example"]


def test_server_that_looks_at_a_mail_for_long_gets_it_once(
    server: Server, pmo: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(pmo, at=clock.moment)  # the connection is new for the first and kept for the second
    slow = make_mail(pmo, at=clock.moment)
    monkeypatch.setattr("secondslice.messaging.transports.mail.SECONDS", 0.3)
    server.thinks = 0.8

    assert deliver(clock) == 2

    slow.refresh_from_db()
    assert (slow.state, len(server.mails)) == (Message.State.SENT, 2)


def test_mail_whose_content_has_left_is_not_handed_over_again_at_once(
    server: Server, pmo: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(pmo, at=clock.moment)
    transport = mail_transport()
    assert deliver_due(transport=transport, now=lambda: clock.moment) == 1  # the connection is kept
    message = make_mail(pmo, at=clock.moment)
    monkeypatch.setattr("secondslice.messaging.transports.mail.FINAL_SECONDS", 0.3)
    server.thinks = 0.8

    assert deliver_due(transport=transport, now=lambda: clock.moment) == 0

    message.refresh_from_db()
    assert message.state == Message.State.WAITING
    assert message.due_at > clock.moment
    time.sleep(1)
    assert len(server.mails) <= 2, "once for the first mail, and at most once for the second"
    transport.close()


def test_worker_that_is_long_at_a_batch_keeps_its_claim_on_the_rest(
    server: Server, pmo: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_mail(pmo, at=clock.moment), make_mail(pmo, at=clock.moment)
    monkeypatch.setattr("secondslice.messaging.transports.HANDS", 1)
    monkeypatch.setattr("secondslice.messaging.services.delivering.RENEW_EVERY", 0.0)
    transport = mail_transport()

    sent = deliver_due(transport=transport, now=lambda: clock.forward(seconds=1))

    transport.close()
    first.refresh_from_db()
    second.refresh_from_db()
    assert sent == 2
    assert first.claimed_at is not None
    assert second.claimed_at is not None
    assert first.claimed_at < second.claimed_at
