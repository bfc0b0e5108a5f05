from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import retention
from secondslice.analytics.retention import (
    TARP,
    Handling,
    Mix,
    Severity,
    Stays,
    again,
    retained,
    with_penalty,
    without_bonus,
)

FEW = Mix(voiced=0.25, slowly=0.3, quickly=0.1)
ASKED = Mix(voiced=0.75, slowly=0.3, quickly=0.5)

shares = st.floats(0, 1)
rows = st.tuples(shares, shares, shares, shares).map(lambda row: Stays(row[0], *sorted(row[1:])))


@st.composite
def mixes(draw: st.DrawFn) -> Mix:
    slowly = draw(shares)
    return Mix(draw(shares), slowly, draw(st.floats(0, 1 - slowly)))


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(retention).failed == 0


def test_table_is_as_printed() -> None:
    minor, major = TARP[Severity.MINOR], TARP[Severity.MAJOR]

    assert [minor.of(one) for one in Handling] == [0.37, 0.46, 0.70, 0.95]
    assert [major.of(one) for one in Handling] == [0.09, 0.19, 0.54, 0.82]


@pytest.mark.parametrize(
    ("severity", "mix", "by_hand"),
    [
        # .75 x .09 + .25 x (.6 x .19 + .3 x .54 + .1 x .82)
        (Severity.MAJOR, FEW, 0.0675 + 0.25 * (0.114 + 0.162 + 0.082)),
        # .25 x .09 + .75 x (.2 x .19 + .3 x .54 + .5 x .82)
        (Severity.MAJOR, ASKED, 0.0225 + 0.75 * (0.038 + 0.162 + 0.41)),
        (Severity.MINOR, FEW, 0.2775 + 0.25 * (0.276 + 0.21 + 0.095)),
        (Severity.MINOR, ASKED, 0.0925 + 0.75 * (0.092 + 0.21 + 0.475)),
    ],
)
def test_worked_example_is_what_one_reckons_by_hand(
    severity: Severity, mix: Mix, by_hand: float
) -> None:
    assert retained(TARP[severity], mix) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("severity", "before", "after"), [(Severity.MAJOR, 16, 48), (Severity.MINOR, 42, 68)]
)
def test_asking_and_mending_keeps_so_many_percent(
    severity: Severity, before: int, after: int
) -> None:
    kept = [round(100 * retained(TARP[severity], mix)) for mix in (FEW, ASKED)]

    assert kept == [before, after]


def test_twenty_unhappy_sponsors() -> None:
    kept = [round(20 * retained(TARP[Severity.MAJOR], mix), 1) for mix in (FEW, ASKED)]

    assert kept == [3.1, 9.6]


@given(rows, mixes(), shares)
def test_faster_fixing_never_loses_customers(stays: Stays, mix: Mix, moved: float) -> None:
    faster = Mix(mix.voiced, mix.slowly * (1 - moved), min(1.0, mix.quickly + mix.slowly * moved))

    assert retained(stays, faster) >= retained(stays, mix) - 1e-9


@given(rows, mixes(), shares)
def test_mending_more_never_loses_customers(stays: Stays, mix: Mix, more: float) -> None:
    left = 1 - mix.slowly - mix.quickly
    mended = Mix(mix.voiced, min(1 - mix.quickly, mix.slowly + more * left), mix.quickly)

    assert retained(stays, mended) >= retained(stays, mix) - 1e-9


@given(rows, st.floats(1, 5), st.floats(0, 4), mixes())
def test_second_failure_never_keeps_more(
    stays: Stays, factor: float, more: float, mix: Mix
) -> None:
    once, twice = again(stays, factor), again(stays, factor + more)

    assert retained(twice, mix) <= retained(once, mix) + 1e-9 <= retained(stays, mix) + 2e-9


@given(rows, shares)
def test_nobody_stays_longer_for_having_had_a_problem(stays: Stays, untroubled: float) -> None:
    assert max(without_bonus(stays, untroubled).row()) <= untroubled


def test_penalty_never_goes_below_nobody() -> None:
    assert with_penalty(TARP[Severity.MAJOR], 0.22).unfixed == 0


@pytest.mark.parametrize("row", [(0.5, 0.6, 0.5, 0.7), (1.2, 0, 0, 0), (0, 0, 0.5, 0.4)])
def test_table_in_which_mending_loses_customers_is_refused(
    row: tuple[float, float, float, float],
) -> None:
    with pytest.raises(ValueError, match=r"mending|between 0 and 1"):
        Stays(*row)


def test_more_mended_than_was_said_is_refused() -> None:
    with pytest.raises(ValueError, match="no more can be mended"):
        Mix(voiced=0.5, slowly=0.6, quickly=0.6)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Mix(voiced=1.5, slowly=0, quickly=0)
    with pytest.raises(ValueError, match="second failure"):
        again(TARP[Severity.MAJOR], 0.9)
