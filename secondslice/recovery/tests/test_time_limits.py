"""Clocks of a case never run backwards: not over holidays, not where the clock changes, not however late we are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.accounts.calendars import working_calendar
from secondslice.recovery.rules import Step
from secondslice.recovery.time_limits import Limits, due, half_way

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Riyadh")
COUNTRIES = ("", "DE", "US", "SA", "IL", "BR")
START = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = (Step.TALK, Step.PLAN, Step.ADJUST)

moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
waits = st.lists(st.integers(0, 30 * 24 * 60), min_size=3, max_size=3)
limits_in_order = st.builds(
    lambda days, ask: Limits(*sorted(days), *sorted(ask)),
    st.lists(st.integers(1, 40), min_size=3, max_size=3),
    st.lists(st.integers(0, 60), min_size=2, max_size=2),
)


@settings(deadline=None)  # the calendar of a country is read when it is first asked for
@given(
    said_at=moments,
    waited=waits,
    limits=limits_in_order,
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(COUNTRIES),
)
def test_each_step_is_due_after_it_began_and_no_earlier_than_the_one_before(
    said_at: datetime, waited: list[int], limits: Limits, zone: str, country: str
) -> None:
    calendar = working_calendar(country=country, zone=zone, year=said_at.year)
    since, before = said_at, said_at
    for step, minutes in zip(STEPS, waited, strict=True):
        until = due(step, said_at=said_at, since=since, limits=limits, calendar=calendar)
        assert until > since
        assert until >= before
        local = until.astimezone(ZoneInfo(zone))
        assert calendar.is_workday(local.date())
        half = half_way(since=since, until=until, calendar=calendar)
        assert since <= half <= until
        since, before = since + timedelta(minutes=minutes), until
    ask_again = due(Step.ASK_AGAIN, said_at=said_at, since=since, limits=limits, calendar=calendar)
    assert ask_again >= since


@settings(deadline=None)
@given(said_at=moments, later=st.integers(0, 10 * 24 * 60), zone=st.sampled_from(ZONES))
def test_who_says_no_later_is_never_due_earlier(said_at: datetime, later: int, zone: str) -> None:
    calendar = working_calendar(country="DE", zone=zone, year=said_at.year)
    after = said_at + timedelta(minutes=later)
    for step in STEPS:
        first = due(step, said_at=said_at, since=said_at, limits=Limits(), calendar=calendar)
        second = due(step, said_at=after, since=after, limits=Limits(), calendar=calendar)
        # In autumn an hour of the clock comes twice: two moments an hour apart have one time of day.
        assert second >= first - timedelta(hours=1)
        assert second > after


def test_night_in_which_the_clock_changes_takes_no_hour_from_the_customer() -> None:
    calendar = working_calendar(country="DE", zone="Europe/Berlin", year=2026)
    friday = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)  # 10:30 in Berlin, winter time

    until = due(Step.TALK, said_at=friday, since=friday, limits=Limits(), calendar=calendar)

    assert until == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)  # 10:30 in Berlin, summer time


def test_easter_does_not_count() -> None:
    calendar = working_calendar(country="DE", zone="Europe/Berlin", year=2026)
    thursday = datetime(2026, 4, 2, 8, tzinfo=UTC)

    until = due(Step.TALK, said_at=thursday, since=thursday, limits=Limits(), calendar=calendar)

    assert until == datetime(2026, 4, 7, 8, tzinfo=UTC)


def test_limit_that_was_over_before_the_step_began_leaves_one_working_day() -> None:
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    heard_late = datetime(2026, 3, 12, 9, tzinfo=UTC)
    calendar = working_calendar(country="", zone="UTC", year=2026)

    until = due(Step.PLAN, said_at=monday, since=heard_late, limits=Limits(), calendar=calendar)

    assert until == datetime(2026, 3, 13, 9, tzinfo=UTC)
