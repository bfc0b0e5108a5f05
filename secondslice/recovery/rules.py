"""How a case moves, what we owe the customer next, and until when. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a case stands. The value is stored."""

    NEW = "new"
    """Nobody has talked to the person since the No."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody has heard the person."""
    PLANNED = "planned"
    """The person knows what will be done, and by when."""
    ADJUSTED = "adjusted"
    """Something was changed."""
    RE_ASKED = "re_asked"
    """The question was put again, and waits."""
    RECOVERED = "recovered"
    """The same person said Yes to the question that was put again."""
    NOT_RECOVERED = "not_recovered"
    """Two of us gave it up, with a reason."""
    NO_ANSWER = "no_answer"
    """The question that was put again ran out."""
    WITHDRAWN = "withdrawn"
    """The person took the No back."""
    ERASED = "erased"
    """The person had all own data erased."""


class Event(StrEnum):
    """What may happen to a case. The first five are ours, the next ones the customer's, the last the clock's."""

    ACKNOWLEDGE = "acknowledge"
    PLAN = "plan"
    ADJUST = "adjust"
    ASK_AGAIN = "ask_again"
    WAIVE = "waive"
    """A second person has agreed that nothing more can be done."""
    SAID_YES = "said_yes"
    """A human Yes of the same person to the newest re-ask."""
    SAID_NO = "said_no"
    """A human No of the same person to the newest re-ask."""
    UNSAID = "unsaid"
    """The answer to the newest re-ask was taken back."""
    TOOK_BACK = "took_back"
    """The No that opened the case was taken back or changed to a Yes."""
    NO_AFTER_ALL = "no_after_all"
    """The No that opened the case was given again."""
    ERASED = "erased"
    """The person had all own data erased: nobody is left to mend it for, and nobody who could say Yes."""
    NEVER_LEFT = "never_left"
    """The newest re-ask was taken back before it was sent, or its mail came back."""
    SENT_AGAIN = "sent_again"
    """The mail with the newest re-ask, which had come back, leaves once more."""
    RAN_OUT = "ran_out"
    """The newest re-ask can be answered no longer."""


OURS = (Event.ACKNOWLEDGE, Event.PLAN, Event.ADJUST, Event.ASK_AGAIN, Event.WAIVE)
TO_MEND = (State.NEW, State.ACKNOWLEDGED, State.PLANNED, State.ADJUSTED)
"""In these we owe the customer something; after the re-ask it is the customer's turn."""
OPEN_STATES = (*TO_MEND, State.RE_ASKED)
CLOSED_STATES = (
    State.RECOVERED,
    State.NOT_RECOVERED,
    State.NO_ANSWER,
    State.WITHDRAWN,
    State.ERASED,
)


def _from(states: Iterable[State], event: Event, to: State) -> dict[tuple[State, Event], State]:
    return {(state, event): to for state in states}


MOVES: dict[tuple[State, Event], State] = {
    (State.NEW, Event.ACKNOWLEDGE): State.ACKNOWLEDGED,
    # Later talks are talks too, and no step back.
    **{(state, Event.ACKNOWLEDGE): state for state in OPEN_STATES if state is not State.NEW},
    # A plan is agreed upon: not before somebody has talked. Once something has changed it is history.
    (State.ACKNOWLEDGED, Event.PLAN): State.PLANNED,
    (State.PLANNED, Event.PLAN): State.PLANNED,
    # What changes at once needs no plan. A further adjustment while the customer thinks does not undo the question.
    **_from(TO_MEND, Event.ADJUST, State.ADJUSTED),
    (State.RE_ASKED, Event.ADJUST): State.RE_ASKED,
    (State.NO_ANSWER, Event.ADJUST): State.ADJUSTED,
    # No re-ask without an adjustment.
    (State.ADJUSTED, Event.ASK_AGAIN): State.RE_ASKED,
    (State.RE_ASKED, Event.ASK_AGAIN): State.RE_ASKED,
    (State.NO_ANSWER, Event.ASK_AGAIN): State.RE_ASKED,
    (State.RE_ASKED, Event.NEVER_LEFT): State.ADJUSTED,
    # Wherever that had brought the case, it waits for the answer again.
    **_from((State.ADJUSTED, State.RE_ASKED, State.NO_ANSWER), Event.SENT_AGAIN, State.RE_ASKED),
    (State.RE_ASKED, Event.RAN_OUT): State.NO_ANSWER,
    **_from(OPEN_STATES, Event.WAIVE, State.NOT_RECOVERED),
    # The customer's word counts wherever we stand: the only way to RECOVERED.
    **_from(OPEN_STATES, Event.SAID_YES, State.RECOVERED),
    **_from((State.NOT_RECOVERED, State.NO_ANSWER), Event.SAID_YES, State.RECOVERED),
    **_from(OPEN_STATES, Event.SAID_NO, State.NEW),
    **_from(
        (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER, State.WITHDRAWN),
        Event.SAID_NO,
        State.NEW,
    ),
    # Without the Yes the proof is gone; without the No the question still waits, unless we went on meanwhile.
    **_from((State.NEW, State.ACKNOWLEDGED, State.PLANNED), Event.UNSAID, State.RE_ASKED),
    (State.ADJUSTED, Event.UNSAID): State.ADJUSTED,
    (State.RE_ASKED, Event.UNSAID): State.RE_ASKED,
    (State.RECOVERED, Event.UNSAID): State.RE_ASKED,
    # The customer changed his mind about the first answer.
    **_from(OPEN_STATES, Event.TOOK_BACK, State.WITHDRAWN),
    **_from(
        (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER, State.WITHDRAWN),
        Event.NO_AFTER_ALL,
        State.NEW,
    ),
    **_from(OPEN_STATES, Event.ERASED, State.ERASED),
}
"""Every move there is. What is not here is refused, or is no news."""


