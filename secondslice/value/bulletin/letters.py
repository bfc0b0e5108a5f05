"""The mail that a bulletin is, not stored yet: the same for everybody but for the name and the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from secondslice.accounts.models import User, Workspace
from secondslice.customers.models import Contact
from secondslice.customers.rules import Want
from secondslice.messaging.models import Message
from secondslice.messaging.rules import MARK
from secondslice.messaging.services import Envelope, compose, opened
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.ways_out import WaysOut, ways_out
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.rules import digest_of
from secondslice.value.bulletin.selectors.facts import Fact, Told
from secondslice.value.mail_kinds import BULLETIN

PAGE, STOP, UNSUBSCRIBE = "me", "stop", "unsubscribe"


@dataclass(frozen=True, slots=True)
class Issue:
    """A bulletin in one language, and who signs it."""

    bulletin: Bulletin
    told: Told
    language: str
    by: User

    @property
    def workspace(self) -> Workspace:
        """Return whose bulletin it is."""
        return self.bulletin.workspace

    @property
    def shared(self) -> dict[str, object]:
        """Return what the mails share: plain values."""
        mine, told = self.bulletin, self.told
        return {
            "workspace": {"name": self.workspace.name, "colour": self.workspace.colour},
            "asker": self.by.name,
            "subject": mine.subject,
            "words": mine.words,
            "projects": _plain(told.projects),
            "changes": _plain(told.changes),
            "quotes": _plain(told.quotes),
        }


def mail_to(contact: Contact, issue: Issue, *, out: WaysOut) -> Message:
    """Return the bulletin as this person gets it: no picture, and no link but those to the person's own page."""
    workspace, shared = issue.workspace, issue.shared
    return compose(
        kind=BULLETIN,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{issue.by.name}, {workspace.name}",
            reply_to=issue.by.email,
            headers={**HEADERS, **_headers(workspace)},
            about=contact.ref,
        ),
        language=issue.language,
        context={**shared, "contact": {"name": contact.name}},
        key=(issue.bulletin.pk, digest_of(shared)),
        words={"contact.name": contact.name},
        secrets={
            PAGE: out.page,
            STOP: f"{out.page}/{Want.NO_BULLETIN.value}",
            UNSUBSCRIBE: f"{out.page}/{Want.NO_BULLETIN.value}/unsubscribe",
        },
    )


def mail_to_look_at(issue: Issue, *, name: str) -> Message:
    """Return the mail as somebody of this name would get it, opened. Its links lead nobody anywhere."""
    somebody = Contact(name=name, email="", workspace=issue.workspace)
    mail = mail_to(somebody, issue, out=ways_out("…"))
    letter = opened(mail)
    mail.text, mail.html = letter.text, letter.html
    return mail


def _headers(workspace: Workspace) -> dict[str, str]:
    """Return what mail programs read: that it is a list of its own, and how to leave it with one press (RFC 8058)."""
    return {
        "List-Id": f"<bulletin.{workspace.slug}.{settings.BASE_HOST}>",
        "List-Help": f"<{MARK.format(PAGE)}>",
        "List-Unsubscribe": f"<{MARK.format(UNSUBSCRIBE)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _plain(facts: Sequence[Fact]) -> list[dict[str, object]]:
    return [{"words": one.words, "signed": one.signed, "on": one.on} for one in facts]
