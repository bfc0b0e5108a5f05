"""Years of asking, played day by day on the rules alone: dates move, people answer or not, holidays come."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from secondslice.accounts.calendars import working_calendar
from secondslice.analytics.workdays import WorkCalendar, add_workdays
from secondslice.pulse.budget import (
    MOST_SILENT,
    Limits,
    Person,
    Planned,
    Why,
    Wish,
    may_remind,
    schedule,
)
from secondslice.pulse.taste_points import STANDARD, Dates, Milestone, occasions

REMIND_AFTER, OPEN_FOR = 4, timedelta(days=30)
PLACES = (("DE", "Europe/Berlin"), ("US", "America/New_York"), ("IN", "Asia/Kolkata"), ("", "UTC"))
Wanted = tuple[int, str]
"""A project's number and the key of the occasion."""


@dataclass
class Sponsor:
    """One person, with everything that went out to him."""

    projects: list[int]
    country: str
    zone: str
    answers: float
    asked: list[date] = field(default_factory=list)
    reminded: list[date] = field(default_factory=list)
    talks: list[date] = field(default_factory=list)
    open_since: date | None = None
    silent: int = 0
    talked_to: bool = False
    look_on: date = date.min
    """Nothing can go out before this day, unless something changes."""

    def calendar(self, day: date) -> WorkCalendar:
        """Return the working days where this person lives."""
        return working_calendar(country=self.country, zone=self.zone, year=day.year)


