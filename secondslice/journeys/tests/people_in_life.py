"""The people of a life: a customer who takes questions in his own way, and a PMO that mends, talks and moves dates."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Q

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.address_freed import address_freed
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.asked_by_hand import asked_by_hand
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.journeys.project_changed import project_changed
from secondslice.journeys.tests.life import DAY, HOUR, Life
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Message, Suppression
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.projects.models import Milestone, Project
from secondslice.projects.services.milestones import change_milestone
from secondslice.projects.services.projects import ProjectFacts, change_project
from secondslice.pulse.models import Ask
from secondslice.pulse.rules import Tap, network_digest
from secondslice.pulse.selectors.public import open_ask
from secondslice.pulse.selectors.silence import silent_people
from secondslice.pulse.services.answering import Outcome, Person, take_answer
from secondslice.pulse.services.by_hand import ByHand
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case

HOME = "203.0.113.0/24"


class Way(StrEnum):
    """How a customer takes a mail."""

    YES = "yes"
    """The next day."""
    LATE = "late"
    """Yes, but only after the reminder."""
    NO = "no"
    """Something tastes bad: No to the first project of the mail, Yes to the others."""
    SILENT = "silent"
    BOUNCES = "bounces"
    """There is no such mailbox any more; weeks later the address is put right."""
    PAUSES = "pauses"
    """Yes, and a pause of two months from then on."""


@dataclass
class Customers:
    """Everybody who is asked: each mail is taken in the way that `choose` says, by person and number of the mail."""

    choose: Callable[[Contact, int], Way]
    to_re_ask: Callable[[Contact, int], Way]
    mails: dict[int, int] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)

    def hear(self, life: Life, message: Message, asks: Sequence[Ask]) -> None:
        """Take a mail that has arrived."""
        contact = asks[0].contact
        is_again = asks[0].kind == Ask.Kind.RE_ASK
        counted, choose = (self.again, self.to_re_ask) if is_again else (self.mails, self.choose)
        number = counted[contact.pk] = counted.get(contact.pk, 0) + 1
        way = choose(contact, number - 1)
        if way is Way.SILENT:
            return
        if way is Way.BOUNCES:
            life.plan(life.now + 10 * timedelta(minutes=1), lambda here: _bounce(here, message))
            return
        after = 12 * DAY if way is Way.LATE else DAY + 3 * HOUR
        for place, ask in enumerate(asks):
            taste = "no" if way is Way.NO and place == 0 else "yes"
            life.plan(life.now + after, _answer(ask, taste))
        if way is Way.PAUSES:
            life.plan(life.now + after + 5 * timedelta(minutes=1), _pause(contact))


def _answer(ask: Ask, taste: str) -> Callable[[Life], None]:
    def deed(life: Life) -> None:
        public = open_ask(ask.pk, at=life.now)
        assert public is not None
        tap = Tap(
            taste=taste,
            at=life.now,
            network=HOME,
            nonce=f"{life.now.timestamp():.0f}{taste}"[-16:],
            shown_at=life.now - timedelta(seconds=5),
            shown_network=network_digest(HOME),
            hand="pointer",
        )
        assert take_answer(ask=public, tap=tap, person=Person()) is Outcome.COUNTED
        if taste == "no":
            life.plan(life.now + DAY, _mend(ask))

    return deed


def _mend(ask: Ask) -> Callable[[Life], None]:
    """Talk, change something, and ask again some days later, as often as the product lets."""

    def deed(life: Life) -> None:
        case = Case.objects.select_related("workspace", "contact", "ask").get(
            Q(ask=ask) | Q(re_asks__ask=ask)
        )
        assert case.is_open
        recovery.acknowledge(case=case, words="", by=life.by.user, at=life.now)
        today = clock.day_of(life.now, life.workspace.time_zone)
        case_adjusted(
            case=case,
            what="One page, every Friday.",
            starts_on=today,
            by=life.by.user,
            now=life.now,
        )
        life.plan(life.now + 4 * DAY, _ask_again(case))

    return deed


def _ask_again(case: Case) -> Callable[[Life], None]:
    def deed(life: Life) -> None:
        now = Case.objects.select_related("workspace", "contact", "ask__project").get(pk=case.pk)
        if not now.is_open:
            return
        try:
            asked = asked_again(case=now, by=life.by.user, now=life.now)
        except RuleBroken:
            return
        # Where no answer comes, the PMO asks once more.
        life.plan(asked.expires_at + DAY, _ask_again(case))

    return deed


def _pause(contact: Contact) -> Callable[[Life], None]:
    def deed(life: Life) -> None:
        until = clock.day_of(life.now, life.workspace.time_zone) + 60 * DAY
        wish = Wish(Want.PAUSE, until)
        wish_said(contact=contact, wish=wish, how=Preference.How.PAGE, now=life.now)

    return deed


def _bounce(life: Life, message: Message) -> None:
    report = CameBack(message.to, Kind.HARD, "550 5.1.1 no such user", key=str(message.ref))
    note_bounce(workspace_id=life.workspace.pk, report=report, at=life.now, message=message)
    life.plan(life.now + timedelta(minutes=2), lambda _life: None)  # the worker comes by again
    life.plan(life.now + 25 * DAY, _free(message.to))


def _free(address: str) -> Callable[[Life], None]:
    def deed(life: Life) -> None:
        found = Suppression.objects.get(address=address, lifted_at=None)
        address_freed(suppression=found, by=life.by, now=life.now)

    return deed


@dataclass
class Talks:
    """Somebody who looks at the people to talk to every morning, and talks to each a week later."""

    wait: timedelta = 7 * DAY + 15 * HOUR
    _coming: dict[int, datetime] = field(default_factory=dict)
    talks: int = 0

    def look(self, life: Life) -> None:
        """Look at the page, and put the talks into the diary."""
        for contact in silent_people(life.by):
            if self._coming.get(contact.pk, life.now) <= life.now:
                self._coming[contact.pk] = life.now + self.wait
                life.plan(self._coming[contact.pk], self._talk(contact))

    def _talk(self, contact: Contact) -> Callable[[Life], None]:
        def deed(life: Life) -> None:
            self.talks += 1
            person_talked_to(by=life.by, contact=contact, words="On the phone.", now=life.now)

        return deed


def plan_moves(life: Life, projects: Sequence[Project], *, until: date, dice: random.Random) -> int:
    """Put into the diary when dates of these projects move: about three times a year each. Return how many times."""
    zone, number = ZoneInfo(life.workspace.time_zone), 0
    for project in projects:
        day = life.now.date()
        while (day := day + timedelta(days=dice.randint(20, 200))) < until:
            at = datetime.combine(day, time(dice.randint(0, 23), dice.randint(1, 59)), zone)
            life.plan(at, _move(project.pk, timedelta(days=dice.randint(-20, 60)), dice.random()))
            number += 1
    return number


def plan_wishes(
    life: Life, projects: Sequence[Project], *, until: date, dice: random.Random
) -> None:
    """Put into the diary when a member asks by hand: about three times a year, whatever else is planned."""
    at = life.now + 10 * HOUR
    while (at := at + dice.randint(60, 180) * DAY).date() < until:
        life.plan(at, _ask_by_hand(dice.choice(projects)))


def _ask_by_hand(project: Project) -> Callable[[Life], None]:
    def deed(life: Life) -> None:
        wish = ByHand(project=project, by=life.by.user, note="How is it?")
        with contextlib.suppress(RuleBroken):  # asked already, or does not want it
            asked_by_hand(wish=wish, stakeholders=list(project.stakeholders.all()), now=life.now)

    return deed


def _move(project_id: int, by: timedelta, luck: float) -> Callable[[Life], None]:
    """Move the end and the gates still to come, or one gate alone; now and then a project stops, or goes on."""

    def deed(life: Life) -> None:
        project = Project.objects.select_related("workspace", "customer").get(pk=project_id)
        today = clock.day_of(life.now, life.workspace.time_zone)
        gates = list(project.milestones.filter(due_on__gt=today).order_by("due_on"))
        if luck < 0.1:
            stopped = project.phase == Project.Phase.STOPPED
            phase = Project.Phase.EXECUTION if stopped else Project.Phase.STOPPED
            _change(life, project, by=timedelta(), phase=phase)
        elif luck < 0.4 and gates:
            _shift(life, gates[:1], by)
        elif (
            project.ends_on
            and project.starts_on
            and project.ends_on + by > max(today, project.starts_on)
        ):
            _change(life, project, by=by, phase=project.phase)
            _shift(life, gates, by)
        project_changed(project=project, now=life.now)

    return deed


def _shift(life: Life, gates: Sequence[Milestone], by: timedelta) -> None:
    for gate in gates:
        change_milestone(
            by=life.by, milestone=gate, name=gate.name, due_on=gate.due_on + by, at=life.now
        )


def _change(life: Life, project: Project, *, by: timedelta, phase: str) -> None:
    facts = ProjectFacts(
        name=project.name,
        customer=project.customer,
        phase=phase,
        starts_on=project.starts_on,
        ends_on=project.ends_on + by if project.ends_on else None,
    )
    change_project(by=life.by, project=project, facts=facts, at=life.now)
