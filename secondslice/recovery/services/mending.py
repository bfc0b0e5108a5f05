"""What we do about a No: talk, plan, change something, ask again, write down."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules, time_limits
from secondslice.recovery.models import Adjustment, Case, CaseNote, ReAsk
from secondslice.recovery.rules import Event, NotYet, State
from secondslice.recovery.selectors.since_no import changes_since_no
from secondslice.recovery.selectors.threads import why_not_ask_again
from secondslice.recovery.selectors.waiting import times_asked_again
from secondslice.recovery.services.agreeing import columns_of, refuse_lacks
from secondslice.recovery.services.moving import Move, move
from secondslice.recovery.services.telling import tell_owner
from secondslice.recovery.terms import Terms
from secondslice.recovery.words import not_yet_words, too_far_words, too_long_ago_words


@transaction.atomic
def name_cause(*, case: Case, code: str, by: User, at: datetime) -> None:
    """Say what lies behind the No: what the customer chose is where it hurts, and not always why."""
    if case.cause == code:
        return
    Case.objects.filter(pk=case.pk).update(cause=code)
    case.cause = code
    touch(case=case, at=at)
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.CAUSE,
        words=code,
        by=by,
        at=at,
    )


@transaction.atomic
def add_note(*, case: Case, words: str, by: User, at: datetime) -> CaseNote:
    """Add a note to the thread of a case, open or closed."""
    touch(case=case, at=at)
    return CaseNote.objects.create(
        workspace_id=case.workspace_id, case=case, words=words, by=by, at=at
    )


def touch(*, case: Case, at: datetime) -> None:
    """Note that somebody has done something about this case."""
    Case.objects.filter(pk=case.pk, touched_at__lt=at).update(touched_at=at)
    case.touched_at = max(case.touched_at, at)


@transaction.atomic
def acknowledge(*, case: Case, words: str, by: User, at: datetime) -> None:
    """Note that somebody has talked to the person. The first time after a No stops the first clock."""
    if not case.is_open:
        raise RuleBroken(_("This case is closed. Write a note about the talk instead."))
    is_first = case.acknowledged_at is None
    move(case=case, what=Move(Event.ACKNOWLEDGE, at=at))
    if is_first or words:
        CaseNote.objects.create(
            workspace_id=case.workspace_id,
            case=case,
            kind=CaseNote.Kind.TALKED,
            words=words,
            by=by,
            at=at,
        )


@transaction.atomic
def plan(*, case: Case, what: str, planned_for: date, by: User, at: datetime) -> None:
    """Write down what will be done, and until when the person was told that it is done."""
    today = clock.day_of(at, case.workspace.time_zone)
    if planned_for < today:
        raise RuleBroken(_("That day is over. Choose the day on which it will be done."))
    if rules.is_too_far(planned_for, today=today):
        raise RuleBroken(too_far_words())
    move(case=case, what=Move(Event.PLAN, at=at, planned_for=planned_for))
    Case.objects.filter(pk=case.pk).update(plan=what, planned_for=planned_for)
    case.plan, case.planned_for = what, planned_for
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.PLANNED,
        words=what,
        day=planned_for,
        by=by,
        at=at,
    )


@transaction.atomic
def adjust(
    *,
    case: Case,
    what: str,
    starts_on: date,
    by: User,
    at: datetime,
    terms: Terms | None = None,
) -> Adjustment:
    """Write down what changes for this customer, and from when: two years ahead or back at most.

    A case without an answer is taken up again by that, unless the person was asked again as often as may be. Who gets
    it then, because its owner has left, is told.
    """
    today = clock.day_of(at, case.workspace.time_zone)
    if rules.is_too_far(starts_on, today=today):
        raise RuleBroken(too_far_words())
    if rules.is_too_long_ago(starts_on, today=today):
        raise RuleBroken(too_long_ago_words())
    refuse_lacks(what=what, terms=terms or Terms(), starts_on=starts_on, case=case, at=at)
    if case.state == State.NO_ANSWER and times_asked_again(case) >= rules.MOST_RE_ASKS:
        raise RuleBroken(not_yet_words(NotYet.ASKED_TWICE, name=case.contact.name, starts_on=None))
    opening = time_limits.opening(starts_on, case.workspace.time_zone)
    was = case.owner_id
    move(case=case, what=Move(Event.ADJUST, at=at, opening=opening))
    made = Adjustment.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        starts_on=starts_on,
        by=by,
        at=at,
        **columns_of(what=what, terms=terms or Terms(), starts_on=starts_on),
    )
    _tell_taker(case, was=was, by=by, at=at)
    return made


def changes_for_re_ask(*, case: Case, at: datetime) -> list[Adjustment]:
    """Return what the re-ask quotes: everything that has changed since the newest No, oldest first.

    Raise RuleBroken when the customer cannot be asked again now.
    """
    today = clock.day_of(at, case.workspace.time_zone)
    why, adjustment = why_not_ask_again(case, at=at, today=today)
    if why is not None or adjustment is None:
        reason = why or rules.NotYet.NO_ADJUSTMENT
        starts_on = adjustment.starts_on if adjustment else None
        raise RuleBroken(not_yet_words(reason, name=case.contact.name, starts_on=starts_on))
    return changes_since_no(case, today=today) or [adjustment]


@transaction.atomic
def record_re_ask(*, case: Case, ask: Ask, adjustment: Adjustment, by: User, at: datetime) -> ReAsk:
    """Note that the person has been asked again; the case waits for the answer."""
    was = case.owner_id
    move(case=case, what=Move(Event.ASK_AGAIN, at=at, waits_until=ask.expires_at))
    _tell_taker(case, was=was, by=by, at=at)
    return ReAsk.objects.create(
        workspace_id=case.workspace_id, case=case, ask=ask, adjustment=adjustment, by=by, at=at
    )


def _tell_taker(case: Case, *, was: int, by: User, at: datetime) -> None:
    """Tell who has got the case by its being opened again, unless it is the person who opened it."""
    if case.owner_id not in {was, by.pk}:
        tell_owner(case=case, at=at)
