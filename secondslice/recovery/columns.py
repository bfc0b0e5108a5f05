"""The columns of the board, and what bringing a card to another one means. Plain values in, plain values out."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from secondslice.recovery.rules import OPEN_STATES, Event, State, after

COLUMNS = OPEN_STATES
ENDS = (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER)
"""The ways in which a case ends that we have a part in. What the customer took back is in the list."""
SHOWN_FOR = timedelta(days=30)
"""For so long the board shows what has ended."""

LEADS_TO: dict[State, Event] = {
    State.NEW: Event.SAID_NO,
    State.ACKNOWLEDGED: Event.ACKNOWLEDGE,
    State.PLANNED: Event.PLAN,
    State.ADJUSTED: Event.ADJUST,
    State.RE_ASKED: Event.ASK_AGAIN,
    State.RECOVERED: Event.SAID_YES,
    State.NOT_RECOVERED: Event.WAIVE,
    State.NO_ANSWER: Event.RAN_OUT,
}
"""What has to happen for a case to stand in a column."""
NEEDS_WORDS = frozenset({Event.PLAN, Event.ADJUST, Event.WAIVE})
"""What cannot be done without words: the card leads to the form for them."""


class Refusal(StrEnum):
    """Why a card cannot be brought to a column."""

    STANDS_THERE = "stands_there"
    NOT_OURS = "not_ours"
    """The customer or the clock does that, never we."""
    NO_WAY = "no_way"
    """The rules know no such move from here."""
    BACKWARDS = "backwards"
    """It can be done, but the case stays where it is: what has happened is not undone."""


def why_not(state: str, to: State) -> Refusal | None:
    """Return why a card cannot be brought from one column to another, or None when it can.

    >>> why_not("new", State.ACKNOWLEDGED) is None, why_not("planned", State.ACKNOWLEDGED)
    (True, <Refusal.BACKWARDS: 'backwards'>)
    >>> why_not("re_asked", State.RECOVERED), why_not("new", State.RE_ASKED)
    (<Refusal.NOT_OURS: 'not_ours'>, <Refusal.NO_WAY: 'no_way'>)
    """
    event = LEADS_TO[to]
    reached = after(state, event)
    reasons = (
        (state == to, Refusal.STANDS_THERE),
        (to in {State.NEW, State.RECOVERED, State.NO_ANSWER}, Refusal.NOT_OURS),
        (reached is None, Refusal.NO_WAY),
        (reached != to, Refusal.BACKWARDS),
    )
    return next((why for is_so, why in reasons if is_so), None)


def ways_on(state: State) -> tuple[State, ...]:
    """Return the columns that the menu of a card offers: those further on, and to give the case up.

    What is refused there is refused in words; the way back and the customer's Yes are not offered.

    >>> [str(one) for one in ways_on(State.PLANNED)]
    ['adjusted', 're_asked', 'not_recovered']
    """
    if state not in COLUMNS:
        return ()
    return (*COLUMNS[COLUMNS.index(state) + 1 :], State.NOT_RECOVERED)
