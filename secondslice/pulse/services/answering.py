"""Take an answer: decide who gave it, and write it down together with all that must follow, or nothing.

Every attempt is kept (append-only) with its verdict; the ask holds the one that counts. The settling of what follows
(a case, a lead, a testimonial) is a job in the same transaction, due after a hold in which a mis-tap can be undone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum, auto

from django.db import connection, transaction

from secondslice.core.tokens import new_token
from secondslice.jobs.services import enqueue_fast
from secondslice.pulse import rules
from secondslice.pulse.channels import Channel
from secondslice.pulse.rules import Signal, Tap
from secondslice.pulse.selectors.public import PublicAsk
from secondslice.pulse.services.anonymous import without_taste, write_anonymous
from secondslice.pulse.services.counting import count_answer
from secondslice.pulse.services.holding import hold, settle_key


class Outcome(Enum):
    """What became of a tap."""

    COUNTED = auto()
    SAME = auto()
    """The same press again, or the same answer by the same person: nothing new."""
    ONE_MORE_ACT = auto()
    """Stored and not counted; the page asks for a second, different act."""
    WAIT = auto()
    """Stored and not counted, as one of too many within a minute; a second act helps only after it."""
    NEEDS_CODE = auto()
    """Somebody has answered already, and this is not proven to be the same person."""
    TOO_LATE = auto()
    """The same person, after the days in which an answer can be changed."""
    OVERTAKEN = auto()
    """Another attempt came between reading and writing; read again and decide again."""
    CLOSED = auto()
    """The question was withdrawn or has expired: nothing is stored."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a tap brings along to show that it is the person who answered first."""

    is_proven: bool = False
    wrong_code: bool = False
    browser: str = ""
    channel: str = Channel.LINK
    receipt: str = ""
    """Of an anonymous answer: a fresh secret that the page gave this browser."""


def take_answer(*, ask: PublicAsk, tap: Tap, person: Person) -> Outcome:
    """Decide what a tap is, and write it down. `tap.taste` is yes, no, or empty to take an answer back."""
    if rules.is_double_press(tap) or not (tap.taste or ask.taste):  # nothing there to take back
        return Outcome.SAME
    return judge(ask=ask, tap=tap, person=person, found=rules.signals(tap))


def judge(*, ask: PublicAsk, tap: Tap, person: Person, found: list[Signal]) -> Outcome:
    """Decide by the signs that were found, whatever the channel, and write it down."""
    if ask.is_anonymous:
        return _judge_anonymous(ask, tap, person, found)
    if ask.taste:
        return _answered_before(ask, tap, person, found)
    verdict = rules.verdict(found, second_act=tap.second_act)
    if verdict == "human":
        return _write(ask, tap, person, verdict, found, counted=True)
    return _write(ask, tap, person, verdict, found, counted=False)


def _judge_anonymous(ask: PublicAsk, tap: Tap, person: Person, found: list[Signal]) -> Outcome:
    """Keep an anonymous answer apart from its question. After it nothing is noted of any tap."""
    if ask.state == "answered":
        return Outcome.NEEDS_CODE
    verdict = rules.verdict(found, second_act=tap.second_act)
    if verdict != "human":
        return _write(ask, without_taste(tap), person, verdict, found, counted=False)
    receipt = person.receipt or new_token()
    written = write_anonymous(ask=ask, tap=tap, receipt=receipt)
    return Outcome.COUNTED if written else Outcome.OVERTAKEN


def _answered_before(ask: PublicAsk, tap: Tap, person: Person, found: list[Signal]) -> Outcome:
    """The first human answer sticks: only the same person changes it, and only for some days."""
    if not person.is_proven:
        found = [*found, Signal.WRONG_CODE if person.wrong_code else Signal.NOT_THE_SAME]
        verdict = rules.verdict(found, second_act=True)
        outcome = _write(ask, tap, person, verdict, found, counted=False)
        return outcome if outcome is Outcome.OVERTAKEN else Outcome.NEEDS_CODE
    if ask.taste == tap.taste:
        return Outcome.SAME
    first = ask.answered_at or tap.at
    if not rules.may_change(first_answered_at=first, at=tap.at):
        return Outcome.TOO_LATE
    verdict = rules.verdict(found, second_act=True)  # the proof is worth more than the second act
    return _write(ask, tap, person, verdict, found, counted=verdict == "human")


def _write(
    ask: PublicAsk, tap: Tap, person: Person, verdict: str, found: list[Signal], *, counted: bool
) -> Outcome:
    with transaction.atomic(), connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(tap.at)
        if counted:
            answered = connection.ops.adapt_datetimefield_value(ask.answered_at or tap.at)
            cursor.execute(
                "UPDATE pulse_ask SET version = version + 1, state = %s, taste = %s,"
                " answered_at = %s, changed_at = %s WHERE id = %s AND version = %s",
                [
                    "answered" if tap.taste else "sent",
                    tap.taste,
                    answered if tap.taste else None,
                    moment,
                    ask.id,
                    ask.version,
                ],
            )
        else:
            cursor.execute(
                "UPDATE pulse_ask SET version = version + 1 WHERE id = %s AND version = %s",
                [ask.id, ask.version],
            )
        if cursor.rowcount != 1:
            return Outcome.OVERTAKEN
        cursor.execute(
            "INSERT INTO pulse_answerrevision (workspace_id, ref, created_at, ask_id, number, taste, verdict,"
            " counted, signals, at, channel, nonce, network, browser)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                ask.workspace_id,
                uuid.uuid4().hex,
                moment,
                ask.id,
                ask.version + 1,
                tap.taste,
                verdict,
                counted,
                ",".join(found),
                moment,
                person.channel,
                tap.nonce,
                tap.network,
                person.browser,
            ],
        )
        if counted:
            enqueue_fast(
                cursor,
                name="pulse.settle_answer",
                key=settle_key(ask.id),
                payload={"ask": ask.id},
                run_at=tap.at + hold(),
                at=tap.at,
                workspace_id=ask.workspace_id,
            )
            count_answer(ask=ask, was=ask.taste, now=tap.taste)
            return Outcome.COUNTED
    return Outcome.WAIT if Signal.TOO_MANY in found else Outcome.ONE_MORE_ACT
