"""Published numbers and own cases together: coverage over simulated workspaces, and what is counted."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondslice.analytics.posteriors import REPORTS, STRENGTH, Estimate
from secondslice.analytics.retention import Severity
from secondslice.impact import calibration, rules
from secondslice.impact.calibration import (
    AFTER_YES,
    CASES_NEEDED,
    COUNTED,
    REPORTS_NEEDED,
    SHARES,
    TELLERS,
    Followed,
    Tally,
    beliefs,
    compared,
    count_belief,
    curves,
    cycle_end,
    once_a_cycle,
    share_belief,
    tallies,
)
from secondslice.impact.rules import PARAMETERS, Preset

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PUBLISHED = {code: PARAMETERS[code].of(Preset.CAUTIOUS).value for code in COUNTED}
WORKSPACES, CASES, TELLING = 500, 40, 12
TODAY = date(2026, 11, 28)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(calibration).failed == 0


@pytest.mark.parametrize(
    ("tally", "percent"),
    [(Tally(0, 0), (9, 0.4, 27)), (Tally(2, 5), (19, 6, 38)), (Tally(6, 12), (31, 17, 48))],
)
def test_published_nine_percent_moves_as_the_own_cases_come_in(
    tally: Tally, percent: tuple[float, float, float]
) -> None:
    found = share_belief("stay_major_silent", 0.09, tally).after

    assert (100 * found.mean, 100 * found.low, 100 * found.high) == pytest.approx(percent, abs=0.7)


def share_of(code: str) -> Callable[[int, int], Estimate]:
    """Return what the page says of a share, worked out once for each count."""
    return cache(lambda came, of: share_belief(code, PUBLISHED[code], Tally(came, of)).after)


@pytest.mark.parametrize("code", SHARES)
def test_nine_of_ten_intervals_hold_the_share_of_a_simulated_workspace(code: str) -> None:
    dice = np.random.default_rng(7)
    published = PUBLISHED[code]
    true = dice.beta(published * STRENGTH, (1 - published) * STRENGTH, WORKSPACES)
    cases = dice.integers(0, CASES + 1, WORKSPACES)
    came = dice.binomial(cases, true)

    said = [share_of(code)(int(r), int(m)) for r, m in zip(came, cases, strict=True)]

    held = np.array([one.low <= share <= one.high for one, share in zip(said, true, strict=True)])
    assert 0.85 <= held.mean() <= 0.95


def test_nine_of_ten_intervals_hold_the_tellers_of_a_simulated_workspace() -> None:
    dice = np.random.default_rng(11)
    published = PUBLISHED[TELLERS]
    true = dice.gamma(published * REPORTS, 1 / REPORTS, WORKSPACES)
    reports = dice.poisson(true[:, None], (WORKSPACES, TELLING))

    said = [count_belief(TELLERS, published, row.tolist()).after for row in reports]

    held = np.array([one.low <= mean <= one.high for one, mean in zip(said, true, strict=True)])
    assert 0.85 <= held.mean() <= 0.95


def test_known_numbers_of_simulated_workspaces_are_found_again() -> None:
    """Far from the published ones: after enough cases these are what counts."""
    dice = np.random.default_rng(13)
    true = {code: 0.2 + 0.1 * place for place, code in enumerate(SHARES)}
    means: dict[str, list[float]] = {code: [] for code in COUNTED}
    for _workspace in range(100):
        found = {code: Tally(int(dice.binomial(400, true[code])), 400) for code in SHARES}
        for one in beliefs(PUBLISHED, found, dice.poisson(4, 200).tolist()):
            means[one.code].append(one.after.mean)

    for code, share in true.items():
        assert np.mean(means[code]) == pytest.approx(share, abs=0.02)
    assert np.mean(means[TELLERS]) == pytest.approx(4, abs=0.2)


def simulated(dice: np.random.Generator, share: float, people: int) -> list[Followed]:
    """Return people of whom this share comes back at some day of the year, and whose No is up to two years old."""
    ages, days = dice.integers(1, 730, people), dice.integers(1, 366, people)
    comes = dice.random(people) < share
    began = [TODAY - timedelta(days=int(age)) for age in ages]
    return [
        Followed("x", person, day, 12, [day + timedelta(days=int(after))] if back else [])
        for person, (day, back, after) in enumerate(zip(began, comes, days, strict=True))
    ]


def test_only_who_could_follow_is_counted_so_the_share_is_not_bent() -> None:
    dice = np.random.default_rng(17)
    followed = simulated(dice, 0.6, 20_000)

    tally = tallies(followed, today=TODAY)["x"]
    seen = sum(one.came_on is not None and one.came_on <= TODAY for one in followed)

    assert tally.came / tally.of == pytest.approx(0.6, abs=0.02)
    assert tally.of + tally.waiting == len(followed)
    assert seen / len(followed) < 0.5  # what counting everybody would say


def test_case_younger_than_a_budget_cycle_waits_even_when_the_person_came_back() -> None:
    young = Followed("x", "Ben", TODAY - timedelta(days=300), 12, [TODAY - timedelta(days=9)])
    old = Followed("x", "Bo", TODAY - timedelta(days=366), 12, [TODAY - timedelta(days=9)])

    assert tallies([young, old], today=TODAY)["x"] == Tally(came=1, of=1, waiting=1)


def test_project_that_began_before_the_answer_or_after_the_cycle_is_no_return() -> None:
    began = date(2025, 1, 10)
    late = cycle_end(began, 12) + timedelta(days=1)

    assert Followed("x", "Ben", began, 12, [date(2024, 5, 1), began, late]).came_on is None
    assert Followed("x", "Ben", began, 12, [late - timedelta(days=1)]).came_on


def test_person_is_counted_once_in_a_cycle() -> None:
    first = Followed("x", "Ben", date(2024, 1, 1), 12)
    again = Followed("y", "Ben", date(2024, 6, 1), 12)
    next_year = Followed("y", "Ben", date(2025, 2, 1), 12)
    other = Followed("y", "Bo", date(2024, 6, 1), 12)

    assert set(once_a_cycle([again, other, next_year, first])) == {first, other, next_year}


def test_no_goes_before_a_yes_of_the_same_time() -> None:
    yes = Followed(AFTER_YES, "Ben", date(2024, 1, 1), 12)
    no = Followed("stay_minor_fixed", "Ben", date(2024, 6, 1), 12)
    year_before = Followed(AFTER_YES, "Ben", date(2023, 5, 1), 12)

    assert once_a_cycle([yes, no]) == [no]
    assert set(once_a_cycle([yes, no, year_before])) == {no, year_before}


def test_number_is_ours_when_own_cases_weigh_three_times_the_published_one() -> None:
    assert (CASES_NEEDED, REPORTS_NEEDED) == (30, 15)
    nearly = share_belief("x", 0.5, Tally(9, 29))
    assert (nearly.is_ours, nearly.missing) == (False, 1)
    assert share_belief("x", 0.5, Tally(9, 30)).is_ours
    assert count_belief("x", 10, [1] * 15).is_ours


@UNHURRIED
@given(st.floats(0.1, 0.9), st.integers(0, 40), st.integers(0, 40))
def test_area_under_a_drawn_curve_is_one(published: float, came: int, away: int) -> None:
    before, after = curves(share_belief("x", published, Tally(came, came + away)), steps=4_000)

    assert sum(after) / 4_000 == pytest.approx(1, abs=0.12)
    assert len(before) == 4_000


def test_where_nothing_is_published_the_own_cases_speak_alone() -> None:
    found = compared("after_yes", Tally(18, 20))

    assert found.before.mean == 0.5
    assert found.after.mean == pytest.approx(19 / 22)
    flat, _after = curves(found)
    assert flat == pytest.approx([1] * len(flat))


def test_own_count_of_the_unmended_is_not_overruled_by_the_penalty() -> None:
    known = rules.numbers(Preset.CAUTIOUS, {"stay_major_unfixed": (0.31, "Own cases")})

    found = rules.table(known)

    assert found[Severity.MAJOR].unfixed == 0.31
    assert found[Severity.MINOR].unfixed == 0.15
