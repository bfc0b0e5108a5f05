from __future__ import annotations

import doctest
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import outlook
from secondslice.analytics.outlook import Light, Seen, of_ratio, place, still_counts, together

GRID = 0.004
"""The ends of an interval come from a grid that is good to three decimals."""


@st.composite
def observations(draw: st.DrawFn, *, most: int = 60) -> Seen:
    seen = draw(st.integers(0, most))
    good = draw(st.integers(0, seen))
    return Seen("x", draw(st.integers(1, 30)), good=good, seen=seen)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(outlook).failed == 0


@given(observations())
def test_interval_holds_the_position_and_lies_between_nothing_and_everything(one: Seen) -> None:
    found = place(one)

    assert 0 <= found.low <= found.share + GRID
    assert found.share - GRID <= found.high <= 1


@given(st.lists(observations(), min_size=1, max_size=6), st.data())
def test_position_rises_with_each_observation_that_turns_out_well(
    found: list[Seen], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(found) - 1))
    one = found[number]
    added = Seen(one.code, one.weight, good=one.good + 1, seen=one.seen + 1)
    changed = replace(one, good=min(one.good + 1, one.seen))
    before = together(found)
    for better in (added, changed):
        after = together([*found[:number], better, *found[number + 1 :]])
        assert after.share >= before.share - 1e-9
        assert after.low >= before.low - GRID
        assert after.high >= before.high - GRID


@given(st.lists(observations(), min_size=1, max_size=6), st.data())
def test_position_falls_with_each_observation_that_turns_out_badly(
    found: list[Seen], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(found) - 1))
    one = found[number]
    worse = Seen(one.code, one.weight, good=one.good, seen=one.seen + 1)
    before, after = together(found), together([*found[:number], worse, *found[number + 1 :]])

    assert after.share <= before.share + 1e-9
    assert after.low <= before.low + GRID
    assert after.high <= before.high + GRID


@given(st.lists(observations(most=3), min_size=1, max_size=10))
def test_three_of_each_leave_an_interval_wider_than_fifty_points(found: list[Seen]) -> None:
    position = together(found)

    assert position.high - position.low > 0.5
    assert position.is_vague


def test_nothing_seen_is_the_middle_of_everything_and_unknown() -> None:
    found = place(Seen("x", 10))

    assert found.share == 0.5
    assert (round(found.low, 2), round(found.high, 2)) == (0.03, 0.98)
    assert found.light == Light.UNKNOWN
    assert together([]).light == Light.UNKNOWN


def test_what_is_not_known_is_not_left_out_of_the_whole() -> None:
    known = Seen("x", 50, good=20, seen=20)

    alone, beside = together([known]), together([known, Seen("y", 50)])

    assert beside.share < alone.share
    assert beside.high - beside.low > alone.high - alone.low


@pytest.mark.parametrize(
    ("good", "seen", "light"),
    [(10, 10, Light.GOOD), (6, 10, Light.WATCH), (1, 10, Light.ACT), (0, 0, Light.UNKNOWN)],
)
def test_lights(good: int, seen: int, light: Light) -> None:
    assert place(Seen("x", 1, good=good, seen=seen)).light == light


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Seen("x", 1, good=2, seen=1)
    with pytest.raises(ValueError, match="earned or spent"):
        of_ratio(0, 0)
    with pytest.raises(ValueError, match="half-life"):
        still_counts(3, half_life=0)


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_what_was_said_later_never_counts_less(one: float, other: float) -> None:
    early, late = max(one, other), min(one, other)

    assert still_counts(late) >= still_counts(early)
