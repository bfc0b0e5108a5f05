"""Take a word: an answer out of a channel in which somebody vouches for the person, so that no scanner is feared.

A channel (a reply by mail, a button in Slack, the API) says which ask is meant, what was said, and whether it is proven
that the person who was asked has said it. Everything else is as for a tap: the first human answer sticks, the same
person changes it for some days, every attempt is kept, and what follows is written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from secondslice.core.tokens import digest, new_token
from secondslice.pulse.channels import Channel
from secondslice.pulse.rules import Attempt, Signal, Tap
from secondslice.pulse.selectors.public import PublicAsk, evidence, open_ask
from secondslice.pulse.services.anonymous import add_to_anonymous, answer_with
from secondslice.pulse.services.answering import Outcome, Person, judge
from secondslice.pulse.services.settling import Added, Adding, add_details

MOST_TRIES = 5
KEPT_OF_A_KEY = 16


@dataclass(frozen=True, slots=True)
class Word:
    """What was said over a channel."""

    channel: Channel
    taste: str
    """yes, no, or empty to take an answer back."""
    at: datetime
    is_proven: bool
    """The channel has shown that the person who was asked has said this. Else it is kept and not counted."""
    key: str = ""
    """What the channel calls this very act (the id of a mail, of a press): arriving again it is no new one."""
    added: Added | None = None
    """Reasons and words that came along."""
    only_adds: bool = False
    """It adds words to the answer `taste`, and gives none: where another one stands now, nothing is taken."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a word, and the ask as it stands now; None when there is no question to answer any more."""

    outcome: Outcome
    ask: PublicAsk | None = None
    adding: Adding | None = None


def take_word(*, ask_id: int, word: Word) -> Heard:
    """Decide what a word is, and write it down, with what came along. Telling it twice changes nothing."""
    for _attempt in range(MOST_TRIES):
        with transaction.atomic():
            heard = _hear(ask_id, word)
        if heard.outcome is not Outcome.OVERTAKEN:
            return heard
    return Heard(Outcome.OVERTAKEN)


def _hear(ask_id: int, word: Word) -> Heard:
    ask = open_ask(ask_id, at=word.at)
    if ask is None:
        return Heard(Outcome.CLOSED)
    if word.only_adds and word.taste != ask.taste:
        return Heard(Outcome.SAME, ask)
    key = _tail(word)
    attempts = evidence(ask, taste=word.taste).attempts
    receipt = new_token()
    outcome = _outcome_before(attempts, key) or _judged(ask, word, key, attempts, receipt)
    if ask.is_anonymous:
        return _heard_anonymously(ask, word, outcome, receipt)
    if outcome is Outcome.COUNTED:
        ask = replace(
            ask,
            taste=word.taste,
            version=ask.version + 1,
            answered_at=(ask.answered_at or word.at) if word.taste else None,
            changed_at=word.at,
        )
    adding = None
    said = bool(word.taste) and word.taste == ask.taste
    if word.added and said and outcome in {Outcome.COUNTED, Outcome.SAME}:
        adding = add_details(ask=ask, added=word.added, at=word.at, nonce=key)
    return Heard(outcome, ask, adding)


def _heard_anonymously(ask: PublicAsk, word: Word, outcome: Outcome, receipt: str) -> Heard:
    """Add what came along to an answer that was just kept; later nothing leads to it."""
    if outcome is not Outcome.COUNTED:
        return Heard(outcome, ask)
    answer = answer_with(ask=ask, receipt=receipt)
    if word.added and answer:
        add_to_anonymous(ask=ask, answer=answer, added=word.added)
    return Heard(outcome, replace(ask, state="answered", version=ask.version + 1))


def _judged(
    ask: PublicAsk, word: Word, key: str, attempts: Sequence[Attempt], receipt: str
) -> Outcome:
    if not (word.taste or ask.taste):  # nothing there to take back
        return Outcome.SAME
    tap = Tap(taste=word.taste, at=word.at, network="", nonce=key, attempts=attempts)
    person = Person(is_proven=word.is_proven, channel=word.channel, receipt=receipt)
    found = [] if word.is_proven else [Signal.UNPROVEN]
    return judge(ask=ask, tap=tap, person=person, found=found)


def _outcome_before(attempts: Sequence[Attempt], key: str) -> Outcome | None:
    """Return what became of the same act when it arrived before; None when it is new."""
    same = [one for one in attempts if key and one.nonce == key]
    if not same:
        return None
    if same[0].counted:
        return Outcome.SAME
    return Outcome.NEEDS_CODE if Signal.NOT_THE_SAME in same[0].signals else Outcome.ONE_MORE_ACT


def _tail(word: Word) -> str:
    """Return what is stored of an act's key: of its digest, for it may hold an address."""
    return digest(f"{word.channel}:{word.key}")[:KEPT_OF_A_KEY] if word.key else ""
