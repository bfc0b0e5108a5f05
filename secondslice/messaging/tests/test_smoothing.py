"""Big batches leave over time, and nobody who waits for a mail waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.tests.plans import plan_for
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.messaging.models import Bounce, Message
from secondslice.messaging.services import deliver_due
from secondslice.messaging.services.smoothing import slots
from secondslice.messaging.tests.make import make_mail, make_suppression
from secondslice.messaging.transports.base import Letter, ServerAway
from secondslice.messaging.transports.kept import Kept
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


class Sent(Kept):
    """A mail server that notes to whom it has sent what."""

    keeps = False

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.is_away = False

    def deliver(self, letter: Letter) -> None:
        """Take the letter."""
        if self.is_away:
            raise ServerAway("The mail server cannot be reached.")
        self.letters.append(letter)


@pytest.fixture
def ten_a_minute(settings: Settings) -> None:
    """A mail server that wants no more."""
    settings.EMAIL = {"kind": "smtp"}
    settings.MAILS_PER_MINUTE = 10


@pytest.fixture
def people(lea: Membership, clock: Clock) -> Callable[[int], Workspace]:
    """Give `people(25)`: so many sponsors whose question is due on Monday morning."""
    clock.moment = MONDAY

    def make(count: int) -> Workspace:
        project = make_project(
            lea.workspace,
            "New tills",
            manager=lea.user,
            starts_on=date(2026, 2, 16),
            ends_on=date(2026, 7, 10),
            customer=make_customer(lea.workspace),
        )
        for number in range(count):
            make_stakeholder(project, make_contact(project.customer, f"Person {number:03}"))
        asks_planned(workspace=lea.workspace, now=MONDAY)
        return lea.workspace

    return make


def work(server: Sent, clock: Clock, **time: float) -> list[int]:
    """Let a worker deliver every ten seconds for some time; return how many left in each minute."""
    end = clock.moment + timedelta(**time)
    per_minute: list[int] = []
    while clock.moment < end:
        before = len(server.letters)
        for _turn in range(6):
            deliver_due(transport=server, now=lambda: clock.moment)
            clock.forward(seconds=10)
        per_minute.append(len(server.letters) - before)
    return per_minute


def due(messages: Iterable[Message]) -> list[float]:
    """Return after how many seconds each is due."""
    return [(one.due_at - MONDAY).total_seconds() for one in messages]


def test_batch_leaves_at_the_rate_that_is_set(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    asks_sent(workspace=people(25), now=MONDAY, pressed=True)
    server = Sent()

    assert due(Message.objects.order_by("pk")[:3]) == [0, 6, 12]
    assert work(server, clock, minutes=4) == [9, 10, 6, 0], "a worker looks every ten seconds here"
    assert len({letter.to for letter in server.letters}) == 25


def test_without_a_rate_everything_leaves_at_once(
    people: Callable[[int], Workspace], clock: Clock, settings: Settings
) -> None:
    settings.EMAIL = {"kind": "smtp"}
    asks_sent(workspace=people(25), now=MONDAY, pressed=True)

    assert work(Sent(), clock, minutes=1) == [25]


def test_second_batch_stands_behind_the_first(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    asks_sent(workspace=people(5), now=MONDAY, pressed=True)

    assert slots(at=MONDAY).take() == MONDAY + timedelta(seconds=30)
    assert slots(at=MONDAY + timedelta(hours=1)).take() == MONDAY + timedelta(hours=1)


def test_what_somebody_waits_for_leaves_before_a_batch(
    people: Callable[[int], Workspace], ava: Membership, clock: Clock, settings: Settings
) -> None:
    settings.EMAIL = {"kind": "smtp"}
    workspace = people(20)
    asks_sent(workspace=workspace, now=MONDAY, pressed=True)
    clock.forward(seconds=1)
    make_mail(workspace, at=clock.moment, to="new@example.org")
    by_hand = make_ask(ava, at=clock.moment, name="Bea").ask
    server = Sent()

    deliver_due(transport=server, now=lambda: clock.moment, most=4)

    assert [letter.to for letter in server.letters[:2]] == [
        "new@example.org",
        by_hand.contact.email,
    ]


def test_hour_without_a_mail_server_is_not_made_up_for_in_one_flood(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    asks_sent(workspace=people(40), now=MONDAY, pressed=True)
    server = Sent()
    server.is_away = True
    work(server, clock, hours=1)
    server.is_away = False

    left = work(server, clock, minutes=60)  # those that had tried in vain come last

    assert max(left) == 10
    assert sum(left) == 40


def test_two_workers_keep_the_rate_together(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    asks_sent(workspace=people(30), now=MONDAY, pressed=True)
    clock.forward(hours=1)  # all are due
    one, other = Sent(), Sent()

    for server in (one, other):
        deliver_due(transport=server, now=lambda: clock.moment)

    assert len(one.letters) + len(other.letters) == 10


def test_what_would_leave_after_hours_waits_for_the_next_morning(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    workspace = people(40)
    evening = MONDAY.replace(hour=17, minute=58)  # mails leave until 18:00

    sent = asks_sent(workspace=workspace, now=evening, pressed=True)

    assert sent.mails == 20
    assert PlannedAsk.objects.filter(state=PlannedAsk.State.PLANNED, on=MONDAY.date()).count() == 20
    morning = MONDAY + timedelta(days=1)
    assert asks_sent(workspace=workspace, now=morning, pressed=True).mails == 20


def test_who_presses_the_button_sends_all_of_it(
    ten_a_minute: None, people: Callable[[int], Workspace], as_lea: Client, clock: Clock
) -> None:
    people(25)

    page = as_lea.post(reverse("pulse:send_due", args=["acme"]), follow=True).text

    assert "25 mails are on their way." in page
    assert "25 mails of 25 have still to leave, the last in about 3 minutes." in " ".join(
        page.split()
    )
    work(Sent(), clock, minutes=1)
    part = " ".join(as_lea.get(reverse("pulse:leaving", args=["acme"])).text.split())
    assert "16 mails of 25 have still to leave, the last in about 2 minutes." in part
    assert 'value="9" max="25"' in part
    assert "hx-trigger" in part
    work(Sent(), clock, minutes=2)
    part = as_lea.get(reverse("pulse:leaving", args=["acme"])).text
    assert "mails of" not in part
    assert "hx-trigger" not in part


def test_question_that_waits_is_not_sent_to_an_address_that_came_back_meanwhile(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    workspace = people(2)
    asks_sent(workspace=workspace, now=MONDAY, pressed=True)
    gone = Message.objects.order_by("pk").first()
    assert gone is not None
    make_suppression(workspace, at=clock.moment, address=gone.to.lower())
    invited = make_mail(workspace, at=clock.moment, to=gone.to)
    server = Sent()

    work(server, clock, minutes=1)

    assert sorted(letter.id for letter in server.letters if letter.to == gone.to) == [
        str(invited.ref)
    ], "an invitation still goes there"
    gone.refresh_from_db()
    assert gone.state == Message.State.FAILED
    assert "comes back, so it was not sent" in gone.last_error
    assert Bounce.objects.get().kind == Bounce.Kind.OTHER
    assert Ask.objects.filter(message=gone).exists()


def test_worker_finds_what_is_due_by_an_index(
    ten_a_minute: None, people: Callable[[int], Workspace], clock: Clock
) -> None:
    asks_sent(workspace=people(3), now=MONDAY, pressed=True)
    due_now = Message.objects.filter(sent_at=None, is_bulk=True, due_at__lte=MONDAY)
    sent_lately = Message.objects.filter(is_bulk=True, sent_at__gt=MONDAY)

    assert "message_due_by_kind" in plan_for(due_now.order_by("due_at", "pk"))
    assert "message_bulk_sent" in plan_for(sent_lately)
