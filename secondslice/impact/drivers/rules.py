"""What may go together with a No or with coming back: which things are looked at. Plain values, no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from secondslice.analytics import drivers
from secondslice.analytics.drivers import Compared, Observation

WINDOW = timedelta(days=730)
"""Answers that are older are not looked at."""
RETURN = timedelta(days=365)
"""A customer comes back when a new project begins within so many days after one has ended: one budget cycle."""
KEPT_WITHIN = timedelta(days=90)
KEPT_WELL = 0.8
MANY_PROJECTS = 4
LEAST_MANAGERS = 3
"""A thing that is so of fewer project managers would be about a person, and is left out."""
MOST_OF_A_KIND = 12
FEWEST_SHOWN = 5
"""What is so of fewer answers is not worth a line that says how many are missing."""
OF_PEOPLE = frozenset({"changed", "load"})
OVER = ("operation", "stopped")


@dataclass(frozen=True, slots=True)
class Replanned:
    """A change of the end of a project: the day it was made, and what the plan said before (None: no end)."""

    on: date
    before: date | None


def known_end(changes: Sequence[Replanned], now: date | None, *, on: date) -> date | None:
    """Return the end of a project as it was planned on a day; `changes`: all, in their order; `now`: today's.

    >>> june, may = date(2026, 6, 1), date(2026, 5, 1)
    >>> moved = [Replanned(date(2026, 4, 20), may)]
    >>> known_end(moved, june, on=date(2026, 4, 19)) == may, known_end(moved, june, on=date(2026, 4, 20)) == june
    (True, True)
    """
    return next((one.before for one in changes if one.on > on), now)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and how things stood when the question was put."""

    is_no: bool
    person: int
    customer: int
    manager: int | None
    phase: str
    service: str
    asked_on: date
    ends_on: date | None = None
    """As it was planned on that day; None: no end was planned, or nobody can tell."""
    put_off_on: tuple[date, ...] = ()
    """The days on which its end or a milestone was moved to a later day."""
    updates: tuple[tuple[date, bool], ...] = ()
    """Updates that were agreed with this customer: the day promised, and whether it was delivered by then."""
    manager_changed: bool = False
    load: int = 0
    """Projects its manager had running on that day."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A project that has ended long enough ago to know whether the customer came back."""

    came_back: bool
    customer: int
    manager: int | None
    service: str
    said_no: bool | None
    """Whether somebody of the customer said No in it; None: nobody answered."""
    put_off: bool
    """Whether a date had been moved to a later day before it ended."""
    reasons: frozenset[str] = frozenset()
    """taste:code of what was chosen in its answers."""
    updates: tuple[tuple[date, bool], ...] = ()
    """Of this customer, from the beginning of the project to its end."""
    recovered: bool | None = None
    """Whether its last No was recovered; None: there was none."""


