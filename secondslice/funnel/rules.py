"""Stages of an opportunity, and the sign of its next action. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What it means to stand in a stage, whatever a workspace calls it. The value is stored."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    """It can still be won, and waits for something that we do not have in hand."""
    WON = "won"
    LOST = "lost"
    POSTPONED = "postponed"
    """Not now: it is looked at again on a day, such as that of the next budget round."""
    VOID = "void"
    """Never was one, or is there twice: it counts nowhere."""


class Stage(StrEnum):
    """The stages that a workspace begins with, by their codes. The value is stored."""

    LEAD = "lead"
    PROSPECT = "prospect"
    PROPOSAL = "proposal"
    ON_HOLD = "on_hold"
    WON = "won"
    LOST = "lost"
    POSTPONED = "postponed"
    VOID = "void"


ALIVE = (Kind.OPEN, Kind.ON_HOLD)
"""What can still be won."""
ENDED = (Kind.WON, Kind.LOST, Kind.POSTPONED, Kind.VOID)
NEEDED = (Kind.OPEN, Kind.WON, Kind.LOST)
"""Without a stage of each of these there is no funnel."""
LEGAL: dict[Kind, frozenset[Kind]] = {
    Kind.OPEN: frozenset(Kind),
    Kind.ON_HOLD: frozenset(Kind),
    Kind.WON: frozenset({Kind.WON, Kind.OPEN}),
    Kind.LOST: frozenset({Kind.LOST, Kind.OPEN, Kind.ON_HOLD, Kind.POSTPONED, Kind.VOID}),
    Kind.POSTPONED: frozenset(Kind),
    Kind.VOID: frozenset({Kind.VOID, Kind.OPEN}),
}
"""From which kind of stage one may go to which."""


@dataclass(frozen=True, slots=True)
class FirstStage:
    """A stage that a workspace begins with."""

    code: Stage
    kind: Kind
    stale_days: int = 0
    """After so many days in it an opportunity is stale; 0: never."""


FIRST_STAGES = (
    FirstStage(Stage.LEAD, Kind.OPEN, 14),
    FirstStage(Stage.PROSPECT, Kind.OPEN, 30),
    FirstStage(Stage.PROPOSAL, Kind.OPEN, 30),
    FirstStage(Stage.ON_HOLD, Kind.ON_HOLD, 90),
    FirstStage(Stage.WON, Kind.WON),
    FirstStage(Stage.LOST, Kind.LOST),
    FirstStage(Stage.POSTPONED, Kind.POSTPONED),
    FirstStage(Stage.VOID, Kind.VOID),
)
OTHER_REASON = "other"
"""The reason for losing that says nothing without words."""
FIRST_REASONS = (
    "no_budget", "own_people", "other_supplier", "too_dear", "too_late", "no_need", "silent", OTHER_REASON,
)  # fmt: skip
"""The reasons for losing that a workspace begins with, by their codes."""


def may_move(before: str, after: str) -> bool:
    """Tell whether an opportunity may go from a stage of one kind to one of another.

    >>> may_move("open", "won"), may_move("won", "lost"), may_move("won", "open")
    (True, False, True)
    """
    return Kind(after) in LEGAL[Kind(before)]


class Life(StrEnum):
    """How far a customer has come with us. It is derived, never stored and never typed."""

    LEAD = "lead"
    PROSPECT = "prospect"
    CUSTOMER = "customer"
    REPEAT = "repeat"
    LAPSED = "lapsed"


LAPSES_AFTER = timedelta(days=548)
"""Eighteen months without anything: the product's own choice (docs/model/funnel.md)."""


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """What is known of a customer's orders."""

    projects: int = 0
    """Those that were not stopped."""
    delivered: int = 0
    """Of these, the ones in operation."""
    won: int = 0
    alive: int = 0
    """Opportunities that can still be won."""
    talking: int = 0
    """Of these, the ones beyond the first stage."""
    last_on: date | None = None
    """The last day of which we know that something was delivered or ordered."""

    @property
    def orders(self) -> int:
        """Return how often the customer ordered: a project and the opportunity it came from are one order."""
        return max(self.projects, self.won)

    @property
    def runs(self) -> bool:
        """Tell whether a project is being delivered."""
        return self.projects > self.delivered


