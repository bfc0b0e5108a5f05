"""What happens at Margherita, one event after the other, through the product's own services and journeys.

Every event is a moment and what is done then; events of the future are left out. So counters, cases, leads and
quotes are as real ones, and what is still open today is open because nobody has come to it yet.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

from secondslice.accounts.models import User
from secondslice.config.demo import keeping, moods, selling, words
from secondslice.config.demo.cast import Cast
from secondslice.config.demo.chance import Chance
from secondslice.core import clock
from secondslice.core.seal import unseal
from secondslice.funnel.selectors import opportunity_of
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.journeys.case_moved import case_planned, customer_talked_to, waiver_decided
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse import rules as pulse_rules
from secondslice.pulse.budget import Why
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.by_hand import askable, would_tell
from secondslice.pulse.selectors.people import Holds
from secondslice.pulse.selectors.public import PublicAsk, ask_behind
from secondslice.pulse.services.answering import Person, take_answer
from secondslice.pulse.services.by_hand import ByHand, ask_by_hand
from secondslice.pulse.services.holding import hold
from secondslice.pulse.services.settling import Added, add_details, expire_asks
from secondslice.pulse.services.talked import add_talked
from secondslice.pulse.services.valuing import add_mark
from secondslice.recovery import rules
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case
from secondslice.recovery.rules import Event, NotYet
from secondslice.recovery.selectors import case_of, people_for
from secondslice.recovery.selectors.threads import why_not_ask_again
from secondslice.recovery.selectors.times import cases_run_out

QUIET = timedelta(days=34)
"""So long before today who has a scene in the last days is not asked by plan."""
READING = timedelta(seconds=9)
WRITING = timedelta(seconds=45)
BY_HAND = 0.15
"""How often a manager asks by hand, beside the plan."""
NETWORK = "198.51.100.0/24"
_WITH_A_CASE = (
    "workspace",
    "ask__workspace",
    "ask__contact",
    "ask__project__workspace",
    "ask__project__manager",
    "project",
    "contact",
    "owner",
)
Script = Callable[[Ask, datetime], None]


class Story:
    """The run of events of one demo."""

    def __init__(self, cast: Cast, chance: Chance, *, now: datetime) -> None:
        self.cast, self.chance, self.now = cast, chance, now
        self.sales = chance.beside(1)
        """More dice, for the funnel: who answers what does not hang on them."""
        self.moods = moods.Moods(cast, chance, now=now)
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._number = count()
        self._asked: dict[int, list[datetime]] = {}
        self.quiet: set[int] = set()
        """Keys of the people who do not want to be asked, or not now."""
        self.on_stage: set[int] = set()
        """Keys of the people in the scenes of the last days."""

    def at(self, moment: datetime, do: Callable[[datetime], None]) -> None:
        """Put an event down; what lies in the future does not happen."""
        if moment <= self.now:
            heapq.heappush(self._events, (moment, next(self._number), do))

    def run(self) -> None:
        """Let everything happen in its order."""
        while self._events:
            moment, _number, do = heapq.heappop(self._events)
            do(moment)

    def enter(self, project: Project, phase: str, _at: datetime | None = None) -> None:
        """Let a project enter a phase."""
        project.phase = phase
        Project.objects.filter(pk=project.pk).update(phase=phase)

    # asking

    def ask_round(self, project: Project, at: datetime) -> None:
        """Ask those of a project who are rested, and let some of them answer."""
        parts = [part for part in self.cast.parts[project.pk] if self._may_be_asked(part, at)]
        by = project.manager if self.chance.happens(BY_HAND) else None
        self.ask(project, parts, at, then=self._maybe_answer, by=by)

    def ask(
        self,
        project: Project,
        parts: list[Stakeholder],
        at: datetime,
        *,
        then: Script,
        by: User | None = None,
    ) -> None:
        """Ask these people, and go on with each ask as `then` says. Without `by` the plan asks."""
        found = {one.part.contact_id: one for one in askable(project, at=at, holds=Holds())}
        free = {contact for contact, one in found.items() if one.is_now}
        for part in parts:
            if found[part.contact_id].why == Why.SILENT:
                self._phone(part, project, at)
        parts = [part for part in parts if part.contact_id in free]
        if not parts:
            return
        if would_tell((part.contact_id for part in parts), at=at):
            by = None  # whom a manager may not ask by hand: the plan does
        wish = ByHand(project, by)
        for ask in ask_by_hand(wish=wish, stakeholders=parts, at=at, holds=Holds()).now:
            self._asked.setdefault(ask.contact_id, []).append(at)
            then(ask, at)

    def free(self, project: Project, at: datetime) -> set[int]:
        """Return the keys of the people of a project who can be asked now."""
        return {one.part.contact_id for one in askable(project, at=at, holds=Holds()) if one.is_now}

    def _phone(self, part: Stakeholder, project: Project, at: datetime) -> None:
        """Talk to somebody whom mail does not get to answer, in the days that follow; mostly somebody does."""
        by = next(one for one in self.cast.members if one.user_id == project.manager_id)
        if self.moods.picks_up(part):
            said = self.chance.one(words.ON_THE_PHONE)
            later = self.chance.work_after(at, hours=24 * self.chance.between(1, 9))
            self.at(
                later,
                lambda when: person_talked_to(by=by, contact=part.contact, words=said, now=when),
            )

    def _may_be_asked(self, part: Stakeholder, at: datetime) -> bool:
        """Keep to one contact budget a person, over all projects."""
        if part.contact_id in self.on_stage and at > self.now - QUIET:
            return False  # the scene of the last days is yet to come
        before = self._asked.get(part.contact_id, [])
        year = [moment for moment in before if at - moment < timedelta(days=365)]
        rested = not before or at - before[-1] >= self.moods.rest(part)
        return rested and len(year) < moods.MOST_A_YEAR and self.moods.is_chosen(part)

    # answering

    def _maybe_answer(self, ask: Ask, at: datetime) -> None:
        if not self.moods.answers(ask):
            return
        there = max(at, ask.sent_at)  # a mail written in the evening leaves in the morning
        moment = self.chance.work_after(there, hours=0.05 + self.chance.about(15))
        taste = self.moods.taste(ask, moment)
        self.at(moment, lambda when: self.answer(ask, taste, when))
        if self.chance.happens(0.02):
            other = Taste.YES if taste == Taste.NO else Taste.NO
            later = moment + timedelta(minutes=self.chance.whole(3, 600))
            self.at(later, lambda when: self.answer(ask, other, when, is_change=True))

    def answer(
        self,
        ask: Ask,
        taste: str,
        at: datetime,
        *,
        is_change: bool = False,
        added: Added | None = None,
        works_on_it: bool = True,
    ) -> None:
        """Tap as a person does, add words, and let follow what follows after the hold."""
        self.press(ask, tap(taste, at), person=Person(is_proven=is_change, browser="Firefox"))
        added = added or self.moods.words(ask, taste)
        if added.reasons or added.comment:
            add_details(ask=self.open(ask, at), added=added, at=at + WRITING)
        mark = None if is_change else self.moods.mark(ask, taste)
        if mark is not None:
            add_mark(ask=self.open(ask, at), mark=mark, at=at + READING)
        told = None if is_change else self.moods.told(taste)
        if told is not None:
            people, is_few = told
            add_talked(ask=self.open(ask, at), people=people, is_few=is_few, at=at + READING)
        self.at(at + hold(), lambda when: self._settle(ask, when, works_on_it=works_on_it))

    def press(self, ask: Ask, pressed: pulse_rules.Tap, *, person: Person | None = None) -> None:
        """Send one tap on its way through the rules that tell people from machines."""
        public = self.open(ask, pressed.at)
        take_answer(ask=public, tap=pressed, person=person or Person(browser="other"))

    def _settle(self, ask: Ask, at: datetime, *, works_on_it: bool) -> None:
        fresh = Ask.objects.select_related(
            "workspace", "project", "customer", "contact", "owner"
        ).get(pk=ask.pk)
        answer_given(ask=fresh, now=at)
        case = case_of(fresh) if fresh.taste == Taste.NO else None
        if case is not None and works_on_it:
            self.mend(case, at)
        lead = opportunity_of(fresh.pk)
        if lead is not None and lead.changed_at is None:
            selling.go_on(self, lead, at)

    def open(self, ask: Ask, at: datetime) -> PublicAsk:
        """Return the ask as its link shows it. The link is in the sealed mail, as for everybody."""
        if ask.message is None:
            raise LookupError(f"The ask {ask.pk} has no mail.")
        token = unseal(ask.message.sealed)["look"].rpartition("/")[2]
        found = ask_behind(token, at=at)
        if found is None:
            raise LookupError(f"The ask {ask.pk} cannot be answered at {at}.")
        return found

    # mending

    def mend(self, case: Case, at: datetime) -> None:
        """Talk to the person in a day or so, then change something, then ask again."""
        quick = self.chance.happens(0.8)
        hours = self.chance.between(0.5, 6) if quick else self.chance.between(26, 90)
        self.at(self.chance.work_after(at, hours=hours), lambda when: self._talk(case.pk, when))

    def _talk(self, pk: int, at: datetime) -> None:
        case = _case(pk)
        if not case.is_open or case.acknowledged_at is not None:
            return
        words_then = self.chance.one(words.TALKS)
        customer_talked_to(case=case, words=words_then, by=case.owner, now=at)
        days = (
            self.chance.between(1, 12) if self.chance.happens(0.6) else self.chance.between(12, 26)
        )
        if self.chance.happens(0.7):
            until = (at + timedelta(days=days + 1)).date()
            planned = self.chance.work_after(at, hours=min(days * 12, self.chance.between(1, 30)))
            self.at(planned, lambda when: self._plan(pk, until, when))
        if self.chance.happens(0.3):
            noted = self.chance.work_after(at, hours=days * 12)
            self.at(noted, lambda when: self._note(pk, when))
        self.at(self.chance.work_after(at, hours=days * 24), lambda when: self._adjust(pk, when))

    def _plan(self, pk: int, until: date, at: datetime) -> None:
        case = _case(pk)
        if rules.after(case.state, Event.PLAN) is None:
            return
        what = self.chance.one(words.PLANS)
        day = max(until, at.date())
        case_planned(case=case, what=what, planned_for=day, by=case.owner, now=at)

    def _note(self, pk: int, at: datetime) -> None:
        case = _case(pk)
        recovery.add_note(case=case, words=self.chance.one(words.NOTES), by=case.owner, at=at)

    def _adjust(self, pk: int, at: datetime) -> None:
        case = _case(pk)
        if not case.is_open or case.acknowledged_at is None:
            return
        changed = keeping.what_changes(case, self.moods.adjustment(case), at)
        case_adjusted(
            case=case,
            what=changed.what,
            terms=changed.terms,
            starts_on=at.date(),
            by=case.owner,
            now=at,
        )
        again = self.chance.work_after(at, hours=24 * self.chance.between(7, 14))
        self.at(again, lambda when: self.ask_again(pk, when))

    def ask_again(self, pk: int, at: datetime) -> None:
        """Ask the same person again; who does not answer is asked once more after a month."""
        case = _case(pk)
        today = clock.day_of(at, self.cast.workspace.time_zone)
        why, _adjustment = why_not_ask_again(case, at=at, today=today)
        if why is NotYet.ASKED_TWICE and case.is_open:
            soon = self.chance.work_after(at, hours=self.chance.between(4, 72))
            self.at(soon, lambda when: self._give_up(pk, when))
        if why is NotYet.STILL_ASKED:
            later = self.chance.work_after(at, hours=24 * 8)
            self.at(later, lambda when: self.ask_again(pk, when))
        if why is not None:
            return
        ask = asked_again(case=case, by=case.owner, now=at)
        self._asked.setdefault(case.contact_id, []).append(at)
        if self.moods.answers_again(case):
            there = max(at, ask.sent_at)
            moment = self.chance.work_after(there, hours=0.05 + self.chance.about(24))
            taste = self.moods.taste_again(case)
            self.at(moment, lambda when: self.answer(ask, taste, when))
        else:
            there = max(at, ask.expires_at)
            later = self.chance.work_after(there, hours=24 * self.chance.between(2, 6))
            self.at(ask.expires_at + timedelta(hours=1), lambda when: self._run_out(pk, ask, when))
            self.at(later, lambda when: self.ask_again(pk, when))

    def _run_out(self, pk: int, ask: Ask, at: datetime) -> None:
        """Nobody answered the question that was put again."""
        expire_asks(at=at, among=[ask.pk])
        case = cases_run_out(at).filter(pk=pk).first()
        if case is not None:
            case_ran_out(case=case, now=at)

    def _give_up(self, pk: int, at: datetime) -> None:
        """The owner sees nothing more that could be done, and somebody else agrees."""
        case = _case(pk)
        second = people_for(case).exclude(pk=case.owner_id).first()
        if not case.is_open or second is None:
            return
        reason = self.chance.one(words.GIVEN_UP)
        waiver = recovery.ask_waiver(case=case, reason=reason, by=case.owner, at=at)
        waiver_decided(
            case=_case(pk), waiver=waiver, agrees=True, by=second, now=at + timedelta(hours=1)
        )


def tap(
    taste: str, at: datetime, *, network: str = NETWORK, hand: str = "pointer"
) -> pulse_rules.Tap:
    """Return a tap nine seconds after opening the page, from one network; a person's, when there is a hand."""
    return pulse_rules.Tap(
        taste=taste,
        at=at,
        network=network,
        nonce=f"{at.timestamp():.0f}"[-16:],
        shown_at=at - READING,
        shown_network=pulse_rules.network_digest(network),
        hand=hand,
        scanner_network=not hand,
    )


def _case(pk: int) -> Case:
    return Case.objects.select_related(*_WITH_A_CASE).get(pk=pk)