Row = TypeVar("Row", Answer, Ended)


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that was looked at: its kind, which of that kind, and what came of it."""

    kind: str
    which: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Drivers:
    """Everything that was looked at, what stands out first; and how many answers there were."""

    rows: Sequence[Driver]
    n: int
    happened: int
    clusters: int

    @property
    def found(self) -> Sequence[Driver]:
        """Return what stands out of chance."""
        return [row for row in self.rows if row.compared.is_found]

    @property
    def others(self) -> Sequence[Driver]:
        """Return what could be told and does not stand out."""
        return [row for row in self.rows if row.compared.is_told and not row.compared.is_found]

    @property
    def too_few(self) -> Sequence[Driver]:
        """Return what there are too few answers for."""
        return [row for row in self.rows if not row.compared.is_told]


def drivers_of_no(answers: Sequence[Answer]) -> Drivers:
    """Return what goes together with a No."""
    things: list[tuple[str, str, Callable[[Answer], bool | None]]] = [
        ("late", "", _is_late),
        ("put_off", "", lambda one: any(day <= one.asked_on for day in one.put_off_on)),
        ("kept", "", lambda one: _kept(one.updates, until=one.asked_on)),
        ("agreed", "", lambda one: bool(_due(one.updates, until=one.asked_on))),
        ("changed", "", lambda one: one.manager_changed),
        ("load", "", lambda one: one.load >= MANY_PROJECTS),
    ]  # fmt: skip
    phases = _common(one.phase for one in answers)
    services = _common(one.service for one in answers)
    things += [("phase", name, partial(_is_in_phase, name)) for name in phases]
    things += [("service", name, partial(_is_of_service, name)) for name in services]
    return _compare(
        answers,
        things,
        lambda one: Observation(one.is_no, (one.person, f"customer {one.customer}")),
    )


def drivers_of_return(ended: Sequence[Ended]) -> Drivers:
    """Return what goes together with coming back."""
    things: list[tuple[str, str, Callable[[Ended], bool | None]]] = [
        ("said_no", "", lambda one: one.said_no),
        ("recovered", "", lambda one: one.recovered),
        ("put_off", "", lambda one: one.put_off),
        ("kept", "", lambda one: _kept(one.updates, until=None)),
    ]
    reasons = _often(reason for one in ended for reason in sorted(one.reasons))
    services = _common(one.service for one in ended)
    things += [("reason", name, partial(_has_reason, name)) for name in reasons]
    things += [("service", name, partial(_is_of_service, name)) for name in services]
    return _compare(
        ended, things, lambda one: Observation(one.came_back, (f"customer {one.customer}",))
    )


def _is_late(one: Answer) -> bool | None:
    """Tell whether a project was past its end; None where no end was planned: it cannot be late."""
    if one.ends_on is None:
        return None
    return one.asked_on > one.ends_on and one.phase not in OVER


def _is_in_phase(name: str, one: Answer) -> bool:
    return one.phase == name


def _is_of_service(name: str, one: Answer | Ended) -> bool:
    return one.service == name


def _has_reason(name: str, one: Ended) -> bool | None:
    return None if one.said_no is None else name in one.reasons


def _compare(
    rows: Sequence[Row],
    things: Sequence[tuple[str, str, Callable[[Row], bool | None]]],
    observed: Callable[[Row], Observation],
) -> Drivers:
    seen = [observed(row) for row in rows]
    held = [(kind, which, [holds(row) for row in rows]) for kind, which, holds in things]
    held = [one for one in held if one[0] not in OF_PEOPLE or not _is_of_few(rows, one[2])]
    compared = drivers.compare(seen, [one[2] for one in held])
    found = [Driver(kind, which, one) for (kind, which, _), one in zip(held, compared, strict=True)]
    return Drivers(
        rows=sorted(found, key=_place),
        n=len(seen),
        happened=sum(one.happened for one in seen),
        clusters=len({one.together[0] for one in seen}),
    )


def _place(row: Driver) -> tuple[bool, bool, float, str, str]:
    one = row.compared
    return not one.is_told, not one.is_found, -abs(one.gap or 0.0), row.kind, row.which


def _is_of_few(rows: Sequence[Row], holds: Sequence[bool | None]) -> bool:
    """Tell whether a thing is so, or not so, of fewer than three project managers: it would be about a person."""
    sides: dict[bool, set[int]] = {True: set(), False: set()}
    for row, held in zip(rows, holds, strict=True):
        if held is not None and row.manager is not None:
            sides[held].add(row.manager)
    return min(len(one) for one in sides.values()) < LEAST_MANAGERS


def _common(names: Iterable[str]) -> list[str]:
    """Return the names that come often enough for a line; none where there is a single one: nothing is elsewhere."""
    known = [name for name in names if name]
    return _often(known) if len(set(known)) > 1 else []


def _often(names: Iterable[str]) -> list[str]:
    """Return the names that come often enough for a line, the commonest first."""
    counted = Counter(names).most_common(MOST_OF_A_KIND)
    return [name for name, count in counted if count >= FEWEST_SHOWN]


def _due(updates: Iterable[tuple[date, bool]], *, until: date | None) -> list[bool]:
    """Return the agreed updates that fell due before a day and not long before it; without a day, all of them."""
    if until is None:
        return [done for _day, done in updates]
    return [done for day, done in updates if until - KEPT_WITHIN <= day < until]


def _kept(updates: Iterable[tuple[date, bool]], *, until: date | None) -> bool | None:
    """Tell whether what was agreed was kept well; None where nothing was due."""
    due = _due(updates, until=until)
    return sum(due) / len(due) >= KEPT_WELL if due else None
