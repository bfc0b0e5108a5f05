"""Years of asking without a database: dates move, people answer or not, cases hold, holidays come.

Every decision is the product's own: what is planned (`lay`), on which day and why (`deal`), what is one mail
(`due_of`), what it makes needless (`earlier_of`), who may be asked or reminded now (`Book.standing` and the permits).
Only the tables are not there: rows are unsaved, and what came of them is noted here. journeys/tests/test_years.py
plays the same on stored rows, with the worker and the mails.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact, Customer, Preference
from secondslice.messaging.services.smoothing import Slots
from secondslice.projects.models import Project
from secondslice.pulse.budget import MOST_SILENT, Why
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.plan_models import AskRules, PlannedAsk, Touch
from secondslice.pulse.selectors.asks import LIFE
from secondslice.pulse.selectors.heard import Heard
from secondslice.pulse.selectors.people import Book, Holds, Standing
from secondslice.pulse.services.dealing import deal
from secondslice.pulse.services.planning import Known, lay
from secondslice.pulse.services.reminding import remind_from
from secondslice.pulse.services.sending import due_of, earlier_of
from secondslice.pulse.services.turns import permit_planned, permit_reminder
from secondslice.pulse.taste_points import STANDARD, Milestone

PLACES = (("DE", "Europe/Berlin"), ("US", "America/New_York"), ("IN", "Asia/Kolkata"), ("", "UTC"))
MANAGERS, SAYS_NO = 40, 0.1
DAY, HOLD = timedelta(days=1), timedelta(days=7)
State = PlannedAsk.State


@dataclass
class Sponsor:
    """One person, with everything that went out to him and came back."""

    contact: Contact
    projects: list[int]
    answers: float
    """How probably an open question is answered on any day."""
    asked: list[date] = field(default_factory=list)
    reminded: list[date] = field(default_factory=list)
    talks: list[date] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    rows: list[PlannedAsk] = field(default_factory=list)
    last: int = 0
    """With which question the last mail begins."""
    waits: bool = False
    """It can still be answered."""
    look_on: date = date.min
    """Nothing can go out before this day, unless something changes."""

    @property
    def touches(self) -> list[tuple[str, date]]:
        """Return the other contacts, as the book has them."""
        return [
            *((Touch.Kind.REMINDER.value, day) for day in self.reminded),
            *((Touch.Kind.TALK.value, day) for day in self.talks),
        ]

    @property
    def waiting(self) -> list[PlannedAsk]:
        """Return what is planned and not asked yet."""
        return [row for row in self.rows if row.state == State.PLANNED]


@dataclass
class Years:
    """The world: its people, its projects, and what is being mended."""

    chosen: AskRules
    sponsors: list[Sponsor]
    projects: list[Project]
    known: Known
    mails: list[tuple[int, date]] = field(default_factory=list)
    laid: dict[int, date] = field(default_factory=dict)
    """By the identity of a row of the plan: since when it stands where it stands."""
    _people: dict[int, date] = field(default_factory=dict)
    _owners: dict[int, date] = field(default_factory=dict)
    _mended: dict[int, date] = field(default_factory=dict)

    def play(self, start: date, days: int, *, dice: random.Random, moves: float = 0.002) -> None:
        """Live through the days: each project's dates move with the chance `moves` a day."""
        for number in range(len(self.projects)):
            self._plan(number, start)
        for place in range(days):
            today = start + timedelta(days=place)
            self._owners = {
                owner: today + HOLD for owner in range(MANAGERS) if (owner + place // 14) % 20 == 0
            }
            for number in range(len(self.projects)):
                if dice.random() < moves:
                    self._move(number, today, dice)
            for sponsor in self.sponsors:
                self._live(sponsor, today, dice)

    @property
    def rows(self) -> Iterator[tuple[Sponsor, PlannedAsk]]:
        """Yield the whole plan, past and to come."""
        for sponsor in self.sponsors:
            for row in sponsor.rows:
                yield sponsor, row

    def _plan(self, number: int, today: date) -> None:
        project = self.projects[number]
        laid = lay(project=project, known=self.known, points=STANDARD, today=today)
        here = self.known.planned.setdefault(project.pk, {})
        for row in laid.gone:
            del here[row.contact_id, row.occasion]
        for row in laid.new:
            here[row.contact_id, row.occasion] = row
        self.laid.update((id(row), today) for row in (*laid.new, *laid.moved))
        mine: dict[int, list[PlannedAsk]] = {}
        for row in here.values():
            mine.setdefault(row.contact_id, []).append(row)
        for who in self.known.parts[project.pk]:
            sponsor = self.sponsors[who]
            others = [row for row in sponsor.rows if row.project_id != project.pk]
            sponsor.rows, sponsor.look_on = [*others, *mine.get(who, ())], today

    def _move(self, number: int, today: date, dice: random.Random) -> None:
        project, by = self.projects[number], timedelta(days=dice.randint(-20, 60))
        if project.ends_on is None or project.ends_on + by < today:
            return
        project.ends_on += by
        self.known.gates[project.pk] = [
            Milestone(one.key, one.due_on + by if one.due_on > today else one.due_on)
            for one in self.known.gates[project.pk]
        ]
        self._plan(number, today)

    def _live(self, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        """Let the hour come at which mails begin to leave where this person lives."""
        self._hear(sponsor, today, dice)
        if today < sponsor.look_on:
            return
        contact = sponsor.contact
        if self._mended.get(contact.pk, today) > today:
            self._people[contact.pk] = today + HOLD
        else:
            self._people.pop(contact.pk, None)
        at, holds = self._opening(sponsor, today), Holds(self._people, self._owners)
        standing, waiting = self._standing(sponsor, at, holds), sponsor.waiting
        deal(standing=standing, rows=waiting, holds=holds, lead=None)
        due = due_of(standing=standing, rows=waiting, by_itself=True)
        if due and permit_planned(standing=standing, on=standing.today, at=at):
            self._send(sponsor, due, at)
            for row in earlier_of(rows=waiting, sent=due):
                row.state, row.on, row.why = State.GIVEN_UP, None, Why.NEXT_IS_NEAR.value
        coming = [row.on for row in sponsor.waiting if row.on and row.on > today]
        sponsor.look_on = min([*coming, today + timedelta(days=30)])

    def _send(self, sponsor: Sponsor, due: list[PlannedAsk], at: datetime) -> None:
        sponsor.last, sponsor.waits = len(sponsor.heard), True
        for row in due:
            row.state = State.SENT
            kind, mode = Ask.Kind.FIRST.value, Ask.Mode.NAMED.value
            sponsor.heard.append(
                Heard(row.contact_id, at, at + LIFE, kind, mode, Ask.State.SENT.value, "", None)
            )
        sponsor.asked.append(at.date())
        self.mails.append((sponsor.contact.pk, at.date()))

    def _opening(self, sponsor: Sponsor, today: date) -> datetime:
        return datetime.combine(today, self.chosen.opens, ZoneInfo(sponsor.contact.time_zone))

    def _standing(self, sponsor: Sponsor, at: datetime, holds: Holds) -> Standing:
        key = sponsor.contact.pk
        book = Book(
            chosen=self.chosen,
            at=at,
            holds=holds,
            heard={key: sponsor.heard},
            touches={key: sponsor.touches},
            roles={},
            gone=(),
        )
        return book.standing(sponsor.contact)

    def _hear(self, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        """Let the last mail be answered, reminded of, or left; let somebody talk to who is silent."""
        at, holds = self._opening(sponsor, today), Holds(self._people, self._owners)
        if not sponsor.waits:
            if not sponsor.waiting or dice.random() > 0.02 or sponsor.answers > 0.1:
                return
            silent = self._standing(sponsor, at, holds).person.silent_in_a_row
            if silent >= MOST_SILENT:
                sponsor.talks.append(today)
                sponsor.look_on = today
            return
        question = sponsor.heard[sponsor.last]
        if at >= question.expires_at:
            sponsor.waits, sponsor.look_on = False, today
        elif dice.random() < sponsor.answers and at > question.sent_at:
            self._answer(sponsor, today, dice)
        elif not any(day > sponsor.asked[-1] for day in sponsor.reminded):
            self._remind(sponsor, question, at, holds)

    def _answer(self, sponsor: Sponsor, today: date, dice: random.Random) -> None:
        says_no = dice.random() < SAYS_NO
        taste = Taste.NO.value if says_no else Taste.YES.value
        for place in range(sponsor.last, len(sponsor.heard)):
            sponsor.heard[place] = sponsor.heard[place]._replace(
                state=Ask.State.ANSWERED.value, taste=taste
            )
        sponsor.waits, sponsor.look_on = False, today
        if says_no:
            self._mended[sponsor.contact.pk] = today + timedelta(days=dice.randint(3, 60))
        elif dice.random() < 0.05:
            sponsor.contact.preference.paused_until = today + timedelta(days=60)

    def _remind(self, sponsor: Sponsor, question: Heard, at: datetime, holds: Holds) -> None:
        ask = Ask(
            workspace=self.chosen.workspace, contact=sponsor.contact, sent_at=question.sent_at
        )
        if remind_from(ask=ask, chosen=self.chosen) > at.date():
            return
        standing = self._standing(sponsor, at, holds)
        slots = Slots(at, timedelta())
        if permit_reminder(standing=standing, asked_on=sponsor.asked[-1], slots=slots):
            sponsor.reminded.append(at.date())
            sponsor.look_on = at.date()


def make_years(
    *, people: int, projects: int, start: date, dice: random.Random, each: int = 0
) -> Years:
    """Return a world of this size; `each` gives every person so many projects, else one to four."""
    workspace = Workspace(pk=1, name="Acme PMO", time_zone="America/New_York", country="US")
    customer = Customer(pk=1, workspace=workspace, name="Finance")
    known, made = Known(), []
    for number in range(projects):
        begins = start + timedelta(days=dice.randint(-200, 700))
        length = dice.randint(60, 600)
        known.gates[number] = [
            Milestone(f"gate {gate}", begins + timedelta(days=length * gate // 5))
            for gate in range(1, dice.randint(1, 5))
        ]
        known.parts[number], known.people[number] = [], set()
        ends = begins + timedelta(days=length)
        made.append(
            Project(
                pk=number,
                workspace=workspace,
                customer=customer,
                manager_id=number % MANAGERS,
                starts_on=begins,
                ends_on=ends,
            )
        )
    sponsors = []
    for who in range(people):
        mine = sorted(dice.sample(range(projects), min(projects, each or dice.randint(1, 4))))
        country, zone = dice.choice(PLACES)
        contact = Contact(
            pk=who, workspace=workspace, customer=customer, country=country, time_zone=zone
        )
        Preference(workspace=workspace, contact=contact)
        sponsors.append(Sponsor(contact, mine, answers=dice.choice((0.0, 0.05, 0.3))))
        for number in mine:
            known.parts[number].append(who)
            known.people[number].add(who)
    return Years(AskRules(workspace=workspace, sends_itself=True), sponsors, made, known)


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
