"""What mending is worth: how many come back, how long each step takes, and who says No again. Plain values in and out.

docs/model/recovery.md says how the cases that are still open are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from secondslice.analytics.proportions import Proportion, difference, proportion
from secondslice.analytics.survival import Curve, Span, kaplan_meier, took, waits
from secondslice.recovery.deviations import WINDOW
from secondslice.recovery.rules import OPEN_STATES, State

ONE_DAY = timedelta(days=1)
LEAST = 5
"""With fewer ended cases there is a count and no share: one customer more would turn it."""
NO_CASES = (State.WITHDRAWN, State.ERASED)
"""What the customer took back, and whose customer is erased, is none: there is nothing to mend."""
MONTHS = ("12", "24")
MONTH = timedelta(days=30.44)
ENDED = (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER)


class Reached(StrEnum):
    """The steps whose time is told."""

    HEARD = "heard"
    PLANNED = "planned"
    CHANGED = "changed"
    ASKED_AGAIN = "asked_again"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Facts:
    """One case: when what happened first. A case that the customer took back, or whose customer is erased, is none."""

    pk: int
    contact: int
    state: State
    opened_at: datetime
    closed_at: datetime | None
    reached: dict[Reached, datetime]
    heard_in_time: bool | None
    """None while there is still time."""
    cause: str
    severity: str
    customer: int
    owner: int

    @property
    def is_open(self) -> bool:
        """Tell whether it is still being mended."""
        return self.state in OPEN_STATES

    @property
    def is_recovered(self) -> bool:
        """Tell whether the customer said Yes when asked again."""
        return self.state == State.RECOVERED


@dataclass(frozen=True, slots=True)
class Outcome:
    """How cases ended, and how many have not."""

    cases: int
    recovered: Proportion
    """Of those that have ended."""
    open: int
    not_recovered: int
    no_answer: int

    @property
    def has_share(self) -> bool:
        """Tell whether there are enough for a share."""
        return self.recovered.n >= LEAST


def months_ago(months: str, *, now: datetime) -> datetime:
    """Return from when on a No came in the last `months`."""
    return now - int(months) * MONTH


def outcome(facts: Sequence[Facts]) -> Outcome:
    """Return how these cases ended."""
    states = [one.state for one in facts]
    ended = sum(states.count(state) for state in ENDED)
    return Outcome(
        cases=len(facts),
        recovered=proportion(yes=states.count(State.RECOVERED), n=ended),
        open=sum(one.is_open for one in facts),
        not_recovered=states.count(State.NOT_RECOVERED),
        no_answer=states.count(State.NO_ANSWER),
    )


def time_to(step: Reached, facts: Iterable[Facts], *, now: datetime) -> Curve:
    """Return how many days after the No a step was reached; what has not reached it counts for as long as it waited.

    A case that ended otherwise will never be recovered: for that it waits until now, and on (the cumulative incidence
    of recovery, beside ending otherwise, when nothing but today cuts the cases off). For our own steps it stopped
    waiting when it ended.
    """
    return kaplan_meier([_span(step, one, now=now) for one in facts])


def _span(step: Reached, one: Facts, *, now: datetime) -> Span:
    at = one.reached.get(step)
    if at is not None:
        return took(_days(one.opened_at, at))
    until = one.closed_at if one.closed_at and step is not Reached.RECOVERED else now
    return waits(_days(one.opened_at, until))


def _days(start: datetime, end: datetime) -> float:
    """Return the days between two moments to a tenth; what seems to lie before its beginning took no time."""
    return round(max(end - start, timedelta()) / ONE_DAY, 1)


def relapses(
    facts: Iterable[Facts], *, noes: Iterable[tuple[int, datetime]], now: datetime
) -> Proportion:
    """Return how many of the recovered said No again within 90 days, of those whose 90 days are over.

    `noes` are all the cases there are, as (contact, opened at).
    """
    by_person: dict[int, list[datetime]] = {}
    for contact, at in noes:
        by_person.setdefault(contact, []).append(at)
    ended = [
        (one.contact, one.closed_at)
        for one in facts
        if one.is_recovered and one.closed_at and one.closed_at + WINDOW <= now
    ]
    again = sum(
        any(at < later <= at + WINDOW for later in by_person.get(contact, ()))
        for contact, at in ended
    )
    return proportion(yes=again, n=len(ended))


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of one cause, customer, owner or kind."""

    key: Hashable
    outcome: Outcome
    curve: Curve


def groups(
    facts: Iterable[Facts], by: Callable[[Facts], Hashable], *, now: datetime
) -> list[Group]:
    """Return the groups, the largest first. Together they are all cases: those without a key come last, under ""."""
    found: dict[Hashable, list[Facts]] = {}
    for one in facts:
        found.setdefault(by(one), []).append(one)
    made = [
        Group(key, outcome(mine), time_to(Reached.RECOVERED, mine, now=now))
        for key, mine in found.items()
    ]
    return sorted(made, key=lambda one: (one.key == "", -one.outcome.cases, str(one.key)))


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """How often a cause was named before and after something changed for everybody, of all answers of the time."""

    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def gap(self) -> tuple[float, float]:
        """Return between which values the share after less that before lies."""
        return difference(self.after, self.before)

    @property
    def is_less(self) -> bool:
        """Tell whether it was named less often, by more than chance would do."""
        return self.gap[1] < 0

    @property
    def is_more(self) -> bool:
        """Tell whether it was named more often, by more than chance would do."""
        return self.gap[0] > 0
