"""What leaves for a mail server can be read by every program and signed by every server, and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

import pytest
from django.conf import settings as product
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact
from secondslice.messaging.tests.mail_server import Server, deliver, mail_server
from secondslice.projects.models import Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.letters import Round, draft_ask, owner_of
from secondslice.pulse.models import Ask
from secondslice.pulse.services.posting import Letter, remind, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import seed_reasons, wording_for
from secondslice.pulse.tests.make import make_ask, send_asks

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
LARGEST, LONGEST_LINE = 60_000, 998
LANGUAGES = [code for code, _name in product.LANGUAGES]
ONCE = (
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "Auto-Submitted",
)  # fmt: skip
LOADS = re.compile(
    r"<(img|script|link|style|iframe|object|video|audio|source)\b|\bsrc=|\bbackground=|url\(|@import",
    re.IGNORECASE,
)
NAME = "Zoë Ångström-Łukasiewicz, “the Baker”"
PROJECT = "Neue Kassen für 240 Filialen <Nord & Süd>: Ausbaustufe 2"


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port, and the product set to use it."""
    with mail_server(settings, monkeypatch) as found:
        yield found


def parts_of(by: Membership, language: str, count: int) -> list[Stakeholder]:
    """Return the parts of one person, who reads this language, in so many projects with long names."""
    seed_reasons(workspace=by.workspace)
    first = make_project(by.workspace, PROJECT, manager=by.user)
    contact = make_contact(first.customer, NAME)
    contact.language, contact.email = language, "zoe@example.com"
    contact.save()
    more = [
        make_project(by.workspace, f"{PROJECT} {number}", manager=by.user, customer=first.customer)
        for number in range(1, count)
    ]
    return [make_stakeholder(project, contact) for project in (first, *more)]


def ask_about(
    parts: list[Stakeholder], by: Membership, clock: Clock, *, mode: str = "named", quoted: str = ""
) -> list[Ask]:
    """Write one mail that asks about all these projects."""
    lines = []
    for part in parts:
        this = Round(part.project, by.user, clock.moment, owner_of(part.project), "A word of mine.")
        wording = wording_for(workspace=by.workspace, language=this.language_of(part))
        draft = draft_ask(this, part, wording, mode=mode)
        if quoted:
            draft.ask.kind, draft.ask.quoted_adjustment = Ask.Kind.RE_ASK, quoted
        lines.append((this, draft))
    return store(letters=[Letter(Permit(parts[0].contact_id, clock.moment), lines)])


def assert_well_made(mail: EmailMessage, raw: bytes) -> None:
    """Check the shape of a mail as it went over the wire."""
    assert len(raw) < LARGEST
    assert b"\n" not in raw.replace(b"\r\n", b""), "a lone line feed breaks signatures"
    assert max(len(line) for line in raw.split(b"\r\n")) <= LONGEST_LINE
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert head.isascii(), "programs without SMTPUTF8 cannot read the head"
    for name in ONCE:  # what DKIM signs must be there once (RFC 6376, 5.4.2; RFC 8058, 4)
        assert len(mail.get_all(name, [])) == 1, name
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content_type() for part in mail.iter_parts())
    assert (plain, html) == ("text/plain", "text/html"), "the last one is what programs like best"


def links(text: str) -> set[str]:
    """Return the addresses of a person's answers and own page."""
    return set(re.findall(r"https?://[^\s\"<>]+/(?:a|me)/[\w-]{22}(?:/[yn])?", text))


def assert_same_in_both(mail: EmailMessage) -> None:
    """Check that both parts say the same and the HTML loads nothing."""
    plain, html = (part.get_content() for part in mail.iter_parts())
    found = LOADS.search(html)
    assert found is None, f"it loads something: {found}"
    assert NAME in plain
    assert "Nord &amp; Süd" in html
    assert "Nord & Süd" in plain
    hidden = {
        link for link in links(html) if re.search(r"/a/[\w-]{22}$", link)
    }  # no person follows it
    assert links(plain) == links(html) - hidden
    assert len(links(plain)) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_that_asks_is_well_made_in_every_language(
    server: Server, ava: Membership, clock: Clock, language: str
) -> None:
    parts = parts_of(ava, language, 4)

    (one,) = ask_about(parts[:1], ava, clock)
    ask_about(parts[1:], ava, clock)
    ask_about(parts[:1], ava, clock, quoted="Seit 3. Mai jeden Freitag eine Seite. " * 5)
    ask_about(parts[:1], ava, clock, mode="confidential")
    ask_about(parts[:1], ava, clock, mode="anonymous")
    assert remind(asks=[one], permit=Permit(one.contact_id, clock.moment))
    assert deliver(clock) == 6

    for mail, raw in zip(server.mails, server.raw, strict=True):
        assert_well_made(mail, raw)
        assert_same_in_both(mail)


def test_question_that_the_pmo_asks_is_signed_once(max: Membership, now: datetime) -> None:
    made = make_ask(max, at=now)
    part = Stakeholder.objects.get()
    other = make_project(max.workspace, "Web shop", manager=max.user)
    again = make_stakeholder(other, part.contact)

    (ask,) = send_asks(project=other, stakeholders=[again], asked_by=None, at=now)

    assert made.ask.message is not None
    assert ask.message is not None
    assert "Max\nAcme PMO\n" in made.ask.message.text
    assert "Acme PMO\nAcme PMO" not in ask.message.text
    assert "Acme PMO<br>Acme PMO" not in ask.message.html
