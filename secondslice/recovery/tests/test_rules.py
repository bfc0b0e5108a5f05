from __future__ import annotations

import doctest
from datetime import UTC, date, datetime

import pytest

from secondslice.analytics.workdays import WorkCalendar
from secondslice.recovery import deviations, rules, time_limits
from secondslice.recovery.rules import Event, NotYet, State, Step
from secondslice.recovery.time_limits import Limits

TODAY = date(2026, 3, 6)


def test_examples_in_the_module_hold() -> None:
    assert [doctest.testmod(one).failed for one in (rules, time_limits, deviations)] == [0, 0, 0]


def test_only_the_yes_to_a_re_ask_leads_to_recovered() -> None:
    ways = {event for (_, event), state in rules.MOVES.items() if state is State.RECOVERED}

    assert ways == {Event.SAID_YES}


def test_nothing_we_do_closes_a_case_but_giving_it_up_and_only_silence_is_taken_up_again() -> None:
    ours = [
        (before, after)
        for (before, event), after in rules.MOVES.items()
        if event in rules.OURS and event is not Event.WAIVE
    ]

    assert ours
    assert all(two in rules.OPEN_STATES for _, two in ours)
    assert {one for one, _ in ours if one in rules.CLOSED_STATES} == {State.NO_ANSWER}


def test_from_every_state_the_customer_can_bring_the_case_to_an_end() -> None:
    for start in State:
        reached, waiting = {start}, [start]
        while waiting:
            state = waiting.pop()
            for event in Event:
                new = rules.after(state, event)
                if new and new not in reached:
                    reached.add(new)
                    waiting.append(new)

        assert reached & set(rules.CLOSED_STATES)


@pytest.mark.parametrize(
    ("state", "talked", "step"),
    [
        (State.NEW, False, Step.TALK),
        (State.ACKNOWLEDGED, True, Step.PLAN),
        (State.PLANNED, True, Step.ADJUST),
        (State.ADJUSTED, False, Step.TALK),
        (State.ADJUSTED, True, Step.ASK_AGAIN),
        (State.RE_ASKED, False, Step.WAIT),
        (State.RE_ASKED, True, Step.WAIT),
        (State.RECOVERED, True, Step.NONE),
        (State.WITHDRAWN, False, Step.NONE),
        (State.NO_ANSWER, True, Step.NONE),
    ],
)
def test_next_step(state: State, talked: bool, step: Step) -> None:
    assert rules.step(state, talked=talked) is step


@pytest.mark.parametrize(
    ("step", "due"),
    [
        (Step.TALK, datetime(2026, 3, 9, 9, 30, tzinfo=UTC)),
        (Step.PLAN, datetime(2026, 3, 10, 9, 30, tzinfo=UTC)),
        (Step.ADJUST, datetime(2026, 3, 20, 9, 30, tzinfo=UTC)),
        (Step.ASK_AGAIN, datetime(2026, 3, 20, 9, 30, tzinfo=UTC)),
    ],
)
def test_time_for_each_step_from_a_friday_morning(now: datetime, step: Step, due: datetime) -> None:
    found = time_limits.due(step, said_at=now, since=now, limits=Limits(), calendar=WorkCalendar())

    assert found == due


@pytest.mark.parametrize(
    ("state", "in_force_from", "is_waiting", "why"),
    [
        pytest.param(State.NEW, None, False, NotYet.NO_ADJUSTMENT, id="nothing changed"),
        pytest.param(
            State.PLANNED, TODAY, False, NotYet.NO_ADJUSTMENT, id="nothing new since the No"
        ),
        pytest.param(State.ADJUSTED, date(2026, 3, 7), False, NotYet.NOT_IN_FORCE, id="tomorrow"),
        pytest.param(State.ADJUSTED, TODAY, True, NotYet.STILL_ASKED, id="asked already"),
        pytest.param(State.RE_ASKED, TODAY, True, NotYet.STILL_ASKED, id="asked again already"),
        pytest.param(State.RECOVERED, TODAY, False, NotYet.CLOSED, id="recovered"),
        pytest.param(State.ADJUSTED, TODAY, False, None, id="changed from today"),
        pytest.param(State.RE_ASKED, TODAY, False, None, id="re-ask ran out"),
    ],
)
def test_why_the_customer_is_not_asked_again(
    state: State, in_force_from: date | None, is_waiting: bool, why: NotYet | None
) -> None:
    found = rules.why_not_ask_again(
        state, in_force_from=in_force_from, today=TODAY, is_waiting=is_waiting
    )

    assert found is why