def life(facts: LifeFacts, *, today: date) -> Life:
    """Return how far a customer has come: the first of these that holds, from the last to the first.

    >>> life(LifeFacts(), today=date(2026, 3, 6))
    <Life.LEAD: 'lead'>
    >>> life(LifeFacts(projects=2, delivered=1), today=date(2026, 3, 6))
    <Life.REPEAT: 'repeat'>
    """
    if not facts.orders:
        return Life.PROSPECT if facts.talking else Life.LEAD
    is_quiet = not facts.runs and not facts.alive
    if is_quiet and facts.last_on is not None and today - facts.last_on > LAPSES_AFTER:
        return Life.LAPSED
    return Life.REPEAT if facts.delivered and facts.orders > 1 else Life.CUSTOMER


class Sign(StrEnum):
    """Whether somebody keeps an opportunity moving."""

    NONE = "none"
    LATE = "late"
    PLANNED = "planned"
    CLOSED = "closed"


def sign(kind: str, *, next_on: date | None, today: date) -> Sign:
    """Return the sign of the next action. One that is planned for today is not late yet.

    >>> sign("open", next_on=None, today=date(2026, 3, 6))
    <Sign.NONE: 'none'>
    >>> sign("open", next_on=date(2026, 3, 5), today=date(2026, 3, 6))
    <Sign.LATE: 'late'>
    """
    if kind not in ALIVE:
        return Sign.CLOSED
    if next_on is None:
        return Sign.NONE
    return Sign.LATE if next_on < today else Sign.PLANNED


def is_stale(kind: str, *, since: datetime, stale_days: int, at: datetime) -> bool:
    """Tell whether an opportunity has stood in its stage for longer than is usual there.

    >>> since = datetime(2026, 3, 1)
    >>> is_stale("open", since=since, stale_days=14, at=datetime(2026, 3, 16))
    True
    >>> is_stale("open", since=since, stale_days=0, at=datetime(2027, 3, 16))
    False
    """
    return kind in ALIVE and stale_days > 0 and at - since > timedelta(days=stale_days)


class Fault(StrEnum):
    """Why an opportunity cannot be kept like that."""

    LOST_WITHOUT_REASON = "lost_without_reason"
    OTHER_WITHOUT_WORDS = "other_without_words"
    POSTPONED_WITHOUT_DAY = "postponed_without_day"
    ACTION_WITHOUT_DAY = "action_without_day"
    DAY_WITHOUT_ACTION = "day_without_action"


def action_faults(*, next_action: str, has_day: bool) -> list[Fault]:
    """Return what is missing in a next action.

    >>> action_faults(next_action="Call", has_day=False)
    [<Fault.ACTION_WITHOUT_DAY: 'action_without_day'>]
    """
    if next_action and not has_day:
        return [Fault.ACTION_WITHOUT_DAY]
    return [Fault.DAY_WITHOUT_ACTION] if has_day and not next_action else []


def end_faults(kind: str, *, lost_code: str, lost_reason: str, has_day: bool) -> list[Fault]:
    """Return what is missing for an opportunity to end in a stage of this kind.

    >>> end_faults("lost", lost_code="", lost_reason="", has_day=False)
    [<Fault.LOST_WITHOUT_REASON: 'lost_without_reason'>]
    >>> end_faults("lost", lost_code="too_dear", lost_reason="", has_day=False)
    []
    """
    if kind == Kind.LOST and not lost_code:
        return [Fault.LOST_WITHOUT_REASON]
    if kind == Kind.LOST and lost_code == OTHER_REASON and not lost_reason:
        return [Fault.OTHER_WITHOUT_WORDS]
    return [Fault.POSTPONED_WITHOUT_DAY] if kind == Kind.POSTPONED and not has_day else []


def title_from(words: str, *, most: int = 100) -> str:
    r"""Return a short title made of a customer's wish: its first line, cut between words.

    >>> title_from("New tills for the shop.\nAnd soon")
    'New tills for the shop'
    >>> title_from("one two three", most=9)
    'one two…'
    """
    line = words.strip().split("\n", 1)[0].strip()
    first = line.rstrip(".!") or line
    if len(first) <= most:
        return first
    cut = first[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
