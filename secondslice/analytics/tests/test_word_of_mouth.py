from __future__ import annotations

import doctest
from math import exp, inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import word_of_mouth
from secondslice.analytics.word_of_mouth import Talk, extinction, hearers, reach

told = st.lists(st.floats(0, 60), max_size=20)
days = st.floats(0, 2_000)
talks = st.builds(Talk, st.floats(0, 60), st.floats(1, 400))


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(word_of_mouth).failed == 0


@pytest.mark.parametrize(("talkers", "people"), [(1, 12), (3, 21.5), (10, 25)])
def test_twelve_told_by_each_in_a_company_of_25(talkers: int, people: float) -> None:
    assert reach(25, [12] * talkers) == pytest.approx(people, abs=0.05)


def test_reach_is_what_throwing_dice_gives() -> None:
    dice = Random(7)
    seen = [
        len({person for _talker in range(3) for person in dice.sample(range(25), 12)})
        for _run in range(4_000)
    ]

    assert sum(seen) / len(seen) == pytest.approx(reach(25, [12] * 3), abs=0.1)


@given(st.integers(0, 500), told)
def test_reach_is_never_above_the_people_there_are(people: int, numbers: list[float]) -> None:
    assert 0 <= reach(people, numbers) <= people
    assert reach(people, numbers) <= sum(numbers) + 1e-6


@given(st.integers(0, 500), st.integers(0, 500), told)
def test_larger_company_never_hears_less(people: int, more: int, numbers: list[float]) -> None:
    assert reach(people + more, numbers) >= reach(people, numbers) - 1e-6


@given(st.integers(1, 500), told, st.floats(0, 60))
def test_one_more_talker_is_never_heard_by_fewer(
    people: int, numbers: list[float], one: float
) -> None:
    assert reach(people, [*numbers, one]) >= reach(people, numbers) - 1e-9


@given(talks, days, days, days)
def test_earlier_recovery_is_never_told_to_more(
    talk: Talk, at: float, until: float, later: float
) -> None:
    assert talk.told(at, until=until) <= talk.told(at, until=until + later) <= talk.tellers


@given(talks, days)
def test_what_was_told_and_what_was_spared_is_all_there_was(talk: Talk, day: float) -> None:
    assert talk.told(day) + talk.spared(day) == pytest.approx(talk.tellers)


@pytest.mark.parametrize(("r", "dies"), [(1.5, 0.4172), (2.0, 0.2032), (1.0, 1.0), (0.0, 1.0)])
def test_chance_that_talk_dies_out_is_the_published_one(r: float, dies: float) -> None:
    assert extinction(r) == pytest.approx(dies, abs=5e-5)


def test_chance_that_talk_dies_out_is_what_throwing_dice_gives() -> None:
    dice = Random(11)
    died = sum(_dies(dice, 1.5) for _run in range(4_000))

    assert died / 4_000 == pytest.approx(extinction(1.5), abs=0.025)


def _dies(dice: Random, r: float) -> bool:
    talking = 1
    while 0 < talking < 60:
        talking = sum(_poisson(dice, r) for _one in range(talking))
    return talking == 0


def _poisson(dice: Random, mean: float) -> int:
    passed, count = dice.expovariate(mean), 0
    while passed < 1:
        passed, count = passed + dice.expovariate(mean), count + 1
    return count


@given(st.floats(1.0001, 8))
def test_it_is_a_root_below_one(r: float) -> None:
    q = extinction(r)

    assert 0 < q < 1
    assert q == pytest.approx(exp(r * (q - 1)), abs=1e-6)


def test_talk_that_never_ends_is_heard_by_all() -> None:
    assert hearers(1.0) == inf
    assert hearers(0.0) == 1


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than no people"):
        extinction(-1)
    with pytest.raises(ValueError, match="fewer than no people"):
        hearers(-1)
    with pytest.raises(ValueError, match="fewer than no people"):
        Talk(tellers=-1, half_life=1)
    with pytest.raises(ValueError, match="takes time"):
        Talk(tellers=1, half_life=0)
