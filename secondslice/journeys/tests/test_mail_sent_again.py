"""A mail that was given up is sent again only where it may still leave: the world has moved on since it was written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.mail_sent_again import mail_sent_again, why_not_again
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.services import queue_mail
from secondslice.messaging.services.chatting import Note, queue_change
from secondslice.messaging.services.writing import Envelope
from secondslice.messaging.tests.make import make_suppression
from secondslice.pulse.channels import Way
from secondslice.pulse.models import Ask
from secondslice.pulse.services.bouncing import mark_bounced
from secondslice.pulse.services.posting import remind
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.tests.make import Sent, make_ask, send_asks
from secondslice.pulse.tests.slack import connect_slack

pytestmark = pytest.mark.django_db


def give_up() -> Message:
    """Let the message that was written last be given up, and its question be with nobody."""
    message = Message.objects.latest("pk")
    message.state, message.tries = Message.State.FAILED, 20
    message.last_error = "The mail server refused it: 550 no such person"
    message.save()
    mark_bounced(message=message)
    return message


@pytest.fixture
def sent(lea: Membership, clock: Clock) -> Sent:
    """A question to Ben."""
    return make_ask(lea, at=clock.moment)


@pytest.fixture
def lost(sent: Sent) -> Message:
    """Its mail, which was given up."""
    assert sent.ask.message is not None
    return give_up()


def say(sent: Sent, want: Want, clock: Clock, **more: object) -> None:
    contact = Contact.objects.select_related("workspace", "customer").get(pk=sent.ask.contact_id)
    wish = Wish(want, **more)  # type: ignore[arg-type]
    wish_said(contact=contact, wish=wish, how=Preference.How.PAGE, now=clock.moment)


def must_be_refused(lost: Message, clock: Clock, *, match: str) -> None:
    lost = Message.objects.get(pk=lost.pk)
    told = why_not_again(workspace=lost.workspace, messages=[lost], now=clock.moment)
    assert re.search(match, told[lost.pk])
    with pytest.raises(RuleBroken, match=match):
        mail_sent_again(message=lost, now=clock.moment)
    lost.refresh_from_db()
    assert lost.state == Message.State.FAILED


def test_who_stopped_the_questions_gets_none_that_was_lost(
    sent: Sent, lost: Message, as_lea: Client, clock: Clock
) -> None:
    say(sent, Want.STOP, clock)
    clock.forward(days=10)

    refused = as_lea.post(reverse("messaging:send_again", args=[lost.ref]))

    assert refused.status_code == 409
    assert "Ben does not want to be asked" in refused.text
    must_be_refused(lost, clock, match="Talk instead")


def test_who_wants_a_pause_gets_none_before_it_ends(
    sent: Sent, lost: Message, clock: Clock
) -> None:
    say(sent, Want.PAUSE, clock, until=(clock.moment + timedelta(days=20)).date())

    must_be_refused(lost, clock, match="wants a pause")
    clock.forward(days=21)
    mail_sent_again(message=lost, now=clock.moment)

    assert sent.fresh().state == Ask.State.SENT


def test_where_mail_comes_back_nothing_is_sent_again_until_the_block_is_lifted(
    sent: Sent, lost: Message, clock: Clock
) -> None:
    block = make_suppression(lost.workspace, at=clock.moment, address=lost.to)

    must_be_refused(lost, clock, match="Mail to Ben comes back")
    block.lifted_at = clock.moment
    block.save()
    mail_sent_again(message=lost, now=clock.moment)

    assert sent.fresh().state == Ask.State.SENT


def test_address_that_is_the_persons_no_more_gets_nothing(
    sent: Sent, lost: Message, clock: Clock
) -> None:
    Contact.objects.filter(pk=sent.ask.contact_id).update(email="benedict@customer.example")

    must_be_refused(lost, clock, match="another address")


def test_question_that_can_no_longer_be_answered_is_not_sent_again(
    lost: Message, clock: Clock
) -> None:
    clock.forward(days=31)

    must_be_refused(lost, clock, match="can no longer be answered")


def test_person_who_was_asked_anew_about_the_project_does_not_get_both(
    sent: Sent, lost: Message, lea: Membership, clock: Clock
) -> None:
    clock.forward(days=1)
    parts = list(sent.ask.project.stakeholders.select_related("contact__customer"))
    send_asks(project=sent.ask.project, stakeholders=parts, asked_by=lea.user, at=clock.moment)

    must_be_refused(lost, clock, match="was asked about the same project meanwhile")
    assert sent.fresh().state == Ask.State.BOUNCED


def test_message_to_who_was_erased_is_not_sent_again(lea: Membership, clock: Clock) -> None:
    connect_slack(lea.workspace, at=clock.moment)
    sent = make_ask(lea, at=clock.moment, way=Way.SLACK)
    lost = give_up()
    contact = Contact.objects.select_related("workspace", "customer").get(pk=sent.ask.contact_id)
    person_erased(contact=contact, how="page", now=clock.moment)
    lost.refresh_from_db()

    must_be_refused(lost, clock, match="is not known here any more")


def test_mail_to_a_member_whose_words_were_erased_is_not_sent_again(
    sent: Sent, lea: Membership, clock: Clock
) -> None:
    queue_mail(
        workspace_id=lea.workspace_id,
        kind="pulse.own_page",
        envelope=Envelope(to=sent.ask.contact.email, about=sent.ask.contact.ref),
        language="en-us",
        at=clock.moment,
        context={"contact": {"name": "Ben"}, "workspace": {"name": "Acme PMO"}},
    )
    lost = give_up()
    contact = Contact.objects.select_related("workspace", "customer").get(pk=sent.ask.contact_id)
    person_erased(contact=contact, how="page", now=clock.moment)
    lost.refresh_from_db()

    must_be_refused(lost, clock, match="was erased")


@pytest.fixture
def reminder(sent: Sent, clock: Clock) -> Message:
    """A reminder of the question, which was given up."""
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)
    clock.forward(days=6)
    ask = Ask.objects.select_related("project__manager", "contact", "workspace", "wording").get()
    assert remind(asks=[ask], permit=Permit(ask.contact_id, clock.moment))
    Ask.objects.update(reminded_at=clock.moment)
    return give_up()


def test_reminder_is_sent_again_while_there_is_something_to_remind_of(
    reminder: Message, clock: Clock
) -> None:
    mail_sent_again(message=reminder, now=clock.moment)

    reminder.refresh_from_db()
    assert reminder.state == Message.State.WAITING


def test_reminder_goes_to_nobody_who_stopped(sent: Sent, reminder: Message, clock: Clock) -> None:
    say(sent, Want.STOP, clock)

    must_be_refused(reminder, clock, match="does not want to be asked")


def test_reminder_of_what_was_answered_is_not_sent_again(reminder: Message, clock: Clock) -> None:
    Ask.objects.update(state=Ask.State.ANSWERED, taste="yes", answered_at=clock.moment)

    must_be_refused(reminder, clock, match="can no longer be answered")


def test_change_of_a_slack_message_is_not_sent_again_for_its_address_is_dead(
    lea: Membership, clock: Clock
) -> None:
    queue_change(
        workspace_id=lea.workspace_id,
        note=Note("pulse.slack_change", "U012AB3CD", {}, "You said Yes", "en-us"),
        address="https://hooks.slack.com/actions/T1/2/3",
        at=clock.moment,
    )

    must_be_refused(give_up(), clock, match="half an hour")
