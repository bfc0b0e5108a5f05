"""Take what was pressed on a person's own page: decide whether the person did it, and ask by mail when it is doubtful.

The rules are those of an answer (pulse.rules): a scanner that presses Stop must not silence a customer, and a customer
who presses it must not be lost in silence either.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.customers.rules import Wish
from secondslice.messaging.services import take_back
from secondslice.pulse import rules
from secondslice.pulse.mail_kinds import CONFIRM
from secondslice.pulse.models import Verdict, WishAttempt
from secondslice.pulse.rules import Signal, Tap
from secondslice.pulse.services.own_page import ask_whether_meant
from secondslice.pulse.wish_words import act_words

GRACE = timedelta(minutes=5)
"""So long the mail waits: who makes the one more tap on the page needs none."""
MAIL_AT_MOST = timedelta(days=1)
"""A scanner that presses the button in the mail about its last press must not start a flood."""


class Taken(Enum):
    """What became of a press."""

    GRANTED = auto()
    SAME = auto()
    """The same press again."""
    ONE_MORE_ACT = auto()
    """Doubtful: nothing is changed; the page asks for one more tap, and so does a mail."""
    WAIT = auto()
    """One of too many within a minute."""
    NOT_BELIEVED = auto()
    """A program's: nothing is changed, and nobody is asked."""


AT_DELIVERY = frozenset({Signal.FRESH_MAIL, Signal.ALL_LINKS})
"""Signs of a scanner at work: unlike with an answer not even the second tap outweighs them, a person comes later."""


@transaction.atomic
def take_wish(
    *, contact: Contact, wish: Wish, tap: Tap, browser: str, is_final: bool = False
) -> Taken:
    """Decide what a press is, and write it down. `tap.taste` is the name of the wish.

    `is_final`: it cannot be undone, so no second tap on the same page outweighs any sign.
    """
    if rules.is_double_press(tap):
        return Taken.SAME
    found = rules.signals(tap)
    outweighs = tap.second_act and not is_final and AT_DELIVERY.isdisjoint(found)
    verdict = Verdict(rules.verdict(found, second_act=outweighs))
    attempt = WishAttempt.objects.create(
        workspace_id=contact.workspace_id,
        contact=contact,
        act=wish.want,
        until=wish.until,
        verdict=verdict,
        signals=",".join(found),
        at=tap.at,
        nonce=tap.nonce,
        network=tap.network,
        browser=browser,
    )
    if verdict is Verdict.HUMAN:
        take_back(workspace_id=contact.workspace_id, about=contact.ref, kinds=[CONFIRM])
        return Taken.GRANTED
    if verdict is Verdict.SUSPECT:
        _ask_whether_meant(attempt, at=tap.at)
        return Taken.ONE_MORE_ACT
    return Taken.WAIT if Signal.TOO_MANY in found else Taken.NOT_BELIEVED


@transaction.atomic
def doubt_wish(*, contact: Contact, wish: Wish, at: datetime) -> None:
    """Keep a wish of which nobody has shown that it is the person's, and ask the person by mail."""
    attempt = WishAttempt.objects.create(
        workspace_id=contact.workspace_id,
        contact=contact,
        act=wish.want,
        until=wish.until,
        verdict=Verdict.SUSPECT,
        signals=Signal.UNPROVEN,
        at=at,
    )
    _ask_whether_meant(attempt, at=at)


def _ask_whether_meant(attempt: WishAttempt, *, at: datetime) -> None:
    """Queue the mail that asks the person whether this press was meant, once a day at most."""
    contact, workspace = attempt.contact, attempt.workspace
    mine = WishAttempt.objects.filter(workspace=workspace, contact=contact)
    if mine.filter(mailed_at__gt=at - MAIL_AT_MOST).exists():
        return
    attempt.mailed_at = at
    attempt.save(update_fields=["mailed_at"])
    language = contact.language or workspace.language
    ask_whether_meant(contact=contact, wish=act_words(attempt, language=language), at=at + GRACE)
