"""From a mail that comes back to a person who is not asked any more, and back again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.services import ContactFacts, change_contact
from secondslice.jobs.services import run_due
from secondslice.journeys.asks_planned import asks_planned, asks_sent, hour_lived
from secondslice.messaging.models import Bounce, Message, Suppression
from secondslice.messaging.parsing.bounces import Kind, Refusal
from secondslice.messaging.services import deliver_due
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.messaging.tasks import follow_bounces
from secondslice.messaging.tests.make import make_suppression
from secondslice.messaging.transports.base import DeliveryError, Letter
from secondslice.messaging.transports.kept import Kept
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.services.asking import re_ask
from secondslice.pulse.services.by_hand import ByHand, ask_by_hand
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.reminding import remind_silent
from secondslice.pulse.tests.make import Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
NOBODY = "550 5.1.1 no such person"


class Refusing(Kept):
    """A mail server that knows nobody of this name."""

    keeps = False

    def __init__(self, words: str = NOBODY) -> None:
        self.words = words

    def deliver(self, letter: Letter) -> None:
        """Refuse the recipient."""
        why = f"The mail server refused {letter.to}: {self.words}"
        raise DeliveryError(why, permanent=True, refusal=Refusal("", self.words))


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question to Ben."""
    return make_ask(ava, at=clock.moment)


def refuse(clock: Clock, words: str = NOBODY) -> None:
    """Let the mail server refuse whatever is due, and do what follows."""
    deliver_due(transport=Refusing(words), now=lambda: clock.moment)
    follow_bounces.prepare(payload={}, now=clock.moment)()


def test_person_whom_the_mail_server_does_not_know_is_marked_and_not_asked_again(
    sent: Sent, ava: Membership, clock: Clock
) -> None:
    refuse(clock)

    ask = sent.fresh()
    assert ask.state == Ask.State.BOUNCED
    assert Suppression.objects.get().address == ask.contact.email
    with pytest.raises(RuleBroken, match="Mail to Ben comes back"):
        ask_by_hand(
            wish=ByHand(ask.project, ava.user),
            stakeholders=list(ask.project.stakeholders.all()),
            at=clock.moment,
            holds=Holds(),
        )
    with pytest.raises(RuleBroken, match="Mail to Ben comes back"):
        re_ask(ask=ask, adjustment="Weekly notes", asked_by=ava.user, at=clock.moment)


def test_refusal_about_our_mail_marks_the_question_and_spares_the_address(
    sent: Sent, clock: Clock
) -> None:
    refuse(clock, "550 5.7.1 blocked by policy")

    assert sent.fresh().state == Ask.State.BOUNCED
    assert Bounce.objects.get().kind == Bounce.Kind.OTHER
    assert not Suppression.objects.exists()


def come_back_later(sent: Sent, clock: Clock, kind: Kind = Kind.HARD) -> None:
    """Let the server take the mail, and send it back an hour later."""
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)
    message = Message.objects.get(kind="pulse.ask")
    report = CameBack(message.to, kind, NOBODY, "dsn 1")
    clock.forward(hours=1)
    note_bounce(workspace_id=message.workspace_id, report=report, at=clock.moment, message=message)
    follow_bounces.prepare(payload={}, now=clock.moment)()


def test_mail_that_comes_back_later_is_shown_with_the_servers_words(
    sent: Sent, as_ava: Client, clock: Clock
) -> None:
    come_back_later(sent, clock)

    page = as_ava.get(reverse("pulse:answers", args=["acme"]), {"show": "undelivered"}).text
    assert "It came back: 550 5.1.1 no such person" in page
    waiting = as_ava.get(reverse("pulse:answers", args=["acme"]), {"show": "waiting"}).text
    assert "New tills" not in waiting
    people = as_ava.get(reverse("pulse:ask_project", args=["acme", sent.ask.project.ref])).text
    assert "Mail to this address comes back, so nothing is sent to it." in people
    assert re.search(r'name="people" value="[^"]+" disabled', people)


def test_what_was_answered_stays_answered_though_a_report_comes(sent: Sent, clock: Clock) -> None:
    clock.forward(minutes=1)
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")

    come_back_later(sent, clock)

    assert sent.fresh().state == Ask.State.ANSWERED


def test_who_calls_the_mail_spam_has_it_and_is_not_asked_again(sent: Sent, clock: Clock) -> None:
    come_back_later(sent, clock, Kind.COMPLAINT)

    assert sent.fresh().state == Ask.State.SENT
    assert Suppression.objects.get().why == Suppression.Why.COMPLAINT


