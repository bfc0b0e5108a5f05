from __future__ import annotations

import doctest
from collections.abc import Hashable
from math import exp

import numpy as np
import pytest

from secondslice.analytics import drivers
from secondslice.analytics.drivers import Compared, Observation, compare, design_effect

SERVICES, PHASES, LATE, KEPT = 6, 4, 10, 11
"""What is looked at in the simulated workspaces: 6 services, 4 phases, then late, and updates kept."""


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(drivers).failed == 0


def alone(count: int, happened: int, *, held: bool) -> list[tuple[Observation, bool]]:
    """Return answers of as many people, each of one customer."""
    return [
        (Observation(place < happened, ((held, place), (held, place))), held)
        for place in range(count)
    ]


def of(rows: list[tuple[Observation, bool]]) -> Compared:
    (found,) = compare([one for one, _ in rows], [[held for _, held in rows]])
    return found


def test_hundred_people_each_asked_once_are_counted_as_they_are() -> None:
    found = of(alone(70, 14, held=True) + alone(80, 32, held=False))

    assert found.gap == pytest.approx(-0.2)
    assert found.effect == pytest.approx(1, abs=0.02)
    assert found.low == pytest.approx(-0.3339, abs=0.01)
    assert found.high == pytest.approx(-0.0524, abs=0.01)
    assert found.is_found


def test_answer_that_is_given_four_times_by_each_person_counts_once() -> None:
    once = alone(70, 14, held=True) + alone(80, 32, held=False)
    four = [row for row in once for _time in range(4)]

    assert design_effect(four) == pytest.approx(4, rel=0.02)
    assert of(four).low == pytest.approx(of(once).low, abs=0.01)
    assert of(four).chance == pytest.approx(of(once).chance, rel=0.2)


def test_people_of_one_customer_who_say_the_same_count_as_one() -> None:
    rows = [
        (Observation(customer % 2 == 0, ((customer, person), customer)), customer < 8)
        for customer in range(16)
        for person in range(6)
    ]

    assert design_effect(rows) == pytest.approx(6, rel=0.1)


def test_too_few_says_how_many_are_missing_and_nothing_else() -> None:
    found = of(alone(12, 12, held=True) + alone(80, 0, held=False))

    assert not found.is_told
    assert (found.where.missing, found.elsewhere.missing) == (8, 0)
    assert found.false is None


def test_twenty_answers_of_four_people_are_too_few_people() -> None:
    rows = [
        (Observation(happened=False, together=(place % 4, place % 4)), True) for place in range(20)
    ]

    found = of(rows + alone(80, 8, held=False))

    assert not found.is_told
    assert found.where.missing_people == 1


def test_what_makes_no_sense_to_ask_is_left_out() -> None:
    rows = alone(30, 9, held=True) + alone(40, 4, held=False)
    answers = [one for one, _ in rows] + [Observation(happened=True, together=("other",) * 2)] * 50
    holds: list[bool | None] = [held for _, held in rows]

    (found,) = compare(answers, [holds + [None] * 50])

    assert (found.where.n, found.elsewhere.n) == (30, 40)


def test_small_group_is_drawn_further_towards_all_than_a_large_one() -> None:
    many = [alone(400, 40, held=False)]
    rows = [row for part in many for row in part]
    small = [(Observation(place < 12, (("s", place), ("s", place))), "s") for place in range(20)]
    large = [(Observation(place < 90, (("l", place), ("l", place))), "l") for place in range(150)]
    answers = [one for one, _ in rows] + [one for one, _ in small + large]
    labels = [""] * len(rows) + [label for _, label in small + large]

    found = compare(
        answers, [[label == "s" for label in labels], [label == "l" for label in labels]]
    )

    for one in found:
        assert one.drawn is not None
        assert one.where.share == pytest.approx(0.6)
    assert found[0].drawn is not None
    assert found[1].drawn is not None
    assert found[0].drawn.share < found[1].drawn.share < 0.6


def workspace(
    seed: int, *, customers: int = 24, planted: float = 0.0, together: bool = True
) -> tuple[list[Observation], list[list[bool]]]:
    """Return answers in which customers and people differ, and nothing else does unless something is planted.

    `planted`: by how much the log-odds of a No rise in late projects. `together`: whether it is told who belongs
    to whom.
    """
    dice = np.random.default_rng(seed)
    answers, things = list[Observation](), list[list[bool]]()
    service_of = dice.integers(0, SERVICES, size=(customers, 2))
    late_of = dice.random((customers, 8)) < 0.3
    for customer in range(customers):
        mood = dice.normal(0, 0.6)
        for person in range(6):
            own = mood + dice.normal(0, 0.8)
            for _time in range(dice.poisson(6)):
                project, phase = dice.integers(0, 8), dice.integers(0, PHASES)
                late = bool(late_of[customer, project])
                happened = bool(dice.random() < 1 / (1 + exp(1.6 - own - planted * late)))
                keys: tuple[Hashable, ...] = ((customer, person), customer)
                answers.append(Observation(happened, keys if together else (len(answers),)))
                service = service_of[customer, project % 2]
                things.append(
                    [bool(service == one) for one in range(SERVICES)]
                    + [bool(phase == one) for one in range(PHASES)]
                    + [late, bool(dice.random() < 0.2)]
                )
    return answers, [list(column) for column in zip(*things, strict=True)]


def flagged(seeds: range, **how: object) -> float:
    """Return in what share of simulated workspaces anything stands out."""
    found = [any(one.is_found for one in compare(*workspace(seed, **how))) for seed in seeds]  # type: ignore[arg-type]
    return sum(found) / len(found)


@pytest.mark.slow
def test_where_nothing_drives_a_no_few_workspaces_flag_anything() -> None:
    assert flagged(range(100)) <= 0.1


@pytest.mark.slow
def test_who_takes_each_answer_for_a_person_of_its_own_flags_far_too_much() -> None:
    assert flagged(range(60), together=False) >= 0.15


@pytest.mark.slow
def test_planted_driver_is_found() -> None:
    found = [compare(*workspace(seed, planted=1.3)) for seed in range(40)]

    assert sum(one[LATE].is_found for one in found) >= 36
    assert sum(one[KEPT].is_found for one in found) <= 4
