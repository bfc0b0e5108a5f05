"""Every mail that asks says how to stop: on the page, in the program's own button, in plain text."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import Message as Mail
from email.policy import default

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.access import contact_behind
from secondslice.customers.models import ContactKey
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.messaging.transports.writing import written
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.letters import Round, draft_ask, owner_of
from secondslice.pulse.models import Ask
from secondslice.pulse.services.asking import preview
from secondslice.pulse.services.posting import Letter, remind, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import wording_for
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import make_re_asked_case

pytestmark = pytest.mark.django_db


def mail_of(message: Message) -> Mail:
    """Return a message as it leaves the house."""
    return email.message_from_bytes(written(opened(message)).message().as_bytes(), policy=default)


def several(by: Membership, now: datetime) -> Message:
    """A mail that asks Ben about two projects."""
    lines = []
    first = make_stakeholder(make_project(by.workspace, "New tills", manager=by.user), name="Ben")
    for name in ("Payroll", "Stores"):
        project = make_project(by.workspace, name, manager=by.user)
        this = Round(project, by.user, now, owner_of(project))
        part = make_stakeholder(project, name="Ben", contact=first.contact)
        wording = wording_for(workspace=by.workspace, language="en-us")
        lines.append((this, draft_ask(this, part, wording)))
    store(letters=[Letter(Permit(first.contact_id, now), lines)])
    return Message.objects.get()


def reminder(by: Membership, now: datetime) -> Message:
    ask = make_ask(by, at=now).ask
    permit = Permit(ask.contact_id, now + timedelta(days=5))
    assert remind(asks=[Ask.objects.get(pk=ask.pk)], permit=permit)
    return Message.objects.get(kind="pulse.reminder")


def re_ask(by: Membership, now: datetime) -> Message:
    _case, ask = make_re_asked_case(by, at=now)
    assert ask.message is not None
    return ask.message


def single(by: Membership, now: datetime) -> Message:
    message = make_ask(by, at=now).ask.message
    assert message is not None
    return message


@pytest.mark.parametrize("asking", [single, several, reminder, re_ask])
def test_every_mail_that_asks_says_how_to_stop(
    asking: Callable[[Membership, datetime], Message], ava: Membership, now: datetime
) -> None:
    message = asking(ava, now)
    mail, letter = mail_of(message), opened(message)

    link = re.search(r"https?://\S+/me/([\w-]{22})", letter.text)
    assert link
    contact = contact_behind(link[1])
    assert contact is not None
    assert contact.email == message.to
    assert mail["List-Unsubscribe"] == f"<{link[0]}/unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Help"] == f"<{link[0]}>"
    assert mail["List-Id"] == "<questions.acme.127.0.0.1>"
    assert f'href="{link[0]}"' in letter.html
    assert "Pause or stop these questions" in letter.text
    assert "Pause or stop these questions" in letter.html


def test_where_replies_are_read_a_mail_to_them_stops_too(
    ava: Membership, now: datetime, settings: Settings
) -> None:
    settings.REPLY_ADDRESS = Address("", "answers", "pmo.example")

    letter = opened(single(ava, now))

    first, second = letter.headers["List-Unsubscribe"].split(", ")
    assert first.endswith("/unsubscribe>")
    assert second == f"<mailto:{letter.reply_to}?subject=unsubscribe>"


def test_no_secret_of_the_own_page_is_stored(ava: Membership, now: datetime) -> None:
    sent = make_ask(ava, at=now)

    message = Message.objects.get()

    stored = f"{message.text} {message.html} {message.headers} {message.sealed}"
    assert sent.me not in stored
    assert "[[unsubscribe]]" in message.headers["List-Unsubscribe"]


def test_look_at_a_mail_makes_no_key(ava: Membership, clock: Clock) -> None:
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    part = make_stakeholder(project, name="Ben")

    mail = preview(project=project, stakeholder=part, asked_by=ava.user, at=clock.moment, note="")

    assert "Pause or stop these questions" in mail.html
    assert not ContactKey.objects.exists()