def test_no_reminder_goes_where_mail_comes_back(sent: Sent, clock: Clock) -> None:
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)
    make_suppression(sent.ask.workspace, at=clock.moment, address=sent.ask.contact.email)
    clock.moment = MONDAY + timedelta(days=9)

    count = remind_silent(workspace=sent.ask.workspace, at=clock.moment, holds=Holds())
    assert count == 0

    Suppression.objects.update(lifted_at=clock.moment)
    count = remind_silent(workspace=sent.ask.workspace, at=clock.moment, holds=Holds())
    assert count == 1


def test_mail_that_is_sent_again_asks_again(sent: Sent, as_ava: Client, clock: Clock) -> None:
    refuse(clock)
    assert sent.ask.message is not None
    Suppression.objects.update(lifted_at=clock.moment)

    as_ava.post(reverse("messaging:send_again", args=[sent.ask.message.ref]))
    assert sent.fresh().state == Ask.State.SENT
    clock.forward(minutes=1)
    refuse(clock)

    assert sent.fresh().state == Ask.State.BOUNCED, "the second refusal is no repeat of the first"


def test_bounce_has_its_consequence_once(sent: Sent, clock: Clock) -> None:
    refuse(clock)
    Ask.objects.update(state=Ask.State.SENT)

    follow_bounces.prepare(payload={}, now=clock.moment)()

    assert sent.fresh().state == Ask.State.SENT


# the plan


@pytest.fixture
def tills(lea: Membership) -> Project:
    """A project that began three weeks before MONDAY, with Ben as its sponsor."""
    project = make_project(
        lea.workspace,
        "New tills",
        manager=lea.user,
        starts_on=date(2026, 2, 16),
        ends_on=date(2026, 7, 10),
    )
    make_stakeholder(project, name="Ben")
    return project


def ben_of(project: Project) -> Stakeholder:
    return project.stakeholders.select_related("contact__customer").get()


def test_plan_says_that_mail_comes_back_and_sends_nothing(tills: Project, clock: Clock) -> None:
    make_suppression(tills.workspace, at=MONDAY, address=ben_of(tills).contact.email)

    asks_planned(workspace=tills.workspace, now=MONDAY)
    sent = asks_sent(workspace=tills.workspace, now=MONDAY, pressed=True)

    assert sent.mails == 0
    assert {row.get_why_display() for row in PlannedAsk.objects.all()} == {"Mail comes back"}


def test_lifting_it_is_written_down_and_gives_the_person_days_again(
    tills: Project, lea: Membership, as_lea: Client, clock: Clock
) -> None:
    clock.moment = MONDAY
    one = make_suppression(tills.workspace, at=MONDAY, address=ben_of(tills).contact.email)
    asks_planned(workspace=tills.workspace, now=MONDAY)

    page = as_lea.post(reverse("pulse:lift", args=["acme", one.ref]), follow=True).text

    assert f"Questions go to {one.address} again." in page
    assert "Every address may be asked" in page
    assert PlannedAsk.objects.filter(on=MONDAY.date()).exists()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.subject) == (
        lea.user,
        "lets mail go again to",
        one.address,
    )


def test_list_says_who_why_and_about_which_projects(
    tills: Project, as_lea: Client, clock: Clock
) -> None:
    ben = ben_of(tills).contact
    make_suppression(tills.workspace, at=clock.moment, address=ben.email)
    make_suppression(tills.workspace, at=clock.moment, address="left@acme.example")

    page = as_lea.get(reverse("pulse:unreachable", args=["acme"])).text

    assert "There is no such mailbox" in page
    assert "550 5.1.1 no such person" in page
    assert "New tills" in page
    assert "Nobody whom you ask" in page


def test_another_address_is_not_the_one_that_came_back(
    tills: Project, lea: Membership, clock: Clock
) -> None:
    ben = ben_of(tills).contact
    make_suppression(tills.workspace, at=clock.moment, address=ben.email)

    change_contact(
        by=lea,
        contact=ben,
        customer=ben.customer,
        facts=ContactFacts(name="Ben", email="ben.brandt@acme.example"),
        at=clock.moment,
    )

    asks_planned(workspace=tills.workspace, now=MONDAY)
    assert not PlannedAsk.objects.filter(why="unreachable").exists()
    assert Suppression.objects.get().lifted_by == lea.user


