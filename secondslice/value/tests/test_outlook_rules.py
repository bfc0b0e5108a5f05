from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondslice.analytics.outlook import Position, together
from secondslice.value.outlook import rules
from secondslice.value.outlook.rules import (
    DEED_OF_ALL,
    DEED_OF_ONE,
    WORD,
    Facts,
    Orders,
    Said,
    deed_of,
    says_yes,
    walks_away,
    word_of,
)

TODAY = date(2026, 3, 6)
GRID = 0.004
NONE = "\N{EN DASH}"
DOCS = Path(__file__).parents[3] / "docs" / "model" / "outlook.md"
DAYS = st.integers(0, 900)
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
"""Facts are many numbers: on a busy machine drawing them takes its time."""


@st.composite
def any_facts(draw: st.DrawFn, most: int = 30) -> Facts:
    few = st.integers(0, most)

    def part_of(whole: int) -> int:
        return draw(st.integers(0, whole))

    heard, chances, departments, executives, reachable = (draw(few) for _ in range(5))
    said = st.builds(Said, st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0]), DAYS)
    return Facts(
        words=draw(st.lists(said, max_size=most)),
        tastes=draw(st.lists(st.tuples(st.booleans(), DAYS), max_size=most)),
        heard=heard,
        let_down=part_of(heard),
        chances=chances,
        came_again=part_of(chances),
        inside=draw(few),
        outside=draw(st.none() | few),
        departments=departments,
        served=part_of(departments),
        confirmed=draw(st.integers(0, 90_000)),
        against=draw(st.integers(0, 90_000)),
        signed=draw(few),
        leaned=draw(st.lists(st.integers(1, max(1, most // 3)), max_size=3)),
        executives=executives,
        new_executives=part_of(executives),
        in_touch=part_of(reachable),
        reachable=reachable,
        menu_days=draw(st.none() | DAYS),
    )


def deed(facts: Facts) -> Position:
    return together(deed_of(facts, DEED_OF_ALL))


def word(facts: Facts) -> Position:
    return together(word_of(facts))


def never_worse(before: Position, after: Position) -> None:
    assert after.share >= before.share - 1e-9
    assert after.low >= before.low - GRID
    assert after.high >= before.high - GRID


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_weights_sum_to_a_hundred_and_stand_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for weights in (WORD, DEED_OF_ALL, DEED_OF_ONE):
        assert sum(weights.values()) == 100
    for what in {*DEED_OF_ALL, *DEED_OF_ONE}:
        row = f"| {what.value} | {DEED_OF_ALL[what]} | {DEED_OF_ONE.get(what, NONE)} |"
        assert row in text, row


BETTER = {
    "one more Yes": lambda one: replace(one, tastes=[*one.tastes, (True, 10)]),
    "fewer let down": lambda one: replace(one, let_down=max(0, one.let_down - 1)),
    "one more comes again": lambda one: replace(
        one, came_again=min(one.chances, one.came_again + 1)
    ),
    "one project more inside": lambda one: replace(one, inside=one.inside + 1),
    "one project less outside": lambda one: replace(
        one, outside=None if one.outside is None else max(1, one.outside - 1) if one.outside else 0
    ),
    "one department more": lambda one: replace(one, served=min(one.departments, one.served + 1)),
    "more money signed": lambda one: replace(one, confirmed=one.confirmed + 5000),
    "one more small benefit signed": lambda one: (
        replace(one, confirmed=one.confirmed + 1, signed=one.signed + 1)
        if one.signed and one.confirmed + one.against
        else one
    ),
    "lower cost": lambda one: replace(
        one, against=one.against / 2 if one.confirmed else one.against
    ),
    "no new executive": lambda one: replace(one, new_executives=max(0, one.new_executives - 1)),
    "one executive more in touch": lambda one: replace(
        one, in_touch=min(one.reachable, one.in_touch + 1)
    ),
    "a fresh menu": lambda one: replace(one, menu_days=0 if one.menu_days is not None else None),
}


@pytest.mark.parametrize("name", BETTER)
@calm
@given(facts=any_facts())
def test_deed_never_falls_when_something_gets_better(name: str, facts: Facts) -> None:
    if name == "more money signed" and not facts.confirmed + facts.against:
        return  # it becomes known, and may lie below the middle
    never_worse(deed(facts), deed(BETTER[name](facts)))


@calm
@given(any_facts())
def test_deed_never_rises_with_one_more_no(facts: Facts) -> None:
    never_worse(deed(replace(facts, tastes=[*facts.tastes, (False, 10)])), deed(facts))


@calm
@given(any_facts())
def test_work_shared_by_more_executives_never_lowers_the_deed(facts: Facts) -> None:
    shared = replace(facts, leaned=[*facts.leaned, 1])
    if facts.leaned:
        never_worse(deed(facts), deed(shared))


@calm
@given(any_facts(), st.integers(0, 29))
def test_word_never_falls_when_an_executive_says_more_for_us(facts: Facts, place: int) -> None:
    if not facts.words:
        return
    words = list(facts.words)
    one = words[place % len(words)]
    words[place % len(words)] = replace(
        one, scale=min(5, (one.scale or 1) + 1), missed=min(1.0, one.missed + 0.5)
    )
    never_worse(word(facts), word(replace(facts, words=words)))


@calm
@given(any_facts())
def test_more_silence_changes_nothing(facts: Facts) -> None:
    assert deed(replace(facts, silent=facts.silent + 5)) == deed(facts)


@calm
@given(any_facts(most=3))
def test_three_of_each_leave_an_interval_wider_than_fifty_points(facts: Facts) -> None:
    few = replace(facts, inside=min(1, facts.inside), outside=facts.outside and 1, leaned=[1, 1])
    for position in (
        together(deed_of(few, DEED_OF_ALL)),
        together(deed_of(few, DEED_OF_ONE)),
        word(few),
    ):
        assert position.high - position.low > 0.5


def test_what_runs_outside_is_unknown_until_somebody_writes_it_down() -> None:
    (known,) = [
        one for one in deed_of(Facts(inside=9, outside=3), DEED_OF_ALL) if one.code == "inside"
    ]
    (unknown,) = [
        one for one in deed_of(Facts(inside=9, outside=None), DEED_OF_ALL) if one.code == "inside"
    ]

    assert (known.good, known.seen) == (9, 12)
    assert unknown.seen == 0


def days(count: int) -> date:
    return TODAY - timedelta(days=count)


HAPPY = Facts(tastes=[(True, 20)])
GONE = Orders(last_start=days(700), last_delivery=days(300))


@pytest.mark.parametrize(
    ("facts", "orders", "expected"),
    [
        pytest.param(HAPPY, GONE, True, id="says Yes and routes nothing"),
        pytest.param(Facts(tastes=[(False, 20)]), GONE, False, id="says No"),
        pytest.param(Facts(), GONE, False, id="says nothing"),
        pytest.param(HAPPY, replace(GONE, runs=True), False, id="something runs"),
        pytest.param(HAPPY, replace(GONE, last_start=days(200)), False, id="begun within a year"),
        pytest.param(HAPPY, replace(GONE, last_delivery=days(90)), False, id="just delivered"),
        pytest.param(HAPPY, Orders(), False, id="never served"),
    ],
)
def test_who_says_yes_and_walks_away(facts: Facts, orders: Orders, expected: bool) -> None:
    assert walks_away(facts, orders, today=TODAY) is expected


def test_words_of_executives_go_before_tastes_of_sponsors() -> None:
    doubtful = Facts(words=[Said(2, 0.5, 10)], tastes=[(True, 3), (True, 4)])

    assert not says_yes(doubtful)
    assert says_yes(replace(doubtful, words=()))
