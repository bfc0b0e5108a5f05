"""Random groups are seldom called different, planted effects are found, and few projects claim nothing."""

from __future__ import annotations

import doctest
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import matching
from secondslice.analytics.matching import Case, Finding, adjusted, compare, detectable_gain

PMO, OTHER, GOOD, BAD = True, False, True, False
SIZES, TYPES, ERAS = ("small", "medium", "large"), ("IT", "building"), (2022, 2024)


def portfolio(chance: Random, *, n: int, in_group: float = 0.3, effect: float = 0.0) -> list[Case]:
    """Return projects of unlike strata: large ones come off seldom, and the group gets more of them."""
    found = []
    for _one in range(n):
        size, kind, era = chance.choice(SIZES), chance.choice(TYPES), chance.choice(ERAS)
        base = {"small": 0.8, "medium": 0.55, "large": 0.3}[size] - (0.1 if era == 2022 else 0)
        mine = chance.random() < in_group * {"small": 0.5, "medium": 1, "large": 1.6}[size]
        good = chance.random() < base + (effect if mine else 0)
        found.append(Case((size, kind, era), mine, good))
    return found


def test_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(matching).failed == 0


@pytest.mark.slow
def test_at_most_7_percent_of_300_placebo_groups_are_called_different() -> None:
    """The groups are drawn without any effect, out of projects that differ: each is judged as a real one would be."""
    chance = Random(20230119)
    flagged = 0
    for _placebo in range(300):
        found = compare(portfolio(chance, n=150), draws=2000)
        assert found.judged is not None
        flagged += found.judged.p <= 0.05

    assert flagged <= 21


def test_groups_relabelled_inside_the_strata_of_one_portfolio_are_seldom_called_different() -> None:
    found = compare(portfolio(Random(7), n=200))

    assert found.judged is not None
    assert 0 < found.judged.placebos <= 21


@pytest.mark.slow
def test_planted_effect_is_found() -> None:
    chance = Random(11)
    found = [compare(portfolio(chance, n=400, effect=0.25), draws=2000) for _one in range(50)]

    assert sum(one.finding is Finding.BETTER for one in found) >= 45
    gaps = [one.judged.gap for one in found if one.judged]
    assert sum(gaps) / len(gaps) == pytest.approx(0.25, abs=0.03)


def test_harder_projects_do_not_make_the_group_look_worse() -> None:
    """The group has the large ones: all counted together it seems behind, among like projects it is not."""
    cases = [
        *(Case("large", PMO, at % 10 < 4) for at in range(40)),
        *(Case("small", PMO, at % 10 < 8) for at in range(10)),
        *(Case("large", OTHER, at % 10 < 4) for at in range(10)),
        *(Case("small", OTHER, at % 10 < 8) for at in range(40)),
    ]
    found = compare(cases)

    assert (found.good / found.n, found.other_good / found.other_n) == (0.48, 0.72)
    assert found.judged is not None
    assert found.judged.gap == pytest.approx(0)
    assert found.judged.p == pytest.approx(1)


@pytest.mark.parametrize(
    ("n", "other_n", "points"),
    [(12, 30, 36), (30, 30, 30), (50, 50, 25), (100, 100, 18), (200, 200, 13)],
)
def test_detectable_differences_of_the_study_are_met(n: int, other_n: int, points: int) -> None:
    found = detectable_gain(0.6, n, other_n)

    assert found is not None
    assert 100 * found == pytest.approx(points, abs=1)


@pytest.mark.slow
def test_detectable_gain_is_found_four_times_in_five() -> None:
    gain = detectable_gain(0.6, 60, 120)
    assert gain is not None
    chance, hits = Random(5), 0
    for _one in range(300):
        cases = [Case("all", PMO, chance.random() < 0.6 + gain) for _each in range(60)]
        cases += [Case("all", OTHER, chance.random() < 0.6) for _each in range(120)]
        found = compare(cases, draws=2000)
        hits += found.finding is Finding.BETTER

    assert 0.72 <= hits / 300 <= 0.88


def test_19_on_the_smaller_side_claim_nothing_and_20_are_judged() -> None:
    others = [Case("a", OTHER, is_good) for is_good in (GOOD, BAD) * 30]
    few = compare([Case("a", PMO, GOOD)] * 19 + others)
    enough = compare([Case("a", PMO, GOOD)] * 20 + others)

    assert (few.finding, few.judged) == (Finding.TOO_FEW, None)
    assert enough.finding is Finding.BETTER


def test_who_has_no_like_project_is_left_out_and_counted() -> None:
    found = compare([Case("a", PMO, GOOD), Case("b", PMO, GOOD), Case("c", OTHER, GOOD)])
    assert (found.finding, found.left, found.other_left) == (Finding.NOTHING_LIKE, 2, 1)


def test_randomisation_gives_the_exact_p_of_a_single_stratum() -> None:
    """20 of 20 beside 10 of 20: Fisher's exact two-sided p is 2 C(30,20)/C(40,20) = 0.000436."""
    cases = [Case(1, PMO, GOOD)] * 20 + [Case(1, OTHER, at < 10) for at in range(20)]
    found = compare(cases, draws=400_000)

    assert found.judged is not None
    assert found.judged.p == pytest.approx(0.000436, abs=0.0001)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=80))
def test_whatever_the_projects_every_one_is_counted_once(
    rows: list[tuple[str, bool, bool]],
) -> None:
    cases = [Case(*row) for row in rows]
    found = compare(cases, draws=50)

    assert found.n + found.left == sum(case.in_group for case in cases)
    assert found.n + found.left + found.other_n + found.other_left == len(cases)
    if found.judged:
        assert 0 < found.judged.p <= 1
        assert found.judged.low <= found.judged.gap + 1e-9
        assert found.judged.gap <= found.judged.high + 1e-9


@given(st.lists(st.floats(0, 1), max_size=6))
def test_several_questions_never_make_a_p_smaller(values: list[float]) -> None:
    assert all(one >= other for one, other in zip(adjusted(values), values, strict=True))


def test_same_cases_always_give_the_same() -> None:
    cases = [Case(key, bool(at % 2), bool(at % 3)) for key, at in product("ab", range(60))]
    assert compare(cases) == compare(cases)
