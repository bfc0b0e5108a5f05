from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.pulse import scores
from secondslice.pulse.scores import Tally, changed, compare, month_after, periods

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 1)

tallies = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)).map(
    lambda one: Tally(sum(one), one[1], one[2])
)
years = st.dictionaries(
    st.integers(0, 60).map(lambda number: month_after(JANUARY, number)), tallies, max_size=40
)


def each_month(answers: int, *, yes: int | None = None) -> dict[date, Tally]:
    """A year in which every month has so many answers."""
    said = answers if yes is None else yes
    one = Tally(asked=2 * answers, yes=said, no=answers - said)
    return {month_after(JANUARY, number): one for number in range(12)}


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(scores).failed == 0


def test_four_yes_of_ten_asked_are_cases_and_silence_leaves_the_rest_open() -> None:
    four = Tally(asked=10, yes=4)

    assert four.score is None
    assert (four.yes, four.answered, four.unanswered) == (4, 4, 6)
    assert four.band == (0.4, 1.0)


def test_nobody_asked_has_neither_rate_nor_band() -> None:
    assert (Tally().response_rate, Tally().band, Tally().score) == (None, None, None)


@pytest.mark.parametrize(("answers", "length"), [(5, 1), (4, 3), (2, 3), (1, 6)], ids=str)
def test_periods_are_the_shortest_with_answers_enough(answers: int, length: int) -> None:
    found = periods(each_month(answers), first=JANUARY, last=DECEMBER)

    assert {one.months for one in found} == {length}
    assert sum(one.tally.answered for one in found) == 12 * answers


def test_periods_of_several_months_are_those_of_the_calendar() -> None:
    found = periods(each_month(3), first=date(2026, 2, 1), last=date(2026, 7, 1))

    assert [(one.first, one.last) for one in found] == [
        (date(2026, 2, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 31)),
    ]


def test_many_years_are_shown_in_few_periods() -> None:
    months = {month_after(JANUARY, number): Tally(50, 20, 20) for number in range(120)}

    found = periods(months, first=JANUARY, last=month_after(JANUARY, 119))

    assert [one.months for one in found] == [6] * 20


def test_month_beyond_chance_is_marked() -> None:
    months = {**each_month(40, yes=34), date(2026, 6, 1): Tally(40, 10, 30)}

    marked = [one.first for one in periods(months, first=JANUARY, last=DECEMBER) if one.is_unusual]

    assert marked == [date(2026, 6, 1)]


@given(years)
def test_no_answer_is_lost_between_periods(months: dict[date, Tally]) -> None:
    last = month_after(JANUARY, 60)

    found = periods(months, first=JANUARY, last=last)

    assert sum((one.tally for one in found), Tally()) == sum(months.values(), Tally())
    assert [one.first for one in found[1:]] == [month_after(one.last) for one in found[:-1]]


def test_groups_stand_apart_only_when_their_interval_does() -> None:
    others = [(f"c{number}", Tally(80, 34, 6)) for number in range(6)]

    found = compare([*others, ("finance", Tally(80, 12, 28)), ("small", Tally(3, 0, 3))], most=20)

    assert [(one.key, one.stands) for one in found.apart] == [("finance", -1)]


def test_groups_with_most_answers_come_first_and_nobody_is_ranked_by_share() -> None:
    found = compare(
        [("few", Tally(9, 6, 0)), ("many", Tally(40, 9, 21)), ("none", Tally(5))], most=9
    )

    assert [one.key for one in found.groups] == ["many", "few"]
    assert not found.learnt


def test_groups_left_out_of_sight_still_teach_what_is_usual() -> None:
    groups = [(f"c{number}", Tally(40, 30, 10)) for number in range(30)]

    few, all_of_them = compare(groups, most=3), compare(groups, most=30)

    assert len(few.groups) == 3
    assert (few.a, few.b) == (all_of_them.a, all_of_them.b)


def test_difference_within_chance_is_no_change() -> None:
    assert changed(Tally(80, 30, 10), Tally(80, 26, 14)) == 0
    assert changed(Tally(80, 30, 10), Tally(80, 12, 28)) == -1
    assert changed(Tally(80, 12, 28), Tally(80, 30, 10)) == 1
    assert changed(Tally(4, 0, 4), Tally(80, 40, 0)) == 0  # cases are no score
