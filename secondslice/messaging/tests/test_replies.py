"""From the mail somebody writes to the answer that counts, and to the person who reads the words."""

from __future__ import annotations

import io
import subprocess
import sys
from email.headerregistry import Address

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact, Preference
from secondslice.customers.tests.make import make_contact
from secondslice.jobs.models import Job
from secondslice.jobs.services import run_due
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.messaging.models import Bounce, InboundMail, Message, Suppression
from secondslice.messaging.parsing.addresses import back_tag, tagged
from secondslice.messaging.services import opened
from secondslice.messaging.services.receiving import KEEP, Parcel, forget_mails
from secondslice.messaging.tests.received_mails import received
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.letters import Draft, Round, draft_ask, owner_of
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, Verdict
from secondslice.pulse.services.posting import Letter, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import wording_for
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.recovery.models import Case

pytestmark = pytest.mark.django_db

MAILBOX = Address("", "answers", "pmo.example")
What = InboundMail.What


@pytest.fixture(autouse=True)
def takes_replies(settings: Settings) -> None:
    """The installation has a mailbox for replies and for what comes back."""
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = MAILBOX
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question to Ben Brandt."""
    sent = make_ask(ava, at=clock.moment)
    Contact.objects.update(email="ben@acme.example")
    Message.objects.update(to="ben@acme.example")
    clock.forward(hours=1)
    return sent


def address_of(ask: Ask) -> str:
    """Return where the mail of this ask is answered."""
    assert ask.message is not None
    return opened(ask.message).reply_to


def come_in(raw: bytes, clock: Clock, *, recipient: str = "") -> InboundMail:
    """Let a mail come in and be read, as the worker does."""
    mail_came_in(parcel=Parcel(raw, InboundMail.Way.PIPE, recipient), now=clock.moment)
    run_due(now=lambda: clock.moment)
    return InboundMail.objects.latest("pk")


def passed_on() -> Message:
    """Return the mail in which somebody reads what was written."""
    return Message.objects.get(kind="pulse.reply")


def test_yes_with_a_word_of_praise_counts_and_is_passed_on(sent: Sent, clock: Clock) -> None:
    mail = come_in(received("gmail", to=address_of(sent.ask)), clock)

    ask = sent.fresh()
    assert (ask.state, ask.taste) == (Ask.State.ANSWERED, "yes")
    revision = AnswerRevision.objects.get()
    assert (revision.channel, revision.verdict, revision.counted) == ("reply", "human", True)
    assert AnswerDetail.objects.get().comment == "the tills work 👍"
    assert (mail.what, mail.sealed, mail.sender) == (What.ANSWER, "", "")
    assert mail.workspace == ask.workspace
    told = passed_on()
    assert (told.to, told.reply_to) == ("ava@example.org", "ben@acme.example")
    assert told.subject == "Ben replied: New tills"
    assert "Yes, the tills work" in told.text
    assert "New tills: counted as Yes." in told.text


def test_no_opens_a_case_with_the_persons_words(sent: Sent, clock: Clock) -> None:
    come_in(received("outlook_de", to=address_of(sent.ask)), clock)
    clock.forward(seconds=100)
    run_due(now=lambda: clock.moment)

    assert Case.objects.get().ask_id == sent.ask.pk
    opened_case = Message.objects.get(kind="recovery.case_opened")
    assert "Die Übergabe fehlt noch." in opened_case.text


def test_one_clear_word_needs_nobody_to_read_it(sent: Sent, clock: Clock) -> None:
    come_in(received("iphone", to=address_of(sent.ask)), clock)

    assert sent.fresh().taste == "no"
    assert not Message.objects.filter(kind="pulse.reply").exists()


@pytest.mark.parametrize("name", ["thunderbird_below", "outlook_html_only", "arabic"])
def test_every_mail_program_is_understood(sent: Sent, clock: Clock, name: str) -> None:
    come_in(received(name, to=address_of(sent.ask)), clock)

    assert sent.fresh().state == Ask.State.ANSWERED


def test_stop_of_the_person_stops_the_questions_and_is_passed_on(sent: Sent, clock: Clock) -> None:
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)
    mail = come_in(received("stop_by_link", to=address_of(sent.ask)), clock)

    found = Preference.objects.get()
    assert (mail.what, found.stopped_how) == (What.STOP, Preference.How.REPLY)
    assert sent.fresh().taste == ""


def test_stop_from_another_address_is_asked_about_and_not_applied(sent: Sent, clock: Clock) -> None:
    raw = received("stop_by_link", to=address_of(sent.ask))
    come_in(raw.replace(b"ben@acme.example", b"boss@acme.example"), clock)

    assert not Preference.objects.exists()
    assert Message.objects.get(kind="pulse.confirm_wish").to == "ben@acme.example"


def test_same_mail_by_two_ways_counts_once(sent: Sent, clock: Clock) -> None:
    raw = received("gmail", to=address_of(sent.ask))
    come_in(raw, clock)

    again = Parcel(raw, InboundMail.Way.MAILBOX)
    assert not mail_came_in(parcel=again, now=clock.moment)
    assert (InboundMail.objects.count(), AnswerRevision.objects.count()) == (1, 1)


def test_somebody_who_got_the_mail_forwarded_does_not_answer_for_ben(
    sent: Sent, as_ava: Client, clock: Clock
) -> None:
    raw = received("gmail", to=address_of(sent.ask)).replace(
        b"Ben@acme.example", b"carl@acme.example"
    )

    mail = come_in(raw, clock)

    assert sent.fresh().state == Ask.State.SENT
    revision = AnswerRevision.objects.get()
    assert (revision.verdict, revision.signals) == (Verdict.SUSPECT, "unproven")
    assert (mail.what, mail.sender) == (What.DOUBTFUL, "carl@acme.example")
    assert "not surely from Ben, so nothing is counted" in passed_on().text
    page = as_ava.get(reverse("pulse:doubtful", args=["acme"])).text
    assert "not shown to be the person who is asked" in page
    as_ava.post(reverse("pulse:release", args=["acme", revision.ref]))
    assert sent.fresh().taste == "yes"


def test_forged_sender_is_not_believed(sent: Sent, clock: Clock) -> None:
    raw = received("gmail", to=address_of(sent.ask)).replace(b"dmarc=pass", b"dmarc=fail")

    assert come_in(raw, clock).what == What.DOUBTFUL
    assert sent.fresh().state == Ask.State.SENT


def test_right_sender_without_the_secret_answers_nothing_and_is_read_by_whoever_asked(
    sent: Sent, clock: Clock
) -> None:
    mail = come_in(received("gmail", to="answers@pmo.example"), clock)

    assert sent.fresh().state == Ask.State.SENT
    assert not AnswerRevision.objects.exists()
    assert mail.what == What.WORDS
    assert "belongs to no question, so nothing is counted" in passed_on().text


def test_mail_of_somebody_nobody_knows_stays_for_whoever_runs_the_installation(
    sent: Sent, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = received("gmail").replace(b"Ben@acme.example", b"spam@example.com")

    mail = come_in(raw, clock)

    assert (mail.what, mail.workspace) == (What.STRAY, None)
    call_command("received")
    assert "from spam@example.com: No question of ours belongs" in capsys.readouterr().out
    call_command("received", show=mail.ref)
    assert "the tills work" in capsys.readouterr().out


def test_unclear_words_are_no_answer_and_lose_their_links_on_the_way(
    sent: Sent, clock: Clock
) -> None:
    mail = come_in(received("unclear", to=address_of(sent.ask)), clock)

    assert sent.fresh().state == Ask.State.SENT
    assert mail.what == What.WORDS
    told = passed_on()
    assert "could you call me about the list?" in told.text
    assert "/a/[secret]/y" in told.text
    assert "New tills: neither Yes nor No is said clearly" in told.text
    assert "Ask for them: list.pdf" in told.text


@pytest.mark.parametrize("name", ["away_exchange", "away_without_headers", "vacation_null_sender"])
def test_automatic_reply_is_no_answer_and_breaks_no_silence(
    sent: Sent, clock: Clock, name: str
) -> None:
    mail = come_in(received(name, to=address_of(sent.ask)), clock)

    assert mail.what == What.AUTOMATIC
    ask = sent.fresh()
    assert (ask.state, ask.version) == (Ask.State.SENT, 0)
    assert not AnswerRevision.objects.exists()
    assert not Message.objects.filter(kind="pulse.reply").exists()


def test_reply_changes_what_was_tapped_for_seven_days_and_no_longer(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")

    clock.forward(days=6)
    come_in(received("iphone", to=address_of(sent.ask)), clock)
    assert sent.fresh().taste == "no"

    clock.forward(days=3)
    come_in(received("gmail", to=address_of(sent.ask)), clock)
    assert sent.fresh().taste == "no"
    assert "the answer can no longer be changed" in passed_on().text


def test_words_in_a_reply_take_nothing_back_that_was_said_on_the_page(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    person.press("Send this too", comment="Great team.", quote="named", next="The payroll")

    clock.forward(minutes=5)
    come_in(received("gmail", to=address_of(sent.ask)), clock)

    detail = AnswerDetail.objects.order_by("number").last()
    assert detail is not None
    assert detail.comment == "Great team.\n\nthe tills work 👍"
    assert (detail.quote, detail.wants_next) == ("named", "The payroll")


def test_mail_that_was_written_before_a_later_tap_does_not_undo_it(
    sent: Sent, clock: Clock
) -> None:
    mail_came_in(
        parcel=Parcel(received("iphone", to=address_of(sent.ask)), InboundMail.Way.PIPE),
        now=clock.moment,
    )
    clock.forward(minutes=1)
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")

    run_due(now=lambda: clock.moment)

    assert sent.fresh().taste == "yes"


def test_question_that_has_expired_is_not_answered_and_the_words_are_not_lost(
    sent: Sent, clock: Clock
) -> None:
    clock.forward(days=40)
    come_in(received("gmail", to=address_of(sent.ask)), clock)

    assert sent.fresh().taste == ""
    assert "not counted, the question is closed" in passed_on().text


def ask_in_one_mail(
    managers: dict[str, Membership], clock: Clock, *, mode: str = Ask.Mode.NAMED
) -> list[Ask]:
    """Ask Ben by the plan about projects of these managers."""
    lines: list[tuple[Round, Draft]] = []
    contact = None
    for name, manager in managers.items():
        workspace = manager.workspace
        project = make_project(workspace, name, manager=manager.user)
        contact = contact or make_contact(project.customer, "Ben", email="ben@acme.example")
        this = Round(project, None, clock.moment, owner_of(project))
        wording = wording_for(workspace=workspace, language="en-us")
        draft = draft_ask(this, make_stakeholder(project, contact), wording)
        draft.ask.mode = mode
        lines.append((this, draft))
    permit = Permit(lines[0][1].ask.contact_id, clock.moment)
    asks = store(letters=[Letter(permit, lines)])
    clock.forward(hours=1)
    return asks


def test_several_projects_are_answered_by_their_numbers_each_to_its_own_reader(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    asks = ask_in_one_mail({"Loyalty cards": ava, "New tills": max}, clock)

    come_in(received("numbered", to=address_of(asks[0])), clock)

    tastes = {ask.project.name: ask.taste for ask in Ask.objects.select_related("project")}
    assert tastes == {"Loyalty cards": "yes", "New tills": "no"}
    assert AnswerDetail.objects.get().comment == "nobody told us about the new date"
    told = {one.to: one.text for one in Message.objects.filter(kind="pulse.reply")}
    assert set(told) == {"ava@example.org", "max@example.org"}
    assert "New tills: counted as No." in told["max@example.org"]


def test_what_was_asked_in_confidence_is_read_by_whoever_runs_the_pmo_alone(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    (ask,) = ask_in_one_mail({"New tills": max}, clock, mode=Ask.Mode.CONFIDENTIAL)

    come_in(received("unclear", to=address_of(ask)), clock)

    assert passed_on().to == "ava@example.org"


@pytest.mark.parametrize("gone", ["membership", "account"])
def test_words_go_to_nobody_who_has_left_but_to_who_answers_for_the_pmo(
    gone: str, ava: Membership, max: Membership, clock: Clock
) -> None:
    (ask,) = ask_in_one_mail({"New tills": max}, clock)
    Ask.objects.update(asked_by=max.user)
    if gone == "membership":
        max.delete()
    else:
        type(max.user).objects.filter(pk=max.user_id).update(is_active=False)

    come_in(received("unclear", to=address_of(ask)), clock)

    assert passed_on().to == "ava@example.org"


def test_who_is_asked_anonymously_is_not_offered_to_reply(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    (ask,) = ask_in_one_mail({"New tills": max}, clock, mode=Ask.Mode.ANONYMOUS)

    assert "answers+" not in address_of(ask)


def test_reply_costs_a_fixed_number_of_statements(sent: Sent, clock: Clock) -> None:
    mail_came_in(
        parcel=Parcel(received("iphone", to=address_of(sent.ask)), InboundMail.Way.PIPE),
        now=clock.moment,
    )
    with CaptureQueriesContext(connection) as context:
        run_due(now=lambda: clock.moment, most=1)

    assert len(context) <= 30


# what comes back


@pytest.mark.parametrize("name", ["bounce_postfix", "bounce_qmail"])
def test_report_that_comes_to_the_address_of_the_mail_leaves_its_recipient_alone(
    sent: Sent, clock: Clock, name: str
) -> None:
    assert sent.ask.message is not None
    back = tagged(MAILBOX, back_tag(sent.ask.message.ref, "only-for-tests-" + "x" * 40))
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)

    mail = come_in(received(name, back=back, recipient="somebody@else.example"), clock)

    assert mail.what == What.BOUNCE
    assert Suppression.objects.get().address == "ben@acme.example", "not the one that is named"
    assert sent.fresh().state == Ask.State.BOUNCED


def test_report_is_known_by_the_message_id_in_it_too(sent: Sent, clock: Clock) -> None:
    assert sent.ask.message is not None
    message_id = f"<{sent.ask.message.ref}@pmo.example>"

    come_in(received("bounce_exchange_headers_only", message_id=message_id), clock)

    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.address) == (Bounce.Kind.SOFT, "ben@acme.example")
    assert sent.fresh().state == Ask.State.BOUNCED
    assert not Suppression.objects.exists()


def test_report_about_no_mail_of_ours_suppresses_nobody(sent: Sent, clock: Clock) -> None:
    mail = come_in(received("bounce_postfix", recipient="ben@acme.example"), clock)

    assert mail.what == What.STRAY
    assert not Bounce.objects.exists()


def test_mail_that_is_only_late_changes_nothing(sent: Sent, clock: Clock) -> None:
    assert sent.ask.message is not None
    message_id = f"<{sent.ask.message.ref}@pmo.example>"
    raw = received("bounce_postfix", message_id=message_id, action="delayed", status="4.4.1")

    come_in(raw, clock)

    assert sent.fresh().state == Ask.State.SENT
    assert not Bounce.objects.exists()


def test_complaint_ends_the_questions_and_leaves_this_one_open(sent: Sent, clock: Clock) -> None:
    assert sent.ask.message is not None
    message_id = f"<{sent.ask.message.ref}@pmo.example>"

    come_in(received("complaint", message_id=message_id), clock)

    assert Suppression.objects.get().why == Suppression.Why.COMPLAINT
    assert sent.fresh().state == Ask.State.SENT


# what cannot be read


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 100, b"no mail at all"])
def test_what_is_no_mail_is_kept_with_the_reason_and_tried_once(
    pmo: object, clock: Clock, raw: bytes
) -> None:
    mail = come_in(raw, clock)

    assert (mail.state, bool(mail.why), bool(mail.sealed)) == (InboundMail.State.BROKEN, True, True)
    assert not Job.objects.exists()


def test_mail_sealed_with_another_key_says_so(sent: Sent, clock: Clock, settings: Settings) -> None:
    raw = received("gmail", to=address_of(sent.ask))
    mail_came_in(parcel=Parcel(raw, InboundMail.Way.PIPE), now=clock.moment)
    settings.SECRET_KEY = "another one " * 5

    run_due(now=lambda: clock.moment)

    assert "another SECONDSLICE_SECRET_KEY" in InboundMail.objects.get().why


def test_nothing_of_a_mail_can_be_read_in_a_copy_of_the_database(sent: Sent, clock: Clock) -> None:
    raw = received("gmail", to=address_of(sent.ask))
    mail_came_in(parcel=Parcel(raw, InboundMail.Way.PIPE), now=clock.moment)

    row = InboundMail.objects.values_list("sealed", "sender", "subject", "key").get()

    assert "tills" not in str(row)
    assert "@" not in str(row)


def test_big_mail_is_read_by_its_beginning(sent: Sent, clock: Clock) -> None:
    raw = received("gmail", to=address_of(sent.ask)) + b"x" * 5_000_000

    come_in(raw, clock)

    assert sent.fresh().taste == "yes"


def test_mails_are_forgotten_after_half_a_year(sent: Sent, clock: Clock) -> None:
    come_in(received("gmail"), clock)
    clock.moment += KEEP
    assert forget_mails(at=clock.moment) == 0
    clock.forward(seconds=1)
    assert forget_mails(at=clock.moment) == 1


# the pipe of a mail server


def test_command_takes_a_mail_in_with_the_address_the_server_names(
    sent: Sent, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = received("gmail", to="list@acme.example")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    call_command("receive", recipient=address_of(sent.ask))
    run_due(now=lambda: clock.moment)

    assert sent.fresh().taste == "yes"


@pytest.mark.slow
def test_pipe_asks_the_mail_server_to_come_again_while_the_database_is_away(
    tmp_path: object,
) -> None:
    folder = str(tmp_path)
    environment = {
        "PATH": "/usr/bin:/bin",
        "SECONDSLICE_DATA_DIR": folder,
        "SECONDSLICE_DATABASE_URL": f"sqlite:///{folder}/nowhere/there.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "secondslice", "receive"],
        input=received("gmail"),
        env=environment,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 75
    assert b"Try again." in done.stderr
