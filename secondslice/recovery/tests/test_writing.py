"""Writing to the customer from the page of a case."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from email.headerregistry import Address

import pytest
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock, sign_in
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.services import opened
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.messaging.tasks import follow_bounces
from secondslice.messaging.tests.mail_server import Server, deliver, mail_server
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Touch
from secondslice.recovery.models import Case, CaseMail, CaseNote
from secondslice.recovery.tests.letters import (
    BEN,
    PDF,
    QUOTE,
    address_of,
    come_in,
    letter,
    make_case_of,
    write,
)
from secondslice.recovery.tests.make import fresh

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
MAILBOX = Address("", "answers", "pmo.example")


@pytest.fixture
def takes_replies(settings: Settings) -> None:
    """The installation has a mailbox for replies and for what comes back."""
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = MAILBOX
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")


@pytest.fixture
def server(
    takes_replies: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A mail server on a free port, and the product set to use it."""
    with mail_server(settings, monkeypatch) as found:
        yield found


def page_of(case: Case, then: str = "") -> str:
    return f"/w/acme/recovery/{case.ref}/{then}"


def form_of(client: Client, case: Case) -> dict[str, str]:
    """Return the fields of the form for a mail, as a browser would send them."""
    text = client.get(page_of(case)).text
    key = re.search(r'name="form_key" value="([^"]+)"', text)
    assert key
    ticked = "on" if re.search(r'name="answers_no"[^>]*checked', text) else ""
    return {
        "subject": "About the tills",
        "words": "We heard you.",
        "form_key": key.group(1),
        "answers_no": ticked,
    }


def test_mail_bears_the_name_of_who_writes_and_its_reply_comes_into_the_case(
    takes_replies: None, as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)

    page = as_max.post(page_of(case, "mail/"), form_of(as_max, case), follow=True)

    assert "The mail to Ben is on its way." in page.text
    mail = CaseMail.objects.get()
    assert mail.message is not None
    there = opened(mail.message)
    assert (there.to, there.from_name, there.subject) == (BEN, "Max", "About the tills")
    assert re.fullmatch(r"answers\+f[a-z2-7]{26}@pmo\.example", there.reply_to)
    assert "We heard you." in there.text
    assert "Max writes to you because of your answer about New tills." in there.text
    assert there.reply_to not in f"{mail.message.text} {mail.message.reply_to} {mail.token_digest}"
    assert "Auto-Submitted" not in there.headers  # a person writes


@pytest.mark.parametrize(
    ("words", "times"), [("It is mended.", 1), ("It is mended.\n\nBest regards\nMax", 0)]
)
def test_mail_bears_the_name_below_the_words_once(
    max: Membership, clock: Clock, words: str, times: int
) -> None:
    mail = write(make_case_of(max, at=clock.moment), max, at=clock.moment, words=words)

    assert mail.message is not None
    assert opened(mail.message).text.count("-- \nMax\n") == times
    assert opened(mail.message).html.count("Max<br>") == times


def test_without_a_mailbox_for_replies_they_go_to_who_writes_and_the_page_says_so(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)

    text = as_max.get(page_of(case)).text
    mail = write(case, max, at=clock.moment)

    assert "The reply goes to your own mailbox, max@example.org, and not into this thread." in text
    assert address_of(mail) == "max@example.org"
    assert mail.token_digest is None


