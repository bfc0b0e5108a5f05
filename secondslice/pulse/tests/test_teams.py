"""Questions in Teams: a card whose buttons open the personal link, because no proof of person comes back."""

from __future__ import annotations

import json

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.tests.make import make_project
from secondslice.pulse.channels import Way
from secondslice.pulse.models import AnswerRevision, Ask
from secondslice.pulse.services.posting import remind
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.pulse.tests.slack import connect_teams, payload_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question that Ben has in Teams for an hour."""
    connect_teams(ava.workspace, at=clock.moment)
    ask = make_ask(ava, at=clock.moment, way=Way.TEAMS)
    clock.forward(hours=1)
    return ask


def test_card_opens_the_personal_link_and_the_database_does_not_hold_it(sent: Sent) -> None:
    message = Message.objects.get()
    card = json.loads(opened(message).payload)["attachments"][0]["content"]

    actions, own_page = [one["actions"] for one in card["body"] if one["type"] == "ActionSet"]
    assert [(one["type"], one["title"]) for one in actions] == [
        ("Action.OpenUrl", "Yes"),
        ("Action.OpenUrl", "No"),
    ]
    assert [one["url"].rpartition("/")[2] for one in actions] == ["y", "n"]
    assert sent.token in actions[0]["url"]
    assert sent.token not in f"{message.payload}{message.text}{message.sealed}"
    assert own_page[0]["url"].endswith(f"/me/{sent.me}")
    assert (message.channel, message.to) == ("teams", sent.ask.contact.email)


def test_names_make_no_links_in_the_card(ava: Membership, clock: Clock) -> None:
    connect_teams(ava.workspace, at=clock.moment)
    project = make_project(ava.workspace, "[Tills](https://evil.example)")
    make_ask(ava, at=clock.moment, project=project, way=Way.TEAMS)

    body = payload_of(Message.objects.get())["attachments"][0]["content"]["body"]

    assert {one["type"] for one in body} == {"RichTextBlock", "ActionSet"}


def test_name_in_teams_goes_before_the_address(sent: Sent, clock: Clock) -> None:
    Contact.objects.update(teams_name="ben@acme.onmicrosoft.example")
    ask = Ask.objects.select_related("project__manager", "contact", "workspace", "wording").get()

    assert remind(asks=[ask], permit=Permit(ask.contact_id, clock.moment))

    reminder = Message.objects.get(kind="pulse.reminder")
    assert (reminder.channel, reminder.to) == ("teams", "ben@acme.onmicrosoft.example")


def test_tap_is_judged_like_every_tap_on_a_link(sent: Sent, clock: Clock) -> None:
    """Teams fetches links to show a preview, and scanners press: neither is an answer."""
    robot = Visitor(sent, hand="none")
    robot.open("/y")
    robot.open("/n")
    clock.forward(seconds=2)
    robot.press("Yes")
    assert sent.fresh().taste == ""

    clock.forward(minutes=10)
    ben = Visitor(sent)
    ben.open("/y")
    clock.forward(seconds=3)
    ben.press("Yes")

    assert sent.fresh().taste == "yes"
    assert AnswerRevision.objects.get(counted=True).channel == "teams"
