"""What is read out of a mail: whose words, which words, and whether a person wrote them."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.messaging.parsing import authentication, bounces, html_text, quotes
from secondslice.messaging.parsing.bounces import Kind, Refusal, kind_of
from secondslice.messaging.parsing.incoming import UnreadableMail, id_of, read
from secondslice.messaging.parsing.machines import Machine
from secondslice.messaging.parsing.quotes import own_words
from secondslice.messaging.tests.received_mails import FOLDER, received

ALL = sorted(path.stem for path in FOLDER.glob("*.eml"))


@pytest.mark.parametrize("module", [authentication, bounces, html_text, quotes])
def test_examples_in_the_docs_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gmail", "Yes, the tills work 👍\n\nBest\nBen"),
        (
            "outlook_de",
            (
                "Guten Tag,\n\nNein. Die Übergabe fehlt noch.\n\nViele Grüße\nBen Brandt\n\n"
                "Leiter Filialen | Acme GmbH | +49 30 123456"
            ),
        ),
        ("iphone", "N"),
        (
            "thunderbird_below",
            "Yes. It took long, but the training was good and the team liked it.",
        ),
        ("outlook_html_only", "Oui !\n\nBravo à l'équipe."),
        ("arabic", "لا\nالتقارير قليلة."),
        ("numbered", "1. Yes\n2) no - nobody told us about the new date\n\nThanks,\nBen"),
    ],
)
def test_own_words_are_told_from_the_quote_and_the_signature(name: str, words: str) -> None:
    mail = read(received(name))

    assert mail.words == words
    assert (mail.machine, mail.report) == (Machine.NONE, None)
    assert mail.sender == "ben@acme.example"
    assert mail.recipients[0] == "answers@pmo.example"


@pytest.mark.parametrize(
    "line",
    [
        "On Fri, 6 Mar 2026 at 09:30, Ava wrote:",
        "Am Fr., 6. März 2026 um 09:30 Uhr schrieb Ava <a@pmo.example>:",
        "Le ven. 6 mars 2026 à 09:30, Ava <a@pmo.example> a écrit :",
        "El vie, 6 mar 2026 a las 9:30, Ava (<a@pmo.example>) escribió:",
        "Il giorno ven 6 mar 2026 alle ore 09:30 Ava <a@pmo.example> ha scritto:",
        "Em sex., 6 de mar. de 2026 às 09:30, Ava <a@pmo.example> escreveu:",
        "Op vr 6 mrt 2026 om 09:30 schreef Ava <a@pmo.example>:",
        "-----Ursprüngliche Nachricht-----",
        "-------- Message original --------",
        "Von meinem iPhone gesendet",
        "Get Outlook for Android",
        "-- ",
    ],
)
def test_line_above_the_quote_is_known_in_the_languages_of_the_product(line: str) -> None:
    assert own_words(f"Sì, grazie\n\n{line}\n> No") == "Sì, grazie"


def test_sentence_that_begins_like_such_a_line_is_kept() -> None:
    words = "On Friday the tills were late.\nAm Montag auch."

    assert own_words(words) == words


@pytest.mark.parametrize(
    ("name", "machine"),
    [
        ("away_exchange", Machine.AWAY),
        ("away_without_headers", Machine.AWAY),
        ("vacation_null_sender", Machine.AWAY),
        ("receipt", Machine.RETURNED),
        ("bounce_postfix", Machine.RETURNED),
        ("bounce_qmail", Machine.RETURNED),
        ("complaint", Machine.RETURNED),
    ],
)
def test_program_that_answers_for_a_person_is_no_person(name: str, machine: Machine) -> None:
    assert read(received(name)).machine is machine


@pytest.mark.parametrize(
    "subject", ["Re: Automatic replies are broken", "Absolutely yes", "Re: Out of scope"]
)
def test_subject_that_only_sounds_like_it_is_a_persons(subject: str) -> None:
    raw = received("iphone").replace(
        b"Re: Does your project taste good? (New tills)", subject.encode()
    )

    assert read(raw).machine is Machine.NONE


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("bounce_postfix", "5.1.1", Kind.HARD),
        ("bounce_exchange_headers_only", "5.2.2", Kind.SOFT),
        ("bounce_qmail", "5.1.1", Kind.HARD),
    ],
)
def test_report_says_who_was_not_reached_and_by_which_mail(
    name: str, status: str, kind: Kind
) -> None:
    report = read(received(name, message_id="<42@pmo.example>")).report

    assert report is not None
    (one,) = report.returned
    assert (one.recipient, one.refusal.status) == ("ben@acme.example", status)
    assert kind_of(one.refusal) is kind
    assert report.about == ("<42@pmo.example>",)


def test_mail_that_is_only_late_and_a_receipt_report_no_failure() -> None:
    for name in ("bounce_postfix", "receipt"):
        report = read(received(name, action="delayed", status="4.4.1")).report
        assert report is not None
        assert report.returned == ()


def test_complaint_is_known() -> None:
    report = read(received("complaint", message_id="<42@pmo.example>")).report

    assert report is not None
    assert [(one.recipient, one.is_complaint) for one in report.returned] == [
        ("ben@acme.example", True)
    ]
    assert report.about == ("<42@pmo.example>",)


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "User unknown", Kind.HARD),
        ("5.1.10", "Recipient not found", Kind.HARD),
        ("5.2.1", "Mailbox disabled", Kind.HARD),
        ("5.0.0", "550 no such person here", Kind.HARD),
        ("", "550 no such person", Kind.HARD),
        ("", "550-5.1.1 The email account that you tried to reach does not exist", Kind.HARD),
        ("", "553 sorry, that domain isn't in my list of allowed rcpthosts", Kind.HARD),
        ("5.2.2", "over quota", Kind.SOFT),
        ("", "552 mailbox is full", Kind.SOFT),
        ("4.4.1", "connection timed out", Kind.SOFT),
        ("4.2.2", "mailbox full", Kind.SOFT),
        ("5.4.1", "no route", Kind.SOFT),
        ("", "451 try again later", Kind.SOFT),
        ("5.7.1", "Access denied", Kind.OTHER),
        ("5.7.26", "unauthenticated mail is prohibited by DMARC", Kind.OTHER),
        ("4.7.0", "too many connections", Kind.OTHER),
        ("", "550 blocked using a list of spammers", Kind.OTHER),
        ("", "550 relaying denied", Kind.OTHER),
        ("", "554 transaction failed", Kind.OTHER),
        ("5.3.4", "message too big", Kind.OTHER),
        ("", "", Kind.OTHER),
    ],
)
def test_refusal_is_held_against_an_address_only_when_it_is_about_the_address(
    status: str, words: str, kind: Kind
) -> None:
    assert kind_of(Refusal(status, words)) is kind


def test_attachments_are_named() -> None:
    assert read(received("unclear")).attachments == ("list.pdf",)


def test_checks_of_the_receiving_server_are_read() -> None:
    checked = read(received("gmail")).checked

    assert checked.server == "mx.pmo.example"
    assert (checked.spf.domain, checked.dkim.domain, checked.dkim.selector) == (
        "acme.example",
        "acme.example",
        "20240605",
    )
    assert not checked.is_forged


def test_forged_sender_is_known_by_what_the_receiving_server_says() -> None:
    raw = received("gmail").replace(b"dmarc=pass", b"dmarc=fail")

    assert read(raw).checked.is_forged


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"hello", "no header"),
        (b"\xff\xfe\x00" * 50, "no header"),
    ],
)
def test_what_is_no_mail_is_refused_in_words(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableMail, match=why):
        read(raw)


@given(st.binary(max_size=400))
def test_nothing_that_can_come_in_stumbles_the_reader(raw: bytes) -> None:
    for begin in (b"", b"From: a@b.example\nContent-Type: multipart/report; boundary=x\n\n--x\n"):
        try:
            read(begin + raw)
        except UnreadableMail:
            continue
        assert id_of(begin + raw)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("share", [0.6, 0.8, 0.95])
def test_mail_that_was_cut_off_is_still_read(name: str, share: float) -> None:
    raw = received(name)

    assert read(raw[: int(len(raw) * share)]).id


def test_mail_without_an_id_is_known_again_by_its_content() -> None:
    raw = received("iphone").replace(b"Message-Id", b"X-No-Id")

    assert id_of(raw) == read(raw).id == id_of(raw)
    assert id_of(raw).startswith("sha256:")
    assert id_of(raw) != id_of(raw + b".")
