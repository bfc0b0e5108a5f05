from __future__ import annotations

import doctest
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secondslice.pulse import taste_points
from secondslice.pulse.taste_points import (
    APART,
    STANDARD,
    Dates,
    Milestone,
    Moment,
    Point,
    occasions,
)

YEAR = Dates(date(2026, 1, 5), date(2026, 12, 18))
days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
projects = st.builds(
    Dates,
    starts_on=st.none() | days,
    ends_on=st.none() | days,
    milestones=st.lists(st.builds(Milestone, st.uuids().map(str), days), max_size=8).map(tuple),
)


def keys(dates: Dates) -> list[str]:
    return [one.key for one in occasions(STANDARD, dates)]


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(taste_points).failed == 0


def test_long_project_is_tasted_three_weeks_in_halfway_at_the_end_and_in_operation() -> None:
    found = {one.key: one.on for one in occasions(STANDARD, YEAR)}

    assert found == {
        "kickoff": date(2026, 1, 26),
        "halfway": date(2026, 6, 27),
        "close": date(2026, 12, 18),
        "operation": date(2027, 3, 18),
    }


def test_short_project_is_not_tasted_halfway() -> None:
    assert keys(Dates(date(2026, 1, 5), date(2026, 5, 29))) == ["kickoff", "close", "operation"]


def test_milestone_near_the_middle_takes_its_place() -> None:
    gate = Milestone("gate", date(2026, 7, 1))

    assert keys(Dates(YEAR.starts_on, YEAR.ends_on, (gate,))) == [
        "kickoff", "milestone:gate", "close", "operation",
    ]  # fmt: skip


def test_moved_end_moves_what_hangs_on_it_and_nothing_else() -> None:
    before = {one.key: one.on for one in occasions(STANDARD, YEAR)}
    after = {
        one.key: one.on for one in occasions(STANDARD, Dates(YEAR.starts_on, date(2027, 1, 18)))
    }

    assert after["kickoff"] == before["kickoff"]
    assert after["close"] - before["close"] == timedelta(days=31)
    assert after["operation"] - before["operation"] == timedelta(days=31)


def test_project_without_dates_has_only_its_milestones() -> None:
    assert keys(Dates(None, None, (Milestone("a", date(2026, 3, 1)),))) == ["milestone:a"]
    assert keys(Dates(None, None)) == []


def test_stopped_project_is_not_tasted() -> None:
    assert keys(Dates(YEAR.starts_on, YEAR.ends_on, is_stopped=True)) == []


def test_workspace_can_add_a_point_of_its_own() -> None:
    mine = Point("first-week", Moment.START, days_after=5, weight=9)

    assert occasions([*STANDARD, mine], YEAR)[0].key == "first-week"


@given(projects)
def test_no_two_occasions_of_a_project_lie_closer_than_three_weeks(dates: Dates) -> None:
    found = [one.on for one in occasions(STANDARD, dates)]

    assert found == sorted(found)
    assert all((b - a).days >= APART for a, b in pairwise(found))


@given(projects)
def test_every_occasion_keeps_one_key(dates: Dates) -> None:
    found = [one.key for one in occasions(STANDARD, dates)]

    assert len(found) == len(set(found))