def test_first_mail_hears_the_person_when_the_box_is_ticked_as_it_is(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    clock.forward(hours=1)

    page = as_max.post(page_of(case, "mail/"), form_of(as_max, case), follow=True)

    now = fresh(case)
    assert (now.state, now.acknowledged_at) == (Case.State.ACKNOWLEDGED, clock.moment)
    assert "Max answered the No by mail" in page.text
    assert "This answers the No" not in page.text  # it is answered
    assert not CaseNote.objects.filter(kind=CaseNote.Kind.TALKED).exists()  # nobody has talked


def test_mail_without_the_tick_leaves_the_talk_due(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    due = case.due_at
    clock.forward(hours=1)

    as_max.post(page_of(case, "mail/"), {**form_of(as_max, case), "answers_no": ""})

    now = fresh(case)
    assert (now.state, now.due_at, now.touched_at) == (Case.State.NEW, due, clock.moment)


def test_same_form_twice_sends_one_mail(as_max: Client, max: Membership, clock: Clock) -> None:
    case = make_case_of(max, at=clock.moment)
    form = form_of(as_max, case)

    for _time in range(2):
        as_max.post(page_of(case, "mail/"), form)

    assert Message.objects.filter(kind="recovery.case_mail").count() == 1
    assert Touch.objects.filter(kind=Touch.Kind.MAIL).count() == 1


def test_what_is_wrong_comes_back_with_what_was_typed(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)

    page = as_max.post(page_of(case, "mail/"), {**form_of(as_max, case), "subject": ""})

    assert page.status_code == 422
    assert "We heard you." in page.text
    assert not CaseMail.objects.exists()


def test_line_break_in_the_subject_starts_no_header(
    takes_replies: None, as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    evil = "Hello\r\nBcc: all@acme.example"

    as_max.post(page_of(case, "mail/"), {**form_of(as_max, case), "subject": evil})

    assert CaseMail.objects.get().subject == "Hello Bcc: all@acme.example"


def test_who_stopped_our_questions_may_be_written_to_personally(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    stop = Wish(Want.STOP)
    wish_said(contact=case.contact, wish=stop, how=Preference.How.REPLY, now=clock.moment)

    text = as_max.get(page_of(case)).text
    write(case, max, at=clock.moment)

    assert "Ben wants no more questions. A personal mail about this No is none." in text
    assert Message.objects.filter(kind="recovery.case_mail").count() == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.HARD, "Mail to ben@acme.example comes back, so it would not arrive. Call Ben"),
        (Kind.COMPLAINT, "Ben has called our mail spam"),
    ],
)
def test_address_that_is_left_alone_gets_no_mail_and_the_page_says_why(
    as_max: Client, max: Membership, clock: Clock, kind: Kind, words: str
) -> None:
    case = make_case_of(max, at=clock.moment)
    note_bounce(
        workspace_id=case.workspace_id, report=CameBack(BEN, kind, "no", "1"), at=clock.moment
    )

    assert words in as_max.get(page_of(case)).text
    with pytest.raises(RuleBroken, match=re.escape(words)):
        write(case, max, at=clock.moment, heard=True)

    assert not CaseMail.objects.exists()
    assert fresh(case).state == Case.State.NEW


def test_mail_counts_as_a_touch_and_breaks_no_silence(max: Membership, clock: Clock) -> None:
    case = make_case_of(max, at=clock.moment)

    write(case, max, at=clock.moment)

    touch = Touch.objects.get()
    assert (touch.kind, touch.contact, touch.by) == (Touch.Kind.MAIL, case.contact, max.user)


def test_budget_of_questions_never_holds_a_mail_up(max: Membership, clock: Clock) -> None:
    case = make_case_of(max, at=clock.moment)

    for _time in range(12):
        write(case, max, at=clock.moment)

    mails = Message.objects.filter(kind="recovery.case_mail")
    assert mails.count() == mails.filter(due_at=clock.moment, is_bulk=False).count() == 12


def test_mail_in_confidence_moves_no_question_and_is_no_mans_to_see_in_the_outbox(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    case = make_case_of(max, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL, project=project)

    mail = write(case, ava, at=clock.moment)

    assert not Touch.objects.exists()
    assert mail.message is not None
    assert mail.message.in_confidence
    assert "Max" not in mail.message.text
    assert sign_in(max).post(page_of(case, "mail/"), {}).status_code == 404


def test_case_of_who_was_erased_takes_no_mail(max: Membership, clock: Clock) -> None:
    case = make_case_of(max, at=clock.moment)
    Contact.objects.filter(pk=case.contact_id).update(erased_at=clock.moment)

    with pytest.raises(RuleBroken, match="nobody to write to"):
        write(case, max, at=clock.moment)


def test_draft_in_the_address_opens_the_form(as_max: Client, max: Membership, clock: Clock) -> None:
    case = make_case_of(max, at=clock.moment)

    text = as_max.get(page_of(case, "?draft=cadence")).text

    assert re.search(r"<details open><summary[^>]*>.*Write to Ben", text, re.DOTALL)
    assert "Hello Ben," in text


def test_executive_reads_the_thread_and_writes_nothing(
    as_exe: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    write(case, max, at=clock.moment)

    page = as_exe.get(page_of(case))

    assert "Max wrote to Ben" in page.text
    assert "Write to Ben" not in page.text
    assert as_exe.post(page_of(case, "mail/"), {}).status_code == 403


def test_thread_shows_what_became_of_each_mail(
    as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    fates = {
        Message.State.WAITING: "on its way",
        Message.State.SENT: "delivered to the mail server",
        Message.State.KEPT: "kept in the outbox, not sent",
        Message.State.FAILED: "Not delivered: Ben has not read it.",
    }
    mail = write(case, max, at=clock.moment)
    assert mail.message is not None
    for state, words in fates.items():
        sent_at = clock.moment if state in {Message.State.SENT, Message.State.KEPT} else None
        Message.objects.filter(pk=mail.message.pk).update(state=state, sent_at=sent_at)
        assert words in as_max.get(page_of(case)).text


def test_mail_goes_by_smtp_and_comes_back_into_the_thread(
    server: Server, as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    deliver(clock)
    write(case, max, at=clock.forward(hours=1))
    deliver(clock)
    raw = next(one for one in server.mails if one["Subject"] == "About the tills")
    question = next(one for one in server.mails if "taste good" in one["Subject"])
    assert raw["From"].startswith("Max <")
    assert raw["In-Reply-To"] == question["Message-ID"]

    answer = letter(raw["Reply-To"], f"Friday is fine.{QUOTE}", files={"report.pdf": PDF})
    come_in(answer, clock)
    write(case, max, at=clock.forward(hours=1), words="See you on Friday.")
    deliver(clock)

    text = as_max.get(page_of(case)).text
    order = ["We heard you.", "Ben replied", "Friday is fine.", "report.pdf", "See you on Friday."]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "wrote:" not in text
    second = server.mails[-1]
    chain = second["References"].split()
    assert chain[:2] == [question["Message-ID"], raw["Message-ID"]]
    assert second["In-Reply-To"] == chain[-1]
    assert chain[-1].endswith("@mail.acme.example>")


def test_owner_is_told_when_a_mail_comes_back(
    server: Server, as_max: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    deliver(clock)
    write(case, max, at=clock.moment, heard=True)
    server.answer = "550 5.1.1 no such user"
    deliver(clock)
    server.answer = "250 OK"
    follow_bounces.prepare(payload={}, now=clock.moment)()

    told = Message.objects.get(kind="recovery.mail_lost")
    assert told.to == "max@example.org"
    assert told.subject == "Your mail did not reach Ben: New tills"
    assert "Not delivered: Ben has not read it." in as_max.get(page_of(case)).text


def test_somebody_of_another_workspace_writes_nothing(
    as_cleo: Client, max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)

    assert as_cleo.post(page_of(case, "mail/"), {"form_key": uuid.uuid4()}).status_code == 404


def test_closed_case_can_still_be_written_to_and_moves_no_more(
    max: Membership, clock: Clock
) -> None:
    case = make_case_of(max, at=clock.moment)
    Case.objects.filter(pk=case.pk).update(state=Case.State.WITHDRAWN, closed_at=clock.moment)

    write(case, max, at=clock.forward(hours=1), heard=True)

    assert fresh(case).state == Case.State.WITHDRAWN
    assert CaseMail.objects.get().answers_no is False
