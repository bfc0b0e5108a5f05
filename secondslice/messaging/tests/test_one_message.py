"""One message that waits is taken back, or leaves sooner: unless a worker was quicker."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.messaging.models import Message
from secondslice.messaging.services import hasten, take_back_one
from secondslice.messaging.tests.make import make_mail

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=9)
NOT_WAITING = [state for state in Message.State if state != Message.State.WAITING]


@pytest.fixture
def mail(ava: Membership, now: datetime) -> Message:
    """A mail that waits for the morning, beside another one."""
    make_mail(ava.workspace, at=now)
    return make_mail(ava.workspace, at=now + LATER)


def test_one_message_is_taken_back_and_the_other_stays(mail: Message) -> None:
    assert take_back_one(message_id=mail.pk)

    assert Message.objects.count() == 1
    assert not Message.objects.filter(pk=mail.pk).exists()
    assert not take_back_one(message_id=mail.pk)


def test_one_message_leaves_now_and_not_a_second_time(mail: Message, now: datetime) -> None:
    assert hasten(message_id=mail.pk, at=now)

    mail.refresh_from_db()
    assert (mail.due_at, mail.state) == (now, Message.State.WAITING)
    assert not hasten(message_id=mail.pk, at=now)


@pytest.mark.parametrize("state", NOT_WAITING)
def test_what_does_not_wait_any_more_stays_as_it_is(
    mail: Message, now: datetime, state: Message.State
) -> None:
    Message.objects.filter(pk=mail.pk).update(state=state)

    assert not take_back_one(message_id=mail.pk)
    assert not hasten(message_id=mail.pk, at=now)

    mail.refresh_from_db()
    assert (mail.state, mail.due_at) == (state, now + LATER)