@dataclass
class Years:
    """The world, and what became of every occasion: person and occasion -> day sent, or the reason why not."""

    sponsors: list[Sponsor]
    projects: list[Dates]
    limits: Limits = field(default_factory=Limits)
    sent: dict[tuple[int, Wanted], date] = field(default_factory=dict)
    deferred: dict[tuple[int, Wanted], Why] = field(default_factory=dict)
    given_up: dict[tuple[int, Wanted], Why] = field(default_factory=dict)
    mails: list[tuple[int, date]] = field(default_factory=list)
    due: dict[tuple[int, Wanted], date] = field(default_factory=dict)
    _wants: dict[int, list[tuple[Wanted, date, bool]]] = field(default_factory=dict)

    def play(self, start: date, days: int, *, dice: random.Random, moves: float = 0.002) -> None:
        """Live through the days: each project's dates move with the chance `moves` a day."""
        for number in range(len(self.projects)):
            self._plan(number, start)
        for place in range(days):
            today = start + timedelta(days=place)
            for number in range(len(self.projects)):
                if dice.random() < moves:
                    self._move(number, today, dice)
            for who, sponsor in enumerate(self.sponsors):
                self._live(who, sponsor, today, dice)

    def _plan(self, number: int, today: date) -> None:
        found = occasions(STANDARD, self.projects[number])
        self._wants[number] = [
            ((number, one.key), one.on, one.point in {"close", "operation"})
            for one in found
            if one.on >= today - timedelta(days=14)
        ]

    def _move(self, number: int, today: date, dice: random.Random) -> None:
        dates, by = self.projects[number], timedelta(days=dice.randint(-20, 60))
        if dates.ends_on is None or dates.ends_on + by < today:
            return
        for sponsor in self.sponsors:
            if number in sponsor.projects:
                sponsor.look_on = today
        later = tuple(
            Milestone(one.key, one.due_on + by if one.due_on > today else one.due_on)
            for one in dates.milestones
        )
        self.projects[number] = Dates(dates.starts_on, dates.ends_on + by, later)
        gone = {key for key, on, _close in self._wants[number] if on < today}
        kept = [one for one in self._wants[number] if one[0] in gone]
        self._plan(number, today)
        self._wants[number] = kept + [one for one in self._wants[number] if one[0] not in gone]

    def _live(self, who: int, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        self._hear(sponsor, today, dice)
        if today < sponsor.look_on:
            return
        wishes = self._wishes(who, sponsor)
        if not any(wish.on <= today for wish in wishes):
            sponsor.look_on = min((wish.on for wish in wishes), default=date.max)
            return
        person = self._person(sponsor, today)
        found = schedule(wishes, person, self.limits, today=today)
        lines = [one.wish for one in found if self._note(who, one, today)]
        coming = [one.on for one in found if one.on and one.on > today]
        sponsor.look_on = min([*coming, today + timedelta(days=30)])
        if lines:
            sponsor.asked.append(today)
            sponsor.open_since = today
            self.mails.append((who, today))
            for wish in wishes:
                if (who, wish.key) not in self.sent and any(
                    wish.project == line.project and wish.on <= line.on for line in lines
                ):
                    self.given_up[who, wish.key] = Why.NEXT_IS_NEAR

    def _person(self, sponsor: Sponsor, today: date) -> Person:
        return Person(
            asked=sponsor.asked[-12:],
            touched=sorted([*sponsor.reminded[-12:], *sponsor.talks[-12:]]),
            open_until=sponsor.open_since + OPEN_FOR if sponsor.open_since else None,
            silent_in_a_row=sponsor.silent,
            calendar=sponsor.calendar(today),
        )

    def _wishes(self, who: int, sponsor: Sponsor) -> list[Wish[Wanted]]:
        return [
            Wish(key, key[0], on, at_close)
            for number in sponsor.projects
            for key, on, at_close in self._wants[number]
            if (who, key) not in self.sent and (who, key) not in self.given_up
        ]

    def _note(self, who: int, one: Planned[Wanted], today: date) -> bool:
        """Write down what became of a wish today; tell whether it goes out."""
        key = (who, one.wish.key)
        if one.wish.on > today:
            return False
        self.due.setdefault(key, today)
        if one.on == today:
            self.sent[key] = today
            return True
        self.deferred[key] = one.why
        return False

    def _hear(self, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        """Let the open question be answered, reminded of, or left."""
        was = (sponsor.open_since, sponsor.silent)
        self._hear_of(sponsor, today, dice)
        if (sponsor.open_since, sponsor.silent) != was:
            sponsor.look_on = today

    def _hear_of(self, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        if sponsor.open_since is None:
            if sponsor.silent >= MOST_SILENT and dice.random() < 0.02:
                sponsor.silent, sponsor.talked_to = 0, True  # somebody has talked to the person
                sponsor.talks.append(today)
            return
        if dice.random() < sponsor.answers:
            sponsor.open_since, sponsor.silent = None, 0
        elif today >= sponsor.open_since + OPEN_FOR:
            sponsor.open_since, sponsor.silent = None, sponsor.silent + 1
        elif today == add_workdays(sponsor.open_since, REMIND_AFTER, sponsor.calendar(today)):
            person = self._person(sponsor, today)
            if may_remind(today, person, self.limits, asked_on=sponsor.open_since):
                sponsor.reminded.append(today)


def make_years(
    *, people: int, projects: int, start: date, dice: random.Random, each: int = 0
) -> Years:
    """Return a world of this size; `each` gives every person so many projects, else one to four."""
    made = []
    for _number in range(projects):
        begins = start + timedelta(days=dice.randint(-200, 700))
        length = dice.randint(60, 600)
        gates = tuple(
            Milestone(f"gate {gate}", begins + timedelta(days=length * gate // 5))
            for gate in range(1, dice.randint(1, 5))
        )
        made.append(Dates(begins, begins + timedelta(days=length), gates))
    sponsors = []
    for _who in range(people):
        mine = sorted(dice.sample(range(projects), min(projects, each or dice.randint(1, 4))))
        sponsors.append(Sponsor(mine, *dice.choice(PLACES), answers=dice.choice((0.0, 0.05, 0.3))))
    return Years(sponsors, made)


def most_within_a_year(days: list[date], *, ending_on: Collection[date] = ()) -> int:
    """Return how many of the days lie within any 365 days that end on one of them (or on one of `ending_on`)."""
    year = timedelta(days=365)
    return max(
        (
            sum(1 for one in days if day - year < one <= day)
            for day in days
            if not ending_on or day in ending_on
        ),
        default=0,
    )
