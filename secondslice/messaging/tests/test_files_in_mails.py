"""Files that come with mails, and how much of a mail is kept."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from secondslice.config import mail_env
from secondslice.conftest import Clock
from secondslice.messaging.models import InboundMail
from secondslice.messaging.parsing import files
from secondslice.messaging.parsing.addresses import WITH_FILES, tagged
from secondslice.messaging.parsing.files import files_in
from secondslice.messaging.services.fetching import fetch_mails
from secondslice.messaging.services.receiving import (
    MOST_BYTES,
    MOST_BYTES_WITH_FILES,
    Parcel,
    most_of,
)
from secondslice.messaging.tests.imap_server import Folder, imap_server

MAILBOX = Address("", "answers", "pmo.example")
FOR_FILES = tagged(MAILBOX, WITH_FILES + "a" * 26)
FOR_WORDS = tagged(MAILBOX, "a" * 26)
URL = "SECONDSLICE_INBOUND_URL"


@pytest.fixture(autouse=True)
def takes_replies(settings: Settings) -> None:
    """The installation has a mailbox for replies."""
    settings.REPLY_ADDRESS = MAILBOX


def mail(to: str = FOR_FILES, *, size: int = 10) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ben@acme.example", to, "Re: The tills"
    made.set_content("Here it is.")
    made.add_attachment(
        b"%PDF-" + b"x" * size, maintype="application", subtype="pdf", filename="Größe.pdf"
    )
    return made


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(files).failed == 0


def test_attached_file_comes_with_its_name_and_all_of_its_content() -> None:
    (found,) = files_in(mail().as_bytes())

    assert (found.name, found.content, found.is_cut) == ("Größe.pdf", b"%PDF-" + b"x" * 10, False)


def test_picture_in_the_text_is_no_file_and_one_that_apple_calls_inline_is() -> None:
    made = mail()
    made.add_attachment(
        b"logo", maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<logo>"
    )  # fmt: skip
    made.add_attachment(
        b"photo", maintype="image", subtype="png", filename="photo.png", disposition="inline"
    )

    assert [one.name for one in files_in(made.as_bytes())] == ["Größe.pdf", "photo.png"]


def test_last_file_of_a_mail_that_was_cut_is_not_taken_for_whole() -> None:
    (found,) = files_in(mail().as_bytes(), is_cut=True)

    assert (found.content, found.is_cut) == (b"", True)


@pytest.mark.parametrize(
    "raw", [b"", b"nothing", b"Content-Type: multipart/mixed\n\nx", b"\xff\xfe\x00"]
)
def test_nonsense_has_no_files(raw: bytes) -> None:
    assert files_in(raw) == []


@pytest.mark.parametrize(
    ("to", "most"),
    [
        (FOR_FILES, MOST_BYTES_WITH_FILES),
        (FOR_WORDS, MOST_BYTES),
        ("answers@pmo.example", MOST_BYTES),
        (FOR_FILES.replace("pmo.example", "elsewhere.example"), MOST_BYTES),
    ],
)
def test_only_a_mail_to_an_address_for_files_is_kept_whole(to: str, most: int) -> None:
    raw = mail(to, size=MOST_BYTES).as_bytes()

    assert most_of(Parcel(raw, InboundMail.Way.PIPE)) == most


@pytest.fixture
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A mailbox on a free port, and the product set to look into it."""
    with imap_server() as there:
        monkeypatch.setenv(URL, f"imap://pmo:right@127.0.0.1:{there.port}/INBOX")
        settings.INBOUND = mail_env.mailbox_to_fetch(URL, replies=MAILBOX)
        yield there


@pytest.mark.django_db
@pytest.mark.parametrize(("to", "is_whole"), [(FOR_FILES, True), (FOR_WORDS, False)])
def test_mailbox_hands_out_all_of_a_mail_with_files_and_the_beginning_of_others(
    folder: Folder, clock: Clock, to: str, is_whole: bool
) -> None:
    raw = mail(to, size=MOST_BYTES).as_bytes().replace(b"\n", b"\r\n")
    folder.put(raw)
    taken: list[Parcel] = []

    fetch_mails(take=taken.append, at=clock.moment)

    assert len(taken[0].raw) == (len(raw) if is_whole else MOST_BYTES)
