"""The address at which a mail is answered by replying."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.addresses import tags
from secondslice.messaging.services import opened
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.letters import Draft, Round, draft_ask, owner_of
from secondslice.pulse.models import Ask, ReplyAddress
from secondslice.pulse.services.asking import preview
from secondslice.pulse.services.posting import Letter, remind, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import wording_for
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db

MAILBOX = Address("", "answers", "pmo.example")


@pytest.fixture
def takes_replies(settings: Settings) -> None:
    """The installation has a mailbox for replies."""
    settings.REPLY_ADDRESS = MAILBOX


def ask_about(by: Membership, names: list[str], clock: Clock) -> list[Ask]:
    """Ask Ben about several projects in one mail."""
    lines: list[tuple[Round, Draft]] = []
    for name in names:
        project = make_project(by.workspace, name, manager=by.user)
        this = Round(project, by.user, clock.moment, owner_of(project))
        wording = wording_for(workspace=by.workspace, language="en-us")
        part = make_stakeholder(project, name="Ben", contact=Contact.objects.first())
        lines.append((this, draft_ask(this, part, wording)))
    permit = Permit(lines[0][1].ask.contact_id, clock.moment)
    return store(letters=[Letter(permit, lines)])


def test_reply_goes_to_an_address_with_a_secret_that_is_kept_as_a_digest(
    takes_replies: None, ava: Membership, clock: Clock
) -> None:
    ask = make_ask(ava, at=clock.moment).ask

    assert ask.message is not None
    letter = opened(ask.message)
    (tag,) = tags(MAILBOX, [letter.reply_to])
    row = ReplyAddress.objects.get()
    assert (row.token_digest, row.asks, row.contact) == (digest(tag), [ask.pk], ask.contact)
    assert len(tag) == 26
    assert tag not in ask.message.reply_to + ask.message.text + str(ask.message.headers)
    assert "You can also reply to this mail, with one word on the first line" in letter.text
    assert "You can also reply to this mail, with one word on the first line" in letter.html


def test_without_such_a_mailbox_the_reply_goes_to_whoever_asks(
    ava: Membership, clock: Clock
) -> None:
    ask = make_ask(ava, at=clock.moment).ask

    assert ask.message is not None
    letter = opened(ask.message)
    assert letter.reply_to == "ava@example.org"
    assert "reply to this mail" not in letter.text + letter.html
    assert not ReplyAddress.objects.exists()


def test_projects_of_one_mail_have_numbers_in_the_order_of_the_address(
    takes_replies: None, ava: Membership, clock: Clock
) -> None:
    asks = ask_about(ava, ["Loyalty cards", "New tills"], clock)

    letter = opened(Message.objects.get())
    assert "1. Loyalty cards" in letter.text
    assert "2. New tills" in letter.html
    assert "with the number of each project: 1. Yes" in letter.text
    assert ReplyAddress.objects.get().asks == [ask.pk for ask in asks]


def test_reminder_has_an_address_of_its_own(
    takes_replies: None, ava: Membership, clock: Clock
) -> None:
    (_first, second) = ask_about(ava, ["Loyalty cards", "New tills"], clock)

    assert remind(asks=[second], permit=Permit(second.contact_id, clock.forward(days=5)))

    letter = opened(Message.objects.get(kind="pulse.reminder"))
    (tag,) = tags(MAILBOX, [letter.reply_to])
    assert ReplyAddress.objects.get(token_digest=digest(tag)).asks == [second.pk]
    assert "1. New tills" not in letter.text
    assert "with one word on the first line" in letter.text


def test_preview_shows_the_line_and_stores_nothing(
    takes_replies: None, ava: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    ben = make_stakeholder(project, name="Ben")

    mail = preview(project=project, stakeholder=ben, asked_by=ava.user, at=clock.moment, note="")

    assert "You can also reply to this mail" in mail.text
    assert not ReplyAddress.objects.exists()
