"""Mails from the customer of a case, as mail programs send them, and files."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from itertools import count

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.jobs.services import run_due
from secondslice.journeys.case_mailed import case_mailed
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.messaging.models import InboundMail
from secondslice.messaging.services import opened
from secondslice.messaging.services.receiving import Parcel
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Case, CaseMail
from secondslice.recovery.services.writing import Draft
from secondslice.recovery.tests.make import fresh, give

BEN = "ben@acme.example"
PDF = b"%PDF-1.7\n% the new report\n"
QUOTE = "\n\nOn Fri, Mar 6, 2026 at 9:30 AM Max <answers@pmo.example> wrote:\n> Hello Ben,\n> we heard you.\n"
_numbers = count(1)


def make_case_of(
    by: Membership,
    *,
    at: datetime,
    mode: str = Ask.Mode.NAMED,
    project: Project | None = None,
    name: str = "Ben",
) -> Case:
    """Let Ben, whose address we know, or somebody else say No to a question that was asked in this way."""
    ask = make_ask(by, at=at, mode=mode, project=project, name=name).ask
    if name == "Ben":
        Contact.objects.filter(pk=ask.contact_id).update(email=BEN)
    give(ask, "no", at=at, words="The corridor told me.")
    return fresh(Case.objects.get(ask=ask))


def write(
    case: Case, by: Membership, *, at: datetime, words: str = "We heard you.", heard: bool = False
) -> CaseMail:
    """Write to the customer of a case."""
    draft = Draft("About the tills", words, uuid.uuid4(), answers_no=heard)
    return case_mailed(case=fresh(case), draft=draft, by=by.user, now=at)


def address_of(mail: CaseMail) -> str:
    """Return where a mail is answered."""
    assert mail.message is not None
    return opened(mail.message).reply_to


def letter(
    to: str,
    words: str = "Thank you, Friday is fine.",
    *,
    sender: str = f"Ben Brandt <{BEN}>",
    subject: str = "Re: About the tills",
    files: Mapping[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a mail as it comes over the wire."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<reply-{next(_numbers)}@mail.acme.example>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(words)
    for name, content in (files or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def come_in(raw: bytes, clock: Clock) -> InboundMail:
    """Let a mail come in and be read, as the worker does."""
    mail_came_in(parcel=Parcel(raw, InboundMail.Way.PIPE), now=clock.moment)
    run_due(now=lambda: clock.moment)
    return InboundMail.objects.latest("pk")


def document(*parts: str) -> bytes:
    """Return a document that consists of these parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for part in parts:
            made.writestr(part, "<x/>")
    return whole.getvalue()
