from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.analytics.workdays import WorkCalendar
from secondslice.pulse.budget import (
    YEAR,
    Decision,
    Limits,
    Person,
    Why,
    Wish,
    decide,
    may_remind,
    schedule,
)

FRIDAY = date(2026, 3, 6)
MONDAY = date(2026, 3, 9)
EVERY_DAY = WorkCalendar(weekdays=frozenset(range(7)))
FREE = Person(calendar=EVERY_DAY)
LIMITS = Limits()


def ago(days: int) -> date:
    return FRIDAY - timedelta(days=days)


def test_person_who_was_never_asked_is_asked_on_the_day() -> None:
    assert decide(FRIDAY, FREE, LIMITS) == Decision(FRIDAY)


def test_floor_after_the_last_question_defers_with_its_reason() -> None:
    asked = Person(asked=[ago(10)], calendar=EVERY_DAY)

    assert decide(FRIDAY, asked, LIMITS) == Decision(FRIDAY + timedelta(days=20), Why.FLOOR)


def test_reminder_counts_as_a_contact() -> None:
    reminded = Person(touched=[ago(2)], calendar=EVERY_DAY)

    assert decide(FRIDAY, reminded, LIMITS) == Decision(FRIDAY + timedelta(days=5), Why.TOUCHED)


def test_seventh_question_within_a_year_waits_until_the_first_is_a_year_old() -> None:
    asked = Person(asked=[ago(days) for days in (360, 300, 240, 180, 120, 60)], calendar=EVERY_DAY)

    assert decide(FRIDAY, asked, LIMITS) == Decision(FRIDAY + timedelta(days=5), Why.YEAR_FULL)


@pytest.mark.parametrize("limits", [Limits(per_year=0), Limits(contacts_per_year=0)])
def test_year_without_room_for_one_question_has_no_day_but_a_reason(limits: Limits) -> None:
    assert decide(FRIDAY, FREE, limits) == Decision(None, Why.YEAR_FULL)
    assert decide(FRIDAY, FREE, limits, promised=True) == Decision(FRIDAY)


def test_question_due_at_a_weekend_waits_for_monday() -> None:
    assert decide(date(2026, 3, 7), Person(), LIMITS) == Decision(MONDAY, Why.NO_WORKDAY)


def test_holiday_where_the_person_lives_is_no_day_for_a_question() -> None:
    person = Person(calendar=WorkCalendar(holidays=frozenset({FRIDAY})))

    assert decide(FRIDAY, person, LIMITS).on == MONDAY


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person(stopped=True), Why.STOPPED),
        (Person(unreachable=True), Why.UNREACHABLE),
        (Person(silent_in_a_row=3), Why.SILENT),
        (Person(only_at_close=True), Why.ONLY_AT_CLOSE),
    ],
)
def test_some_people_are_not_asked_at_all_and_it_says_why(person: Person, why: Why) -> None:
    assert decide(FRIDAY, person, LIMITS) == Decision(None, why)


def test_who_wants_to_be_asked_at_the_end_only_is_asked_at_the_end() -> None:
    assert decide(FRIDAY, Person(only_at_close=True), LIMITS, at_close=True).on == FRIDAY


def test_open_case_holds_the_question_back() -> None:
    person = Person(held_until=MONDAY, calendar=EVERY_DAY)

    assert decide(FRIDAY, person, LIMITS) == Decision(MONDAY, Why.CASE)


def test_promised_re_ask_passes_floor_year_and_case_but_no_stop_and_no_weekend() -> None:
    full = [ago(days) for days in (300, 240, 180, 120, 60, 3)]
    person = Person(asked=full, held_until=ago(-40), silent_in_a_row=5)

    assert decide(FRIDAY, person, LIMITS, promised=True) == Decision(FRIDAY)
    assert decide(date(2026, 3, 7), person, LIMITS, promised=True).on == MONDAY
    assert decide(FRIDAY, Person(stopped=True), LIMITS, promised=True).on is None


def test_mail_that_left_today_is_no_longer_open_for_another_line() -> None:
    found = schedule(
        [Wish("b", "B", FRIDAY)], Person(asked=[FRIDAY], calendar=EVERY_DAY), LIMITS, today=FRIDAY
    )

    assert [(one.on, one.why) for one in found] == [(FRIDAY + timedelta(days=30), Why.FLOOR)]


def test_question_whose_day_went_by_says_so() -> None:
    found = schedule([Wish("a", "A", ago(3))], FREE, LIMITS, today=FRIDAY)

    assert [(one.on, one.why) for one in found] == [(FRIDAY, Why.LATE)]


def test_project_whose_owner_cannot_mend_more_waits_and_others_do_not() -> None:
    wishes = [Wish("a", "A", FRIDAY, full_until=MONDAY), Wish("b", "B", FRIDAY)]

    found = {one.wish.key: one for one in schedule(wishes, FREE, LIMITS, today=FRIDAY)}

    assert (found["b"].on, found["b"].why) == (FRIDAY, Why.FITS)
    assert (found["a"].on, found["a"].why) == (FRIDAY + timedelta(days=30), Why.FULL)


