"""May this person be asked on this day, and if not, when? One budget per person over everything we send.

Pure: no Django, no clock, no tables. What does not fit is never dropped: it gets another day and the reason, or, where
no day is left, the reason alone. docs/guide/plan.md tells it to people, docs/model/budget.md where the defaults of
`Limits` come from; a workspace edits them.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from secondslice.analytics.workdays import WorkCalendar

Key = TypeVar("Key")
YEAR = timedelta(days=365)
MOST_SILENT = 3
"""So many unanswered in a row, and no more mail: somebody should talk to the person."""
FURTHEST = timedelta(days=3 * 365)
"""What finds no day within three years is not deferred any more, but given up with its reason."""


class Why(StrEnum):
    """Why a question does not go out on the day it was wanted."""

    FITS = ""
    FLOOR = "floor"
    """Too soon after the last question."""
    TOUCHED = "touched"
    """Too soon after a reminder or another contact."""
    YEAR_FULL = "year_full"
    """As many questions within 365 days as we allow ourselves."""
    OPEN = "open"
    """Another question still waits for an answer."""
    PAUSED = "paused"
    """The person asked for a pause."""
    NO_WORKDAY = "no_workday"
    """A weekend or a holiday where the person lives."""
    CASE = "case"
    """A recovery case with this person is open."""
    ONLY_AT_CLOSE = "only_at_close"
    """The person wants to be asked at the end only."""
    STOPPED = "stopped"
    """The person does not want to be asked."""
    UNREACHABLE = "unreachable"
    """Mail to this address comes back."""
    SILENT = "silent"
    """Three questions in a row without an answer: talk instead."""
    FULL = "full"
    """The owner of the project has as many open cases as can be mended."""
    NEXT_IS_NEAR = "next_is_near"
    """The next occasion of the same project is nearer than the day that was left."""
    LATE = "late"
    """Its day went by: nothing leaves by itself here, or the mail could not leave in time."""
    TAKEN_BACK = "taken_back"
    """Whoever asked by hand does not want to ask any more."""
    GONE = "gone"
    """Its day went by, and then it was wanted no more: the project was stopped, or its dates or people changed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one person may hear from us. Days between questions, and how many in any 365 days."""

    floor: int = 30
    per_year: int = 6
    contacts_per_year: int = 9
    """Questions, reminders and other touches together."""
    after_touch: int = 7
    """Days between a reminder or another touch and the next question."""


@dataclass(frozen=True, slots=True)
class Person:
    """What decides about one person: what went out (days, in order), and what he or she wants."""

    asked: Sequence[date] = ()
    touched: Sequence[date] = ()
    """Reminders and other contacts that are no questions."""
    open_until: date | None = None
    paused_until: date | None = None
    held_until: date | None = None
    """Where an open case holds questions back: look again on this day."""
    only_at_close: bool = False
    stopped: bool = False
    unreachable: bool = False
    silent_in_a_row: int = 0
    calendar: WorkCalendar = field(default_factory=WorkCalendar)


@dataclass(frozen=True, slots=True)
class Decision:
    """On which day, and why not on the one that was wanted. Without a day: why not at all."""

    on: date | None
    why: Why = Why.FITS


def decide(
    wanted: date,
    person: Person,
    limits: Limits,
    *,
    at_close: bool = False,
    promised: bool = False,
    full_until: date | None = None,
    given: Sequence[date] = (),
) -> Decision:
    """Return the first day from `wanted` on at which the person may be asked, and what moved it furthest.

    `promised` is the re-ask after a recovery: it was promised, so neither floor nor year holds it, nor the open case
    that it is about; a stop, a pause and weekends do. `full_until`: whoever would have to mend a No has too much to
    mend already. `given` are days that other questions of this person got: what is due then is a line in their mail.
    """
    never = _never(person, at_close=at_close, promised=promised)
    if never is not Why.FITS:
        return Decision(None, never)
    if not promised and min(limits.per_year, limits.contacts_per_year) < 1:
        return Decision(None, Why.YEAR_FULL)
    waits = _waits(person, full_until, promised=promised)
    day, why, furthest = wanted, Why.FITS, timedelta()
    while day - wanted <= FURTHEST:
        moved, reason = _push(day, person, limits, waits, given, promised=promised)
        if moved == day:
            return Decision(day, why)
        if moved - day > furthest:
            furthest, why = moved - day, reason
        day = moved
    return Decision(None, why)


def may_remind(day: date, person: Person, limits: Limits, *, asked_on: date) -> bool:
    """Tell whether the person may be reminded on this day of what was asked on `asked_on`.

    Only of the last thing the person heard from us, and only where the year has room for one contact more.
    """
    held = max(person.paused_until or day, person.held_until or day)
    if person.stopped or person.unreachable or day < held or not person.calendar.is_workday(day):
        return False
    heard = [*person.asked, *person.touched]
    if any(one > asked_on for one in heard):
        return False
    return len([one for one in heard if one > day - YEAR]) < limits.contacts_per_year


def may_touch(day: date, person: Person, limits: Limits) -> Why:
    """Tell what stands in the way of a touch that nobody waits for on this day; FITS when nothing does.

    Like a question it rests after whatever the person heard last and needs room in the year; to who is silent, who has
    an open case with us and who wants no mail it is not sent at all. That a question waits for its answer is no
    hindrance.

    >>> may_touch(date(2026, 3, 9), Person(touched=[date(2026, 3, 3)]), Limits()).value
    'touched'
    >>> may_touch(date(2026, 3, 10), Person(touched=[date(2026, 3, 3)]), Limits()).value
    ''
    """
    never = _never(person, at_close=True, promised=False)
    if never is not Why.FITS:
        return never
    for until, why in ((person.paused_until, Why.PAUSED), (person.held_until, Why.CASE)):
        if until is not None and day < until:
            return why
    heard = sorted([*person.asked, *person.touched])
    if heard and day < heard[-1] + timedelta(days=limits.after_touch):
        return Why.TOUCHED
    within = [one for one in heard if one > day - YEAR]
    return Why.YEAR_FULL if len(within) >= limits.contacts_per_year else Why.FITS


def _never(person: Person, *, at_close: bool, promised: bool) -> Why:
    if person.stopped:
        return Why.STOPPED
    if person.unreachable:
        return Why.UNREACHABLE
    if person.silent_in_a_row >= MOST_SILENT and not promised:
        return Why.SILENT
    if person.only_at_close and not (at_close or promised):
        return Why.ONLY_AT_CLOSE
    return Why.FITS


def _waits(
    person: Person, full_until: date | None, *, promised: bool
) -> list[tuple[date | None, Why]]:
    """Return until when what holds a question back, whatever was sent before."""
    waits = [(person.paused_until, Why.PAUSED)]
    if not promised:
        waits += [
            (person.held_until, Why.CASE),
            (full_until, Why.FULL),
            (person.open_until, Why.OPEN),
        ]
    return waits


def _push(
    day: date,
    person: Person,
    limits: Limits,
    waits: Sequence[tuple[date | None, Why]],
    given: Sequence[date],
    *,
    promised: bool,
) -> tuple[date, Why]:
    """Return the day that the first rule in the way moves this one to, or the same day."""
    for until, why in waits:
        if until is not None and day < until:
            return until, why
    if day in given:
        return day, Why.FITS
    if not promised:
        moved, why = _spaced(day, person, limits, given)
        if moved > day:
            return moved, why
    if not person.calendar.is_workday(day):
        return day + timedelta(days=1), Why.NO_WORKDAY
    return day, Why.FITS


def _spaced(day: date, person: Person, limits: Limits, given: Sequence[date]) -> tuple[date, Why]:
    asked = sorted(one for one in (*person.asked, *given) if one <= day)
    if asked and day < asked[-1] + timedelta(days=limits.floor):
        return asked[-1] + timedelta(days=limits.floor), Why.FLOOR
    touched = [one for one in person.touched if one <= day]
    if touched and day < touched[-1] + timedelta(days=limits.after_touch):
        return touched[-1] + timedelta(days=limits.after_touch), Why.TOUCHED
    for days, most in (
        (asked, limits.per_year),
        (sorted([*asked, *touched]), limits.contacts_per_year),
    ):
        within = [one for one in days if one > day - YEAR]
        if len(within) >= most:
            return within[len(within) - most] + YEAR, Why.YEAR_FULL
    return day, Why.FITS


@dataclass(frozen=True, slots=True)
class Wish(Generic[Key]):
    """A question that a plan wants to ask a person: `project` tells which of them follow each other."""

    key: Key
    project: object
    on: date
    at_close: bool = False
    full_until: date | None = None
    """Until when whoever would mend a No of this project has too much to mend already."""


@dataclass(frozen=True, slots=True)
class Planned(Generic[Key]):
    """What becomes of a wish."""

    wish: Wish[Key]
    on: date | None
    why: Why


def schedule(
    wishes: Sequence[Wish[Key]], person: Person, limits: Limits, *, today: date
) -> list[Planned[Key]]:
    """Return for each wish of one person its day, or why it has none, in order of time.

    Days are given away from the earliest on, so that no later decision breaks an earlier one. Wishes that end on the
    same day are one mail. A wish that would have to wait until the next one of its project gives way to it.
    """
    nexts = _nexts(wishes, person, today=today)
    queue = [(max(wish.on, today), place) for place, wish in enumerate(wishes)]
    heapq.heapify(queue)
    reasons = [Why.LATE if wish.on < today else Why.FITS for wish in wishes]
    given: list[date] = []
    done: dict[int, Planned[Key]] = {}
    while queue:
        day, place = heapq.heappop(queue)
        wish = wishes[place]
        if place in nexts and day >= nexts[place]:
            done[place] = Planned(wish, None, Why.NEXT_IS_NEAR)
            continue
        found = decide(
            day,
            person,
            limits,
            at_close=wish.at_close,
            full_until=wish.full_until,
            given=given,
        )
        if found.on is not None and found.on > day:
            reasons[place] = found.why if reasons[place] in _MILD else reasons[place]
            heapq.heappush(queue, (found.on, place))
            continue
        if found.on is not None and found.on not in given:
            given.append(found.on)
        done[place] = Planned(wish, found.on, reasons[place] if found.on else found.why)
    return sorted(done.values(), key=lambda one: (one.on or date.max, one.wish.on))


_MILD = frozenset({Why.FITS, Why.LATE})
"""What gives way to the first real reason."""


def _nexts(wishes: Sequence[Wish[Key]], person: Person, *, today: date) -> dict[int, date]:
    """Return for each wish the day on which the next one of its project is wanted.

    Of two that are due by now only the later one is asked. What this person is never asked takes no other's place.
    """
    found: dict[int, date] = {}
    latest: dict[object, date] = {}
    for place in sorted(range(len(wishes)), key=lambda place: wishes[place].on, reverse=True):
        wish = wishes[place]
        if wish.project in latest:
            found[place] = max(latest[wish.project], today)
        if wish.at_close or not person.only_at_close:
            latest[wish.project] = wish.on
    return found
