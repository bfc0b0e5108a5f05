from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import workdays
from secondslice.analytics.workdays import WorkCalendar, add_workdays, due_after, working_time

BERLIN = WorkCalendar(zone="Europe/Berlin")
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
]
moments = st.integers(1_704_067_200, 1_893_456_000).map(  # 2024 to 2029, every second of them
    lambda seconds: datetime.fromtimestamp(seconds, tz=UTC)
)
days = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1))
calendars = st.builds(
    WorkCalendar,
    zone=st.sampled_from(ZONES),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(days, max_size=20),
)


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(workdays).failed == 0


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-03-02T10:30", "2026-03-03T10:30", id="Monday morning"),
        pytest.param("2026-03-06T10:30", "2026-03-09T10:30", id="Friday morning"),
        pytest.param("2026-03-06T17:00", "2026-03-10T09:00", id="Friday at closing"),
        pytest.param("2026-03-07T14:00", "2026-03-10T09:00", id="Saturday"),
        pytest.param("2026-03-08T23:59", "2026-03-10T09:00", id="Sunday night"),
        pytest.param("2026-03-09T00:10", "2026-03-10T09:00", id="Monday before opening"),
        pytest.param("2026-03-27T16:30", "2026-03-30T16:30", id="over the change to summer time"),
        pytest.param("2026-10-23T16:30", "2026-10-26T16:30", id="over the change to winter time"),
    ],
)
def test_one_working_day_later_in_berlin(start: str, due: str) -> None:
    assert due_after(local(start), 1, BERLIN) == local(due)


def test_holidays_do_not_count() -> None:
    easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    calendar = WorkCalendar(zone="Europe/Berlin", holidays=easter)

    assert due_after(local("2026-04-02T10:00"), 1, calendar) == local("2026-04-07T10:00")


def test_day_is_the_one_of_the_zone() -> None:
    late_on_friday_in_new_york = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)  # Friday 20:00 there

    due = due_after(late_on_friday_in_new_york, 1, WorkCalendar(zone="America/New_York"))

    assert due == local("2026-03-10T09:00", "America/New_York")


def test_working_time_leaves_out_nights_and_weekends() -> None:
    hours = working_time(local("2026-03-05T15:00"), local("2026-03-09T10:00"), BERLIN)

    assert hours == timedelta(hours=2 + 8 + 1)


def test_calendar_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="working weekday"):
        WorkCalendar(weekdays=frozenset())
    with pytest.raises(ValueError, match="open before"):
        WorkCalendar(opens=time(17), closes=time(9))
    with pytest.raises(ValueError, match="negative"):
        add_workdays(date(2026, 3, 2), -1, BERLIN)


@given(start=moments, count=st.integers(1, 15), calendar=calendars)
def test_due_is_later_on_a_working_day_and_in_working_hours(
    start: datetime, count: int, calendar: WorkCalendar
) -> None:
    due = due_after(start, count, calendar)

    there = due.astimezone(ZoneInfo(calendar.zone))
    assert due > start
    assert calendar.is_workday(there.date())
    assert calendar.opens <= there.time() < calendar.closes


@given(one=moments, other=moments, count=st.integers(0, 15), calendar=calendars)
def test_what_came_first_is_never_due_later(
    one: datetime, other: datetime, count: int, calendar: WorkCalendar
) -> None:
    first, second = sorted([one, other])

    assert due_after(first, count, calendar) <= due_after(second, count, calendar)


@given(start=days, one=st.integers(0, 30), more=st.integers(0, 30), calendar=calendars)
def test_working_days_add_up(start: date, one: int, more: int, calendar: WorkCalendar) -> None:
    at_once = add_workdays(start, one + more, calendar)

    assert add_workdays(add_workdays(start, one, calendar), more, calendar) == at_once


@given(
    start=moments,
    first=st.timedeltas(timedelta(), timedelta(days=20)),
    second=st.timedeltas(timedelta(), timedelta(days=20)),
    calendar=calendars,
)
def test_working_time_adds_up_and_never_exceeds_the_clock(
    start: datetime, first: timedelta, second: timedelta, calendar: WorkCalendar
) -> None:
    middle, end = start + first, start + first + second

    whole = working_time(start, end, calendar)

    assert whole == working_time(start, middle, calendar) + working_time(middle, end, calendar)
    assert timedelta() <= whole <= first + second
