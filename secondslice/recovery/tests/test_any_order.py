"""Whatever happens, in whatever order: the rules of a case hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member, make_workspace
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.services import settling
from secondslice.recovery import rules, services
from secondslice.recovery.models import Case, CaseNote, ReAsk, Waiver
from secondslice.recovery.rules import CLOSED_STATES, Event, State, Step
from secondslice.recovery.selectors.times import cases_run_out
from secondslice.recovery.tests.make import add, fresh, give, make_case, settle

tastes = st.sampled_from([Taste.YES.value, Taste.NO.value, ""])


class AnyOrder(RuleBasedStateMachine):
    """A case, its owner, a lead and a customer who changes his mind as he likes."""

    @initialize()
    def said_no(self) -> None:
        """Ben says No."""
        self.now = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
        self.workspace = workspace = make_workspace()
        self.max = make_member(workspace, "Max")
        self.lea = make_member(workspace, "Lea", role=Membership.Role.LEAD)
        self.case = make_case(self.max, at=self.now)

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        """Some hours, or many days."""
        self.now += timedelta(hours=hours)

    @rule()
    def talks(self) -> None:
        """Somebody talks to Ben."""
        self.try_to(
            lambda: services.acknowledge(
                case=fresh(self.case), words="", by=self.max.user, at=self.now
            )
        )

    @rule(days=st.integers(-3, 20))
    def plans(self, days: int) -> None:
        """Somebody agrees with Ben on what will be done, sometimes for a day that is over."""
        day = clock.day_of(self.now, "UTC") + timedelta(days=days)
        self.try_to(
            lambda: services.plan(
                case=fresh(self.case),
                what="We talk on Monday",
                planned_for=day,
                by=self.max.user,
                at=self.now,
            )
        )

    @rule(by_lead=st.booleans())
    def wants_to_give_up(self, by_lead: bool) -> None:
        """Somebody sees nothing more that could be done."""
        by = self.lea if by_lead else self.max
        self.try_to(
            lambda: services.ask_waiver(
                case=fresh(self.case), reason="Ben has left", by=by.user, at=self.now
            )
        )

    @rule(by_lead=st.booleans(), agrees=st.booleans())
    def decides_to_give_up(self, by_lead: bool, agrees: bool) -> None:
        """Somebody agrees to that, or not: sometimes the one who wanted it."""
        by = self.lea if by_lead else self.max
        waiver = Waiver.objects.filter(case=self.case).order_by("-pk").first()
        if waiver is not None:
            self.try_to(
                lambda: services.decide_waiver(
                    case=fresh(self.case), waiver=waiver, agrees=agrees, by=by.user, at=self.now
                )
            )

    @rule()
    def is_passed_up(self) -> None:
        """The case turns out to be about its owner."""
        services.pass_up(case=fresh(self.case), why=CaseNote.Why.BLAMED, at=self.now)

    @rule()
    def names_the_cause(self) -> None:
        """Somebody finds what lies behind it."""
        services.name_cause(case=fresh(self.case), code="cadence", by=self.max.user, at=self.now)

    @rule()
    def the_clock_strikes(self) -> None:
        """What was not answered in time has run out."""
        settling.expire_asks(at=self.now)
        for case in cases_run_out(self.now).filter(workspace=self.workspace):
            case_ran_out(case=case, now=self.now)

    @rule(days=st.integers(-3, 5))
    def adjusts(self, days: int) -> None:
        """Something changes, sometimes only later."""
        day = clock.day_of(self.now, "UTC") + timedelta(days=days)
        self.try_to(
            lambda: services.adjust(
                case=fresh(self.case), what="A call", starts_on=day, by=self.max.user, at=self.now
            )
        )

    @rule()
    def asks_again(self) -> None:
        """The question is put again."""
        self.try_to(lambda: asked_again(case=fresh(self.case), by=self.max.user, now=self.now))

    @rule(to_lead=st.booleans())
    def hands_over(self, to_lead: bool) -> None:
        """Somebody else takes the case."""
        to = self.lea if to_lead else self.max
        self.try_to(
            lambda: services.hand_over(
                case=fresh(self.case), to=to.user, by=self.max.user, at=self.now
            )
        )

    @rule()
    def writes(self) -> None:
        """Somebody writes a note."""
        services.add_note(case=fresh(self.case), words="So", by=self.max.user, at=self.now)

    @rule(taste=tastes)
    def answers_the_first_question(self, taste: str) -> None:
        """Ben gives, changes or takes back his first answer."""
        self.now += timedelta(minutes=2)
        give(self.case.ask, taste, at=self.now)

    @rule(taste=tastes, which=st.integers(0, 5))
    def answers_a_re_ask(self, taste: str, which: int) -> None:
        """Ben answers one of the later questions."""
        self.now += timedelta(minutes=2)
        asks = self.asks().filter(kind=Ask.Kind.RE_ASK).order_by("pk")
        if which < len(asks):
            give(asks[which], taste, at=self.now)

    @rule()
    def is_told_again(self) -> None:
        """The job that follows an answer runs once more, with words that came late."""
        ask = self.asks().order_by("-pk")[0]
        if ask.taste:
            add(ask, ask.taste, at=self.now, words="And another thing")
        before = self.state_of()
        settle(ask, at=self.now)

        assert self.state_of() == before

    @invariant()
    def there_is_one_case(self) -> None:
        """One No, one case."""
        assert Case.objects.filter(workspace=self.workspace).count() == 1

    @invariant()
    def recovered_is_proven(self) -> None:
        """A recovered case has a re-ask whose answer is Yes at this moment, of the same person; no other has one."""
        case = fresh(self.case)
        assert (case.state == State.RECOVERED) == (case.recovered_by is not None)
        if case.recovered_by is not None:
            assert case.recovered_by.taste == Taste.YES
            assert case.recovered_by.kind == Ask.Kind.RE_ASK
            assert case.recovered_by.contact_id == case.contact_id

    @invariant()
    def given_up_takes_two(self) -> None:
        """A case that was given up has a reason and two names; no other has."""
        case = fresh(self.case)
        assert (case.state == State.NOT_RECOVERED) == (case.waiver is not None)
        if case.waiver is not None:
            assert case.waiver.is_granted
            assert case.waiver.reason
            assert case.waiver.decided_by_id not in {None, case.waiver.asked_by_id}
        assert case.is_open or not Waiver.objects.filter(case=case, decided_at=None).exists()

    @invariant()
    def case_can_still_end(self) -> None:
        """From here the customer's Yes, the customer's word about the No, or two of us can end it; or it has ended."""
        case = fresh(self.case)
        ways = (Event.SAID_YES, Event.TOOK_BACK, Event.WAIVE)
        ends = {rules.after(case.state, event) for event in ways}
        assert not case.is_open or ends <= set(CLOSED_STATES)

    @invariant()
    def warning_comes_before_the_limit(self) -> None:
        """Half of the time is over before all of it, and only steps of ours have a half."""
        case = fresh(self.case)
        is_ours = case.step not in {Step.WAIT, Step.NONE}
        assert (case.half_at is not None) == is_ours
        assert case.half_at is None or case.half_at <= case.due_at

    @invariant()
    def open_case_has_owner_and_clock(self) -> None:
        """Closed and open are told by the times too, and nothing is due before it began."""
        case = fresh(self.case)
        assert (case.closed_at is not None) == (case.state in CLOSED_STATES)
        assert case.due_at > case.opened_at
        assert case.opened_at <= case.said_at <= case.touched_at
        assert case.owner in {self.max.user, self.lea.user}

    @invariant()
    def every_re_ask_quotes_an_adjustment(self) -> None:
        """No re-ask without an adjustment that had begun."""
        for one in ReAsk.objects.filter(case=self.case).select_related("adjustment"):
            assert one.adjustment.starts_on <= clock.day_of(one.at, "UTC")

    @invariant()
    def open_no_is_never_forgotten(self) -> None:
        """While the newest word of the customer is No, the case is open, or two of us gave it up."""
        said = [ask for ask in self.asks() if ask.taste and ask.changed_at]
        newest = max(said, key=lambda ask: ask.changed_at or self.now, default=None)
        is_last_question = newest is not None and not self.asks().filter(pk__gt=newest.pk).exists()
        if newest is not None and newest.taste == Taste.NO and is_last_question:
            case = fresh(self.case)
            assert case.is_open or case.waiver_id is not None

    def asks(self) -> QuerySet[Ask]:
        """Return the questions of this run: the database is shared by all runs of the machine."""
        return Ask.objects.filter(workspace=self.workspace)

    def state_of(self) -> tuple[str, bool, int]:
        """Return what must not change when an answer is told again."""
        case = fresh(self.case)
        return case.state, case.second_no, case.notes.count()

    def try_to(self, act: Callable[[], object]) -> None:
        """Do something; when it is refused the case stays as it is."""
        before = self.state_of()
        try:
            act()
        except RuleBroken:
            assert self.state_of() == before
        assert fresh(self.case).state != State.RECOVERED or before[0] == State.RECOVERED


@pytest.mark.django_db
def test_rules_of_a_case_hold_in_any_order() -> None:
    run_state_machine_as_test(
        AnyOrder, settings=settings(max_examples=10, stateful_step_count=25, deadline=None)
    )