def after(state: str, event: Event) -> State | None:
    """Return the state that follows, or None when the event changes nothing there.

    >>> after("new", Event.ASK_AGAIN) is None, after("re_asked", Event.SAID_YES)
    (True, <State.RECOVERED: 'recovered'>)
    """
    return MOVES.get((State(state), event))


class Step(StrEnum):
    """What we owe the customer now."""

    TALK = "talk"
    PLAN = "plan"
    ADJUST = "adjust"
    ASK_AGAIN = "ask_again"
    WAIT = "wait"
    NONE = "none"


_STEPS = {
    State.ACKNOWLEDGED: Step.PLAN,
    State.PLANNED: Step.ADJUST,
    State.ADJUSTED: Step.ASK_AGAIN,
    State.RE_ASKED: Step.WAIT,
}


def step(state: str, *, talked: bool) -> Step:
    """Return what we owe the customer now: first somebody talks to the person, whatever else was done.

    >>> step("adjusted", talked=False), step("adjusted", talked=True)
    (<Step.TALK: 'talk'>, <Step.ASK_AGAIN: 'ask_again'>)
    """
    if state in CLOSED_STATES:
        return Step.NONE
    if state != State.RE_ASKED and not talked:
        return Step.TALK
    return _STEPS.get(State(state), Step.TALK)


def our_step(state: str, *, talked: bool) -> Step:
    """Return what we owe the customer now, or while the customer thinks: what it is again without the question.

    >>> our_step("re_asked", talked=True), our_step("planned", talked=True)
    (<Step.ASK_AGAIN: 'ask_again'>, <Step.ADJUST: 'adjust'>)
    """
    return step(State.ADJUSTED if state == State.RE_ASKED else state, talked=talked)


FARTHEST = timedelta(days=2 * 365)
"""How far ahead or back a change may begin: beyond it is a slip of the keyboard, or no change for this customer."""


def is_too_far(starts_on: date, *, today: date) -> bool:
    """Tell whether a change would begin too late to be one.

    >>> is_too_far(date(2026, 9, 1), today=date(2026, 3, 6)), is_too_far(date.max, today=date(2026, 3, 6))
    (False, True)
    """
    return starts_on - today > FARTHEST


def is_too_long_ago(starts_on: date, *, today: date) -> bool:
    """Tell whether a change would have begun too early to be one: a year was typed with two digits.

    >>> [is_too_long_ago(date(year, 3, 6), today=date(2026, 3, 6)) for year in (2024, 26)]
    [False, True]
    """
    return today - starts_on > FARTHEST


def severity(weights: Iterable[str]) -> str:
    """Return how much a No weighs: as much as the heaviest of its reasons.

    >>> severity([]), severity(["minor", "major"])
    ('minor', 'major')
    """
    return "major" if "major" in weights else "minor"


class NotYet(StrEnum):
    """Why the customer cannot be asked again now."""

    CLOSED = "closed"
    STILL_ASKED = "still_asked"
    NO_ADJUSTMENT = "no_adjustment"
    NOT_IN_FORCE = "not_in_force"
    ASKED_TWICE = "asked_twice"
    STOPPED = "stopped"
    PAUSED = "paused"


MOST_RE_ASKS = 2
"""So often the question is put again in one case: it passes the contact budget, because it was promised."""
MOST_CASES = 5
"""So many cases one person can mend at once, where the workspace says nothing else; docs/guide/recovery.md."""


def is_full(cases: int, most: int) -> bool:
    """Tell whether somebody with so many cases to mend has as many as can be mended: no new question till then.

    >>> is_full(4, 5), is_full(5, 5)
    (False, True)
    """
    return cases >= most


def why_not_ask_again(
    state: str,
    *,
    in_force_from: date | None,
    today: date,
    is_waiting: bool,
    times: int = 0,
    hold: str = "",
) -> NotYet | None:
    """Return why a re-ask is refused, or None when it may go out.

    `in_force_from` is the first day of the newest adjustment, `is_waiting` whether a re-ask can still be answered,
    `times` how often the question was put again already, `hold` the wish of the customer (customers.rules.Hold) that
    forbids any question.

    >>> why_not_ask_again("new", in_force_from=None, today=date(2026, 3, 6), is_waiting=False)
    <NotYet.NO_ADJUSTMENT: 'no_adjustment'>
    """
    nothing_changed = in_force_from is None or after(state, Event.ASK_AGAIN) is None
    reasons = (
        (state in CLOSED_STATES and state != State.NO_ANSWER, NotYet.CLOSED),
        (hold == NotYet.STOPPED, NotYet.STOPPED),
        (hold == NotYet.PAUSED, NotYet.PAUSED),
        (is_waiting, NotYet.STILL_ASKED),
        (times >= MOST_RE_ASKS, NotYet.ASKED_TWICE),
        (nothing_changed, NotYet.NO_ADJUSTMENT),
        (in_force_from is not None and in_force_from > today, NotYet.NOT_IN_FORCE),
    )
    return next((why for is_so, why in reasons if is_so), None)
