"""What a worker has in hand at the very moment at which somebody stops never leaves afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Bounce, Message, Suppression
from secondslice.messaging.parsing.bounces import Refusal
from secondslice.messaging.services import deliver_due, release_claims
from secondslice.messaging.services.chatting import deliver_chats
from secondslice.messaging.tests.chat_server import Said, chat_server
from secondslice.messaging.tests.make import make_mail
from secondslice.messaging.transports.base import DeliveryError, Letter, OneByOne, ServerAway
from secondslice.pulse.channels import Way
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.pulse.tests.slack import connect_slack

pytestmark = pytest.mark.django_db

AWAY = ServerAway("The mail server did not answer.")
NOBODY = DeliveryError(
    "550 5.1.1 no such person", permanent=True, refusal=Refusal("", "550 5.1.1 no such person")
)
BUSY = DeliveryError("451 try again later")


class Interrupted(OneByOne):
    """A mail server during whose answer something happens."""

    keeps = False

    def __init__(self, meanwhile: Callable[[], object], error: Exception | None = None) -> None:
        self.taken: list[str] = []
        self._meanwhile, self._error = meanwhile, error

    def deliver(self, letter: Letter) -> None:
        """Let it happen, and take the mail or not."""
        self._meanwhile()
        if self._error:
            raise self._error
        self.taken.append(letter.to)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question to Ben that waits in the outbox."""
    return make_ask(ava, at=clock.moment)


def stop(sent: Sent, clock: Clock) -> None:
    """Ben presses Stop."""
    contact = Contact.objects.select_related("workspace", "customer").get(pk=sent.ask.contact_id)
    how = Preference.How.PAGE
    wish_said(contact=contact, wish=Wish(Want.STOP), how=how, now=clock.moment)


def deliver(clock: Clock, transport: Interrupted) -> None:
    deliver_due(transport=transport, now=lambda: clock.moment)


def never_leaves(clock: Clock) -> None:
    """See that the message is given up, and that no later round of anybody takes it up."""
    message = Message.objects.get()
    assert (message.state, message.claim) == (Message.State.FAILED, "")
    assert "taken back" in message.last_error
    clock.forward(days=1)
    later = Interrupted(lambda: None)
    deliver(clock, later)
    assert later.taken == []


@pytest.mark.parametrize("error", [AWAY, BUSY, NOBODY])
def test_mail_in_hand_that_does_not_leave_is_not_tried_again_after_a_stop(
    sent: Sent, clock: Clock, error: DeliveryError
) -> None:
    deliver(clock, Interrupted(lambda: stop(sent, clock), error))

    never_leaves(clock)


def test_mail_that_was_not_begun_yet_is_not_put_back_after_a_stop(sent: Sent, clock: Clock) -> None:
    presses = iter([False])

    def stopping() -> bool:
        """Ben stops, and then the worker is told to."""
        if next(presses, True):
            stop(sent, clock)
            return True
        return False

    deliver_due(transport=Interrupted(lambda: None), now=lambda: clock.moment, stop=stopping)

    never_leaves(clock)


def test_failure_that_was_wanted_is_no_bounce_of_the_address(sent: Sent, clock: Clock) -> None:
    deliver(clock, Interrupted(lambda: stop(sent, clock), NOBODY))

    assert not Bounce.objects.exists()
    assert not Suppression.objects.exists()


def test_mail_that_left_in_that_moment_was_asked_and_counts_in_the_budget(
    sent: Sent, clock: Clock
) -> None:
    deliver(clock, Interrupted(lambda: stop(sent, clock)))

    assert Message.objects.get().state == Message.State.SENT
    assert sent.fresh().state == Ask.State.SENT
    assert asked_within_a_year(sent, clock) == 1


def test_question_that_did_not_leave_is_in_no_budget(sent: Sent, clock: Clock) -> None:
    deliver(clock, Interrupted(lambda: stop(sent, clock), AWAY))

    assert asked_within_a_year(sent, clock) == 0


def asked_within_a_year(sent: Sent, clock: Clock) -> int:
    contacts, holds = [sent.ask.contact_id], Holds()
    (standing,) = take_turns(
        workspace=sent.ask.workspace, contacts=contacts, at=clock.moment, holds=holds
    )
    return standing.asked_within_a_year


def test_slack_message_in_hand_is_not_tried_again_after_a_stop(
    ava: Membership, clock: Clock, settings: Settings
) -> None:
    connect_slack(ava.workspace, at=clock.moment)
    sent = make_ask(ava, at=clock.moment, way=Way.SLACK)
    with chat_server() as server:
        settings.CHAT_HOSTS, settings.SLACK_URL = [server.url], f"{server.url}/api"
        server.answer(Said(status=503))
        pressed: list[bool] = []

        def now() -> datetime:
            """The clock is read anew once Slack has answered: that is when Ben presses."""
            if server.requests and not pressed:
                pressed.append(True)
                stop(sent, clock)
            return clock.moment

        deliver_chats(now=now)
        server.answer(Said())
        clock.forward(minutes=5)
        deliver_chats(now=lambda: clock.moment)

        assert len(server.requests) == 1
    never_leaves(clock)


def test_worker_that_comes_late_does_not_let_go_of_what_another_has_in_hand(
    ava: Membership, clock: Clock
) -> None:
    make_mail(ava.workspace, at=clock.moment)

    def other_takes_it_up() -> None:
        Message.objects.update(claim="other", tries=2)

    deliver(clock, Interrupted(other_takes_it_up, BUSY))

    message = Message.objects.get()
    assert (message.state, message.claim, message.tries) == ("sending", "other", 2)


def test_what_was_taken_back_from_a_worker_that_died_is_given_up_at_the_next_start(
    sent: Sent, clock: Clock
) -> None:
    Message.objects.update(state="sending", claim="dead", tries=1, claimed_at=clock.moment)
    stop(sent, clock)
    clock.forward(minutes=11)
    living = Interrupted(lambda: None)
    deliver(clock, living)
    assert living.taken == []

    assert release_claims() == 0

    never_leaves(clock)


def test_what_nobody_took_back_is_set_free_at_the_next_start(sent: Sent, clock: Clock) -> None:
    Message.objects.update(state="sending", claim="dead", tries=1, claimed_at=clock.moment)

    assert release_claims() == 1

    assert Message.objects.get().state == "waiting"
