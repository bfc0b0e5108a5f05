"""What the customer writes back."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.accounts.services.absences import Absence, set_away
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Preference
from secondslice.messaging.models import InboundMail, Message
from secondslice.messaging.tests.received_mails import received
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerRevision, Ask
from secondslice.recovery import services
from secondslice.recovery.models import Attachment, Case, CaseMail, CaseReply
from secondslice.recovery.tests.letters import (
    PDF,
    QUOTE,
    address_of,
    come_in,
    letter,
    make_case_of,
    write,
)
from secondslice.recovery.tests.make import fresh

pytestmark = pytest.mark.django_db
MAILBOX = Address("", "answers", "pmo.example")
What = InboundMail.What


@pytest.fixture(autouse=True)
def takes_replies(settings: Settings) -> None:
    """The installation has a mailbox for replies."""
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = MAILBOX
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.example")


@pytest.fixture
def case(max: Membership, clock: Clock) -> Case:
    """Ben's No about Max's project."""
    return make_case_of(max, at=clock.moment)


@pytest.fixture
def address(case: Case, max: Membership, clock: Clock) -> str:
    """Where Ben replies to what Max wrote an hour later."""
    return address_of(write(case, max, at=clock.forward(hours=1)))


def thread(case: Case, membership: Membership) -> str:
    return sign_in(membership).get(f"/w/acme/recovery/{case.ref}/").text


def test_reply_stands_in_the_thread_without_what_it_quotes_and_the_owner_is_told(
    case: Case, address: str, max: Membership, clock: Clock
) -> None:
    mail = come_in(letter(address, f"Friday is fine.{QUOTE}"), clock)

    reply = CaseReply.objects.get()
    assert (reply.words, reply.is_proven) == ("Friday is fine.", True)
    assert (mail.what, mail.sealed, mail.sender, mail.workspace) == (
        What.WORDS,
        "",
        "",
        case.workspace,
    )
    assert "Ben replied" in thread(case, max)
    told = Message.objects.get(kind="recovery.case_reply")
    assert (told.to, told.subject) == ("max@example.org", "Ben replied: New tills")
    assert "Friday is fine." in told.text
    assert told.headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("words", ["Yes", "No.", "Ja, danke!", "Yes, it tastes good again"])
def test_yes_or_no_in_such_a_mail_answers_no_question(
    case: Case, address: str, max: Membership, clock: Clock, words: str
) -> None:
    answers = AnswerRevision.objects.count()
    before = fresh(case).state

    come_in(letter(address, words), clock)

    assert (AnswerRevision.objects.count(), fresh(case).state) == (answers, before)
    assert Ask.objects.get().taste == "no"
    assert CaseReply.objects.get().words == words
    assert not Message.objects.filter(kind="pulse.reply").exists()


def test_reply_from_another_address_is_marked_and_its_files_are_not_taken(
    case: Case, address: str, max: Membership, clock: Clock
) -> None:
    raw = letter(address, sender="Carl <carl@acme.example>", files={"plan.pdf": PDF})
    mail = come_in(raw, clock)

    reply = CaseReply.objects.get()
    assert (reply.is_proven, mail.what, mail.sender) == (False, What.DOUBTFUL, "carl@acme.example")
    text = thread(case, max)
    assert "carl@acme.example replied: it is not shown that this is Ben" in text
    assert "plan.pdf was not taken, because it is not shown that the customer sent it." in text
    assert not Attachment.objects.exists()
    told = Message.objects.get(kind="recovery.case_reply")
    assert "It came from carl@acme.example, not surely from Ben." in told.text


def test_forged_sender_is_not_believed(case: Case, address: str, clock: Clock) -> None:
    forged = {"Authentication-Results": "mx.pmo.example; dmarc=fail header.from=acme.example"}

    assert come_in(letter(address, headers=forged), clock).what == What.DOUBTFUL
    assert not CaseReply.objects.get().is_proven


@pytest.mark.parametrize("name", ["away_exchange", "away_without_headers", "vacation_null_sender"])
def test_program_that_answers_for_the_person_is_no_reply(
    case: Case, address: str, clock: Clock, name: str
) -> None:
    mail = come_in(received(name, to=address), clock)

    assert mail.what == What.AUTOMATIC
    assert not CaseReply.objects.exists()
    assert not Message.objects.filter(kind="recovery.case_reply").exists()


def test_stop_on_the_first_line_stops_the_questions_and_stands_in_the_thread(
    case: Case, address: str, clock: Clock
) -> None:
    mail = come_in(letter(address, "Stop"), clock)

    assert mail.what == What.STOP
    assert Preference.objects.get().stopped_how == Preference.How.REPLY
    assert CaseReply.objects.get().words == "Stop"


def test_stop_of_somebody_else_stops_nothing(case: Case, address: str, clock: Clock) -> None:
    come_in(letter(address, "Stop", sender="carl@acme.example"), clock)

    assert not Preference.objects.exists()


def test_same_mail_twice_stands_there_once(case: Case, address: str, clock: Clock) -> None:
    raw = letter(address)
    come_in(raw, clock)
    come_in(raw, clock)

    assert CaseReply.objects.count() == 1


def test_links_of_the_customer_are_taken_out(case: Case, address: str, clock: Clock) -> None:
    come_in(letter(address, "I tapped http://x/a/0123456789abcdefABCDEF/n twice"), clock)

    assert "0123456789abcdefABCDEF" not in CaseReply.objects.get().words


def test_address_of_nobody_is_not_of_a_case(case: Case, address: str, clock: Clock) -> None:
    other = address.replace("+f", "+faaaa", 1)[: len(address)]

    come_in(letter(other, sender="stranger@example.com"), clock)

    assert not CaseReply.objects.exists()


def test_reply_to_a_closed_case_is_told_too_and_opens_nothing(
    case: Case, address: str, clock: Clock
) -> None:
    Case.objects.filter(pk=case.pk).update(state=Case.State.WITHDRAWN, closed_at=clock.moment)

    come_in(letter(address), clock)

    assert fresh(case).state == Case.State.WITHDRAWN
    assert Message.objects.filter(kind="recovery.case_reply").count() == 1


def test_reply_whose_owner_has_left_goes_to_whoever_leads_the_pmo(
    case: Case, address: str, ava: Membership, max: Membership, clock: Clock
) -> None:
    max.delete()

    come_in(letter(address), clock)

    assert Message.objects.get(kind="recovery.case_reply").to == "ava@example.org"


def test_who_stands_in_hears_of_replies_and_of_mails_that_came_back(
    case: Case, address: str, max: Membership, clock: Clock
) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    absence = Absence(clock.moment.date(), None, mo.user)
    set_away(by=max, member=max, absence=absence, at=clock.moment)

    come_in(letter(address), clock)
    services.tell_not_delivered(mail=CaseMail.objects.get(), at=clock.moment)

    for kind in ("recovery.case_reply", "recovery.mail_lost"):
        told = Message.objects.filter(kind=kind).order_by("pk").values_list("to", flat=True)
        assert list(told) == ["max@example.org", "mo@example.org"]


def test_what_was_told_in_confidence_is_not_repeated_in_the_mail_to_the_owner(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    case = make_case_of(max, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL, project=project)
    there = write(case, ava, at=clock.moment)

    come_in(letter(address_of(there), "It is Max who does not listen."), clock)

    told = Message.objects.get(kind="recovery.case_reply")
    assert (told.to, told.in_confidence) == ("ava@example.org", True)
    assert not any(word in f"{told.subject} {told.text} {told.html}" for word in ("Ben", "listen"))
    assert "It is Max who does not listen." in thread(case, ava)
    assert sign_in(max).get(f"/w/acme/recovery/{case.ref}/").status_code == 404


def test_replies_are_shown_as_words_and_never_as_a_page(
    case: Case, address: str, max: Membership, clock: Clock
) -> None:
    come_in(letter(address, "<script>alert(1)</script>", subject="<b>Re</b>"), clock)

    text = thread(case, max)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>Re</b>" not in text


def test_page_costs_the_same_with_many_mails_replies_and_files(
    case: Case, address: str, as_max: Client, max: Membership, clock: Clock,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    for number in range(6):
        write(case, max, at=clock.forward(minutes=1), words=f"Mail {number}")
        come_in(letter(address, f"Reply {number}", files={"a.pdf": PDF, "b.txt": b"b"}), clock)

    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(23):
        text = as_max.get(f"/w/acme/recovery/{case.ref}/").text

    assert text.count("a.pdf") >= 6
    assert "Reply 5" in text
