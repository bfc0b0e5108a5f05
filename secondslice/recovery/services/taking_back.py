"""A re-ask that reaches nobody, because it is taken back or lost: the case stands where it stood before.

And one that leaves once more after all: the case waits for the answer again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.models import Case, CaseNote, ReAsk
from secondslice.recovery.rules import Event, State
from secondslice.recovery.selectors.waiting import newest_re_ask, stood_before
from secondslice.recovery.services.mending import touch
from secondslice.recovery.services.moving import Move, move, write
from secondslice.recovery.time_limits import Warned


def re_ask_to_send(*, case: Case) -> Ask:
    """Return the newest question of this case that was put again. Raise RuleBroken when there is none."""
    return _newest(case).ask


@transaction.atomic
def take_back_re_ask(*, case: Case, by: User, at: datetime) -> Ask:
    """Forget that this case was asked again, and note who took it back. Return the question, which is still there.

    Whether it has left already, pulse decides in the same transaction (journeys.question_waits).
    """
    newest = _newest(case)
    if case.state == State.RE_ASKED:
        _bring_back(case, newest, at=at)
    newest.delete()
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.UNASKED,
        by=by,
        at=at,
    )
    return newest.ask


@transaction.atomic
def re_ask_never_arrived(*, case: Case, at: datetime) -> None:
    """Let a case that waits for an answer stand where it stood: its newest question is with nobody.

    The person stopped the questions before it left, or its mail came back. What is next counts from now on. A question
    that came back stays in the thread, and is none of the two re-asks.
    """
    newest = _newest(case)
    _bring_back(case, newest, at=at, since=at)
    touch(case=case, at=at)
    if newest.ask.state == Ask.State.WITHDRAWN:
        CaseNote.objects.create(
            workspace_id=case.workspace_id, case=case, kind=CaseNote.Kind.UNASKED, at=at
        )


@transaction.atomic
def forget_re_asks(*, asks: Sequence[Ask]) -> None:
    """Forget questions that were put again and never left; the notes in their cases say what became of them."""
    ReAsk.objects.filter(ask__in=asks).delete()


@transaction.atomic
def re_ask_sent_again(*, re_ask: ReAsk, at: datetime) -> None:
    """Let a case wait for the answer to a question whose mail had come back and leaves once more.

    Where the case is over by the customer's word or by ours, or has a new No, nothing changes.
    """
    case = re_ask.case
    if rules.after(case.state, Event.SENT_AGAIN) is not None:
        move(case=case, what=Move(Event.SENT_AGAIN, at=at, waits_until=re_ask.ask.expires_at))


def _bring_back(case: Case, re_ask: ReAsk, *, at: datetime, since: datetime | None = None) -> None:
    """Let the case stand where it stood, with the times of the step that was next then; or with new ones."""
    stood = stood_before(case, re_ask)
    if stood.state is State.ADJUSTED:
        move(case=case, what=Move(Event.NEVER_LEFT, at=at, since=since))
        if since is None:
            write(case=case, warned=_warned(case, re_ask.at))
    elif stood.ended_at is not None:
        move(case=case, what=Move(Event.RAN_OUT, at=stood.ended_at))
    if stood.until is not None:
        write(case=case, due_at=stood.until)


def _warned(case: Case, at: datetime) -> int:
    """Return how far the warnings about the step had gone when the question was put again: nobody is warned twice."""
    told = CaseNote.objects.filter(
        case=case, kind=CaseNote.Kind.WARNED, at__gte=case.began_at, at__lte=at
    ).exclude(words="")
    levels = [int(words) for words in told.values_list("words", flat=True)]
    highest = max(levels, default=Warned.NOBODY)
    return highest if case.due_at <= at else min(highest, Warned.OWNER)


def _newest(case: Case) -> ReAsk:
    newest = newest_re_ask(case)
    if newest is None:
        raise RuleBroken(
            _("No question to %(name)s waits any more. It has left, or was taken back.")
            % {"name": case.contact.name}
        )
    return newest
