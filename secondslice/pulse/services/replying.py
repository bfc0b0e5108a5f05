"""Take a reply to one of our mails: an answer where its words are clear, and words for a person to read.

Who answers is shown by two things: the secret in the address, which only the mail held, and the sender, who must be the
person who was asked. A reply that has the first without the second (somebody got the mail forwarded) is kept with the
doubtful taps, and counts only when a member vouches for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.pulse.channels import Channel
from secondslice.pulse.models import AnswerDetail, Ask, ReplyAddress
from secondslice.pulse.replies import Reading, read_reply
from secondslice.pulse.services.answering import Outcome
from secondslice.pulse.services.settling import Added
from secondslice.pulse.services.speaking import Word, take_word

COUNTS = {Outcome.COUNTED, Outcome.SAME}
MOST_WORDS = 5000


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail from somebody, to one of our addresses."""

    tags: Sequence[str]
    """What stands behind the plus sign of the addresses it was sent to."""
    sender: str
    is_forged: bool
    """The domain of the sender says that it has not sent this."""
    subject: str
    words: str
    key: str
    """By what this very mail is known."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the mail, what was said to it, and what became of that."""

    ask: Ask
    taste: str = ""
    comment: str = ""
    outcome: Outcome | None = None
    """None where nothing clear was said."""

    @property
    def counts(self) -> bool:
        """Tell whether the answer stands now."""
        return self.outcome in COUNTS


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a reply."""

    contact: Contact
    """Who was asked."""
    is_proven: bool
    """This person has written it."""
    wants_stop: bool
    lines: Sequence[Line]
    is_stray: bool = False
    """It came to no address of ours with a secret; the sender is all that is known."""

    @property
    def answers(self) -> bool:
        """Tell whether at least one question is answered by it."""
        return any(line.counts for line in self.lines)


def take_reply(*, reply: Reply) -> Taken | None:
    """Answer what the words clearly answer. None when the address belongs to no question, nor the sender to us."""
    address = _address(reply.tags)
    if address is None:
        return _by_the_sender(reply)
    contact = address.contact
    asks = _asks(address)
    is_proven = reply.sender == contact.email.lower() and not reply.is_forged
    reading = read_reply(
        reply.words[:MOST_WORDS],
        projects=len(address.asks),
        language=next((ask.language for ask in asks.values()), ""),
        subject=reply.subject,
    )
    return Taken(
        contact=contact,
        is_proven=is_proven,
        wants_stop=reading.wants_stop,
        lines=[
            _line(ask, place, reading, reply, is_proven=is_proven) for place, ask in asks.items()
        ],
    )


def _address(tags: Sequence[str]) -> ReplyAddress | None:
    return (
        ReplyAddress.objects.select_related("contact__workspace")
        .filter(token_digest__in=[digest(tag) for tag in tags])
        .first()
    )


def _by_the_sender(reply: Reply) -> Taken | None:
    """Give a mail without a secret to whoever last asked its sender, who must be known in one workspace only."""
    contacts = list(Contact.objects.filter(email__iexact=reply.sender).select_related("workspace"))
    if len(contacts) != 1:
        return None
    last = (
        Ask.objects.filter(contact=contacts[0], mode=Ask.Mode.NAMED)
        .select_related("workspace", "contact", "project__manager", "owner", "asked_by")
        .order_by("-sent_at", "-pk")
        .first()
    )
    if last is None:
        return None
    return Taken(contacts[0], is_proven=False, wants_stop=False, lines=[Line(last)], is_stray=True)


def _asks(address: ReplyAddress) -> Mapping[int, Ask]:
    """Return the questions of the mail by their place in it, from 1 on."""
    found = Ask.objects.select_related(
        "workspace", "contact", "project__manager", "owner", "asked_by"
    ).in_bulk(address.asks)
    return {place: found[pk] for place, pk in enumerate(address.asks, 1) if pk in found}


def _line(ask: Ask, place: int, reading: Reading, reply: Reply, *, is_proven: bool) -> Line:
    taste = reading.tastes.get(place, "")
    comment = reading.comments.get(place, "")
    if not taste:
        return Line(ask)
    if (
        ask.changed_at and ask.changed_at > reply.at
    ):  # said since, by another way: the later word counts
        return Line(ask, taste, comment, Outcome.OVERTAKEN)
    word = Word(
        channel=Channel.REPLY,
        taste=taste,
        at=reply.at,
        is_proven=is_proven,
        key=f"{reply.key}:{ask.pk}",
        added=_added(ask, taste, comment) if comment else None,
    )
    return Line(ask, taste, comment, take_word(ask_id=ask.pk, word=word).outcome)


def _added(ask: Ask, taste: str, comment: str) -> Added:
    """Return the words, put behind those that were said about this answer before: a reply takes nothing back."""
    before = Added.of(AnswerDetail.objects.filter(ask=ask, taste=taste).order_by("-number").first())
    if comment in before.comment:
        return before
    words = f"{before.comment}\n\n{comment}" if before.comment else comment
    return replace(before, comment=words)