def test_who_runs_the_project_is_told_once(tills: Project, lea: Membership, clock: Clock) -> None:
    clock.moment = MONDAY
    ben = ben_of(tills).contact
    make_suppression(tills.workspace, at=MONDAY, address=ben.email)
    make_suppression(tills.workspace, at=MONDAY, address="left@acme.example")

    for _hour in range(3):
        hour_lived(workspace=tills.workspace, now=clock.forward(hours=1))
        settle_everything(now=clock.moment)

    mail = Message.objects.get()
    assert (mail.to, mail.subject) == ("lea@example.org", "Mail to Ben comes back")
    assert "There is no such mailbox. New tills" in mail.text
    assert f"/customers/people/{ben.ref}" in mail.text or str(ben.ref) in mail.text


def test_reminding_and_asking_by_itself_leave_the_address_alone(
    tills: Project, clock: Clock
) -> None:
    clock.moment = MONDAY
    AskRules.objects.create(workspace=tills.workspace, sends_itself=True)
    make_suppression(tills.workspace, at=MONDAY, address=ben_of(tills).contact.email)

    asks_planned(workspace=tills.workspace, now=MONDAY)
    hour_lived(workspace=tills.workspace, now=MONDAY)
    run_due(now=lambda: MONDAY)

    assert not Message.objects.filter(kind="pulse.ask").exists()


# what never arrived


@pytest.fixture
def lost(tills: Project, clock: Clock) -> Ask:
    """The first question to Ben, which came back."""
    clock.moment = MONDAY
    asks_planned(workspace=tills.workspace, now=MONDAY)
    asks_sent(workspace=tills.workspace, now=MONDAY, pressed=True)
    clock.forward(minutes=1)
    refuse(clock)
    return Ask.objects.select_related("project", "contact__customer").get(state=Ask.State.BOUNCED)


def correct(client: Client, ask: Ask, **changed: str) -> None:
    """Change what is written down of the person, on the page for it."""
    person = ask.contact
    told = {"customer": person.customer_id, "name": person.name, "email": person.email}
    address = reverse("customers:edit_contact", args=["acme", person.ref])
    page = client.post(address, {**told, "way": person.way, **changed})
    assert page.status_code == 302


def ask_what_is_due(project: Project, at: datetime) -> list[str]:
    """Return at which address who is asked now, after the nightly plan."""
    asks_planned(workspace=project.workspace, now=at)
    before = set(Message.objects.values_list("pk", flat=True))
    asks_sent(workspace=project.workspace, now=at, pressed=True)
    mails = Message.objects.filter(kind="pulse.ask").exclude(pk__in=before)
    return [mail.to for mail in mails]


def test_question_that_came_back_goes_to_the_corrected_address(
    lost: Ask, as_lea: Client, clock: Clock
) -> None:
    clock.moment = MONDAY + timedelta(days=21)

    correct(as_lea, lost, title="Head of stores")
    assert ask_what_is_due(lost.project, clock.moment) == []
    correct(as_lea, lost, email="ben.brandt@acme.example")

    assert ask_what_is_due(lost.project, clock.moment) == ["ben.brandt@acme.example"]
    row = PlannedAsk.objects.get(occasion="kickoff")
    assert row.ask is not None
    assert row.ask.state == Ask.State.SENT
    assert Ask.objects.get(pk=lost.pk).state == Ask.State.BOUNCED


def test_question_that_came_back_goes_out_again_when_its_address_may_be_used(
    lost: Ask, as_lea: Client, clock: Clock
) -> None:
    block = Suppression.objects.get()
    clock.forward(days=2)

    as_lea.post(reverse("pulse:lift", args=["acme", block.ref]))

    assert ask_what_is_due(lost.project, clock.moment) == [lost.contact.email]


def test_nobody_is_asked_again_who_was_left_out_since(
    lost: Ask, lea: Membership, as_lea: Client, clock: Clock
) -> None:
    leave_out(by=lea, project=lost.project, contact=lost.contact, reason="Ill.", at=clock.moment)

    correct(as_lea, lost, email="ben.brandt@acme.example")
    asks_sent(workspace=lost.workspace, now=clock.forward(hours=1), pressed=True)

    assert Ask.objects.count() == 1


def test_question_that_came_back_is_not_asked_after_a_later_one(
    lost: Ask, as_lea: Client, clock: Clock
) -> None:
    Suppression.objects.update(lifted_at=clock.moment)
    clock.moment = datetime(2026, 7, 10, 9, 30, tzinfo=UTC)
    assert ask_what_is_due(lost.project, clock.moment) == [lost.contact.email]
    assert PlannedAsk.objects.get(occasion="close").state == PlannedAsk.State.SENT

    clock.forward(days=40)
    correct(as_lea, lost, email="ben.brandt@acme.example")

    assert ask_what_is_due(lost.project, clock.moment) == []
    assert PlannedAsk.objects.get(occasion="kickoff").state == PlannedAsk.State.SENT
