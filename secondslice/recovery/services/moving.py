"""The one way in which a case changes its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules, time_limits
from secondslice.recovery.models import Case, CaseNote, Waiver
from secondslice.recovery.rules import Event, State, Step
from secondslice.recovery.selectors.owners import who_answers
from secondslice.recovery.selectors.times import calendar_of, limits_of
from secondslice.recovery.selectors.waiting import change_opens
from secondslice.recovery.time_limits import Warned
from secondslice.recovery.words import changed_meanwhile_words, refused_words

NEW_NO = frozenset({Event.SAID_NO, Event.NO_AFTER_ALL})
CLOSING = time(17)


@dataclass(frozen=True, slots=True)
class Move:
    """What happened to a case, and what goes with it."""

    event: Event
    at: datetime
    since: datetime | None = None
    """From when the time for the next step counts, where that is said."""
    opening: datetime | None = None
    """When what is changed begins: before that nobody can be asked about it."""
    planned_for: date | None = None
    """Until when the customer was told that it is done."""
    waits_until: datetime | None = None
    """Until when the customer can answer the re-ask."""
    proof: Ask | None = None
    """The re-ask that was answered with Yes."""
    waiver: Waiver | None = None
    """The reason why nothing more can be done, with two names."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """The times of one step."""

    due_at: datetime
    half_at: datetime | None = None
    warned: int = Warned.NOBODY


def move(*, case: Case, what: Move) -> None:
    """Bring a case on, with its times, or raise RuleBroken in words. Of two at once only one succeeds.

    One that opens again goes to who would take it now, where its owner cannot own it any more.
    """
    new = rules.after(case.state, what.event)
    if new is None:
        raise RuleBroken(refused_words(case.state, what.event, name=case.contact.name))
    is_new_no = what.event in NEW_NO
    talked_at = None if is_new_no else case.acknowledged_at
    if what.event is Event.ACKNOWLEDGE:
        talked_at = talked_at or what.at
    said_at = what.at if is_new_no else case.said_at
    step = rules.step(new, talked=talked_at is not None)
    began_at = _began(case, rules.our_step(new, talked=talked_at is not None), what)
    clock = _clock(case, step, what, said_at=said_at, began_at=began_at)
    is_closed = new in rules.CLOSED_STATES
    taker = _taker(case, new)
    write(
        case=case,
        state=new,
        acknowledged_at=talked_at,
        said_at=said_at,
        began_at=began_at,
        due_at=clock.due_at,
        half_at=clock.half_at,
        warned=clock.warned,
        touched_at=max(what.at, case.touched_at),
        closed_at=what.at if is_closed else None,
        recovered_by=what.proof if new == State.RECOVERED else None,
        waiver=what.waiver if new == State.NOT_RECOVERED else None,
        **({"owner": taker} if taker else {}),
    )
    if taker is not None:
        note_passed_on(case=case, why=CaseNote.Why.GONE, at=what.at)
    if is_closed or is_new_no:
        # Nobody has to decide any more whether to give it up.
        waiting = Waiver.objects.filter(case=case, decided_at=None)
        waiting.update(decided_at=what.at)


def write(*, case: Case, **values: object) -> None:
    """Change a case that nobody else has changed since it was read; the row in memory follows."""
    unchanged = Case.objects.filter(
        pk=case.pk,
        state=case.state,
        owner=case.owner_id,
        acknowledged_at=case.acknowledged_at,
        said_at=case.said_at,
    )
    if not unchanged.update(**values):
        raise RuleBroken(changed_meanwhile_words())
    for name, value in values.items():
        setattr(case, name, value)


def _taker(case: Case, new: State) -> User | None:
    """Return who takes a closed case that opens again, where its owner has left or may not read it any more."""
    if case.state in rules.OPEN_STATES or new not in rules.OPEN_STATES:
        return None
    taker = who_answers(case)
    return taker if taker.pk != case.owner_id else None


def note_passed_on(*, case: Case, why: CaseNote.Why, at: datetime) -> None:
    """Write into the thread who has the case now, and why."""
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.PASSED_ON,
        why=why,
        owner=case.owner,
        at=at,
    )


def _began(case: Case, step: Step, what: Move) -> datetime:
    """Return since when this step of ours counts. One that stays keeps its beginning."""
    if what.since is not None:
        return what.since
    was = rules.our_step(case.state, talked=case.acknowledged_at is not None)
    if step is was and not _begins_anew(step, what):
        return case.began_at
    if step is not Step.ASK_AGAIN:
        return what.at
    opening = what.opening or change_opens(case)
    return max(what.at, opening) if opening else what.at


def _begins_anew(step: Step, what: Move) -> bool:
    """Tell whether a step counts anew that was next already.

    What was changed last is what the customer needs time to taste; another talk changes nothing.
    """
    changed = what.event is Event.ADJUST and step is Step.ASK_AGAIN
    return what.event in NEW_NO or what.event is Event.PLAN or changed


def _clock(case: Case, step: Step, what: Move, *, said_at: datetime, began_at: datetime) -> _Clock:
    """Return the times of the step that is next now. A step that stays keeps its time, and who was warned."""
    if step is Step.WAIT:
        return _Clock(what.waits_until or case.due_at)
    if step is Step.NONE:
        return _Clock(case.due_at)
    if step is case.step and not _begins_anew(step, what):
        return _Clock(case.due_at, case.half_at, case.warned)
    return clock_for(case=case, step=step, said_at=said_at, since=began_at, what=what)


def clock_for(
    *, case: Case, step: Step, said_at: datetime, since: datetime, what: Move | None = None
) -> _Clock:
    """Return the times of a step of ours that begins at `since`."""
    calendar = calendar_of(case.workspace, since)
    limits = limits_of(case.workspace, case.severity)
    due_at = time_limits.due(step, said_at=said_at, since=since, limits=limits, calendar=calendar)
    planned_for = what.planned_for if what else None
    if step is Step.ADJUST and planned_for is not None:
        promised = datetime.combine(planned_for, CLOSING, ZoneInfo(calendar.zone)).astimezone(UTC)
        due_at = max(min(due_at, promised), since)
    half_at = time_limits.half_way(since=since, until=due_at, calendar=calendar)
    return _Clock(due_at, half_at)
