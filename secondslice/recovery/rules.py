"""How a case moves, what we owe the customer next, and until when. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from secondslice.analytics.workdays import WorkCalendar, due_after


class State(StrEnum):
    """Where a case stands. The value is stored."""

    OPEN = "open"
    ADJUSTED = "adjusted"
    RE_ASKED = "re_asked"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Event(StrEnum):
    """What may happen to a case. The first two are ours; all others are the customer's."""

    ADJUST = "adjust"
    ASK_AGAIN = "ask_again"
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


OPEN_STATES = (State.OPEN, State.ADJUSTED, State.RE_ASKED)
CLOSED_STATES = (State.RECOVERED, State.WITHDRAWN, State.ERASED)

MOVES: dict[tuple[State, Event], State] = {
    # A further adjustment while the customer thinks about the re-ask does not undo the question.
    (State.OPEN, Event.ADJUST): State.ADJUSTED,
    (State.ADJUSTED, Event.ADJUST): State.ADJUSTED,
    (State.RE_ASKED, Event.ADJUST): State.RE_ASKED,
    # No re-ask without an adjustment. RE_ASKED is here for a re-ask that was never answered.
    (State.ADJUSTED, Event.ASK_AGAIN): State.RE_ASKED,
    (State.RE_ASKED, Event.ASK_AGAIN): State.RE_ASKED,
    # The customer's word counts wherever we stand: the only way to RECOVERED.
    (State.OPEN, Event.SAID_YES): State.RECOVERED,
    (State.ADJUSTED, Event.SAID_YES): State.RECOVERED,
    (State.RE_ASKED, Event.SAID_YES): State.RECOVERED,
    (State.OPEN, Event.SAID_NO): State.OPEN,
    (State.ADJUSTED, Event.SAID_NO): State.OPEN,
    (State.RE_ASKED, Event.SAID_NO): State.OPEN,
    (State.RECOVERED, Event.SAID_NO): State.OPEN,
    (State.WITHDRAWN, Event.SAID_NO): State.OPEN,
    # Without the Yes the proof is gone; without the No the question still waits, unless we went on meanwhile.
    (State.OPEN, Event.UNSAID): State.RE_ASKED,
    (State.ADJUSTED, Event.UNSAID): State.ADJUSTED,
    (State.RE_ASKED, Event.UNSAID): State.RE_ASKED,
    (State.RECOVERED, Event.UNSAID): State.RE_ASKED,
    # The customer changed his mind about the first answer.
    (State.OPEN, Event.TOOK_BACK): State.WITHDRAWN,
    (State.ADJUSTED, Event.TOOK_BACK): State.WITHDRAWN,
    (State.RE_ASKED, Event.TOOK_BACK): State.WITHDRAWN,
    (State.RECOVERED, Event.NO_AFTER_ALL): State.OPEN,
    (State.WITHDRAWN, Event.NO_AFTER_ALL): State.OPEN,
    (State.OPEN, Event.ERASED): State.ERASED,
    (State.ADJUSTED, Event.ERASED): State.ERASED,
    (State.RE_ASKED, Event.ERASED): State.ERASED,
}
"""Every move there is. What is not here is refused, or is no news."""


def after(state: str, event: Event) -> State | None:
    """Return the state that follows, or None when the event changes nothing there.

    >>> after("open", Event.ASK_AGAIN) is None, after("re_asked", Event.SAID_YES)
    (True, <State.RECOVERED: 'recovered'>)
    """
    return MOVES.get((State(state), event))


class Step(StrEnum):
    """What we owe the customer now."""

    TALK = "talk"
    ADJUST = "adjust"
    ASK_AGAIN = "ask_again"
    WAIT = "wait"
    NONE = "none"


WORKDAYS_FOR = {Step.TALK: 1, Step.ADJUST: 10, Step.ASK_AGAIN: 10}
"""Working days for each step of ours, from when it became the next one; docs/guide/recovery.md says why."""


def step(state: str, *, talked: bool) -> Step:
    """Return what we owe the customer now: first somebody talks to the person, whatever else was done.

    >>> step("adjusted", talked=False), step("adjusted", talked=True)
    (<Step.TALK: 'talk'>, <Step.ASK_AGAIN: 'ask_again'>)
    """
    if state in CLOSED_STATES:
        return Step.NONE
    if state == State.RE_ASKED:
        return Step.WAIT
    if not talked:
        return Step.TALK
    return Step.ADJUST if state == State.OPEN else Step.ASK_AGAIN


def due(of: Step, *, since: datetime, calendar: WorkCalendar) -> datetime:
    """Return until when a step of ours is due."""
    return due_after(since, WORKDAYS_FOR[of], calendar)


FARTHEST = timedelta(days=2 * 365)
"""How far ahead a change may begin: what lies beyond is a slip of the keyboard, or no change for this customer."""


def is_too_far(starts_on: date, *, today: date) -> bool:
    """Tell whether a change would begin too late to be one.

    >>> is_too_far(date(2026, 9, 1), today=date(2026, 3, 6)), is_too_far(date.max, today=date(2026, 3, 6))
    (False, True)
    """
    return starts_on - today > FARTHEST


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

    >>> why_not_ask_again("open", in_force_from=None, today=date(2026, 3, 6), is_waiting=False)
    <NotYet.NO_ADJUSTMENT: 'no_adjustment'>
    """
    nothing_changed = in_force_from is None or after(state, Event.ASK_AGAIN) is None
    reasons = (
        (state in CLOSED_STATES, NotYet.CLOSED),
        (hold == NotYet.STOPPED, NotYet.STOPPED),
        (hold == NotYet.PAUSED, NotYet.PAUSED),
        (is_waiting, NotYet.STILL_ASKED),
        (times >= MOST_RE_ASKS, NotYet.ASKED_TWICE),
        (nothing_changed, NotYet.NO_ADJUSTMENT),
        (in_force_from is not None and in_force_from > today, NotYet.NOT_IN_FORCE),
    )
    return next((why for is_so, why in reasons if is_so), None)