def test_two_due_questions_about_one_project_are_the_later_one() -> None:
    wishes = [Wish("kickoff", "A", ago(9)), Wish("gate", "A", ago(2))]

    found = {one.wish.key: one.why for one in schedule(wishes, FREE, LIMITS, today=FRIDAY)}

    assert found == {"kickoff": Why.NEXT_IS_NEAR, "gate": Why.LATE}


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person(asked=[ago(6)]), True),
        (Person(asked=[ago(6)], touched=[ago(2)]), False),  # somebody has talked meanwhile
        (Person(asked=[ago(6)], held_until=MONDAY), False),
        (Person(asked=[ago(6)], paused_until=MONDAY), False),
        (Person(asked=[ago(6)], stopped=True), False),
        (Person(asked=[ago(6)], unreachable=True), False),
        (Person(asked=[ago(days) for days in (*range(360, 60, -40), 6)]), False),  # nine
        (Person(asked=[ago(days) for days in (*range(330, 60, -40), 6)]), True),  # eight
        (Person(asked=[ago(6)], calendar=WorkCalendar(holidays=frozenset({FRIDAY}))), False),
    ],
)
def test_reminder_is_a_contact_and_must_fit_into_the_budget(person: Person, may: bool) -> None:
    assert may_remind(FRIDAY, person, LIMITS, asked_on=ago(6)) is may


def test_projects_due_within_the_floor_become_one_mail_after_it() -> None:
    wishes = [Wish("a", "A", FRIDAY), Wish("b", "B", ago(-3)), Wish("c", "C", ago(-9))]

    found = schedule(wishes, FREE, LIMITS, today=FRIDAY)

    assert [(one.wish.key, one.on, one.why) for one in found] == [
        ("a", FRIDAY, Why.FITS),
        ("b", FRIDAY + timedelta(days=30), Why.FLOOR),
        ("c", FRIDAY + timedelta(days=30), Why.FLOOR),
    ]


def test_wish_that_would_wait_for_the_next_one_of_its_project_gives_way() -> None:
    wishes = [Wish("first", "A", FRIDAY), Wish("gate", "B", ago(-5)), Wish("close", "B", ago(-30))]

    found = {one.wish.key: one for one in schedule(wishes, FREE, LIMITS, today=FRIDAY)}

    assert found["gate"].why is Why.NEXT_IS_NEAR
    assert found["close"].on == FRIDAY + timedelta(days=30)


def test_close_that_must_wait_gives_way_to_no_question_that_this_person_never_gets() -> None:
    person = Person(only_at_close=True, asked=[ago(10)], calendar=EVERY_DAY)
    wishes = [Wish("close", "A", FRIDAY, at_close=True), Wish("gate", "A", ago(-5))]

    found = {one.wish.key: one for one in schedule(wishes, person, LIMITS, today=FRIDAY)}

    assert (found["close"].on, found["close"].why) == (FRIDAY + timedelta(days=20), Why.FLOOR)
    assert (found["gate"].on, found["gate"].why) == (None, Why.ONLY_AT_CLOSE)


def test_later_close_still_takes_the_place_of_one_that_must_wait() -> None:
    person = Person(only_at_close=True, asked=[ago(10)], calendar=EVERY_DAY)
    wishes = [
        Wish("close", "A", FRIDAY, at_close=True),
        Wish("operation", "A", ago(-15), at_close=True),
    ]

    found = {one.wish.key: one.why for one in schedule(wishes, person, LIMITS, today=FRIDAY)}

    assert found == {"close": Why.NEXT_IS_NEAR, "operation": Why.FLOOR}


people = st.builds(
    Person,
    asked=st.lists(st.integers(1, 400).map(ago), max_size=6).map(sorted),
    touched=st.lists(st.integers(1, 400).map(ago), max_size=3).map(sorted),
    paused_until=st.none() | st.integers(-5, 90).map(lambda days: FRIDAY + timedelta(days=days)),
    calendar=st.sampled_from([EVERY_DAY, WorkCalendar()]),
)
wish_lists = st.lists(st.tuples(st.integers(0, 7), st.integers(-30, 700)), max_size=30).map(
    lambda found: [
        Wish(place, project, FRIDAY + timedelta(days=days))
        for place, (project, days) in enumerate(found)
    ]
)


@settings(max_examples=200)
@given(people, wish_lists)
def test_nobody_is_asked_above_the_budget_and_no_wish_is_lost(
    person: Person, wishes: list[Wish[int]]
) -> None:
    found = schedule(wishes, person, LIMITS, today=FRIDAY)

    assert sorted(one.wish.key for one in found) == sorted(wish.key for wish in wishes)
    assert all(one.on or one.why is not Why.FITS for one in found)
    assert all(one.why is not Why.FITS or one.on == one.wish.on for one in found)
    new = sorted({one.on for one in found if one.on})
    asked = sorted([*person.asked, *new])
    for day in new:
        assert person.calendar.is_workday(day)
        assert person.paused_until is None or day >= person.paused_until
        before = [one for one in asked if one < day]
        assert not before or (day - before[-1]).days >= LIMITS.floor
        assert len([one for one in before if one > day - YEAR]) < LIMITS.per_year
