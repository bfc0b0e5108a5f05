"""Which days an agreement promises, and how it was kept."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics.workdays import MONDAY_TO_FRIDAY, WorkCalendar, add_workdays
from secondslice.recovery.agreements import (
    DAILY,
    FORTNIGHTLY,
    MONTHLY,
    WEEKLY,
    Agreed,
    Fate,
    next_promised,
    promised_days,
    record,
)

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 500).map(lambda number: FIRST + timedelta(days=number))
CALENDARS = st.tuples(
    st.sampled_from([MONDAY_TO_FRIDAY, frozenset({6, 0, 1, 2, 3})]),
    st.frozensets(DAYS, max_size=25),
).map(lambda both: WorkCalendar(weekdays=both[0], holidays=both[1]))
AGREED = st.builds(
    Agreed,
    rhythm=st.sampled_from([DAILY, WEEKLY, FORTNIGHTLY, MONTHLY]),
    starts_on=DAYS,
    ends_on=st.none() | DAYS,
    weekday=st.none() | st.integers(0, 6),
)
WORKDAYS = WorkCalendar()


@given(AGREED, DAYS, CALENDARS)
def test_promised_days_are_working_days_within_the_agreement_each_once(
    agreed: Agreed, until: date, calendar: WorkCalendar
) -> None:
    days = promised_days(agreed, until=until, calendar=calendar)

    assert days == sorted(set(days))
    for day in days:
        assert calendar.is_workday(day)
        assert agreed.starts_on <= day <= min(until, agreed.ends_on or date.max)


@given(AGREED, DAYS, DAYS, CALENDARS)
def test_looking_farther_ahead_takes_no_day_back(
    agreed: Agreed, one: date, other: date, calendar: WorkCalendar
) -> None:
    near, far = sorted([one, other])

    days = promised_days(agreed, until=far, calendar=calendar)

    assert promised_days(agreed, until=near, calendar=calendar) == [
        day for day in days if day <= near
    ]


@given(AGREED, DAYS, CALENDARS)
def test_next_day_is_the_first_one_promised_after(
    agreed: Agreed, after: date, calendar: WorkCalendar
) -> None:
    coming = next_promised(agreed, after=after, calendar=calendar)

    far = promised_days(agreed, until=FIRST + timedelta(days=700), calendar=calendar)
    assert coming == next((day for day in far if day > after), None)


@given(AGREED, DAYS, CALENDARS)
def test_without_holidays_in_the_way_a_week_has_its_day(
    agreed: Agreed, until: date, calendar: WorkCalendar
) -> None:
    calendar = WorkCalendar(weekdays=frozenset(range(7)))
    days = promised_days(agreed, until=until, calendar=calendar)

    if agreed.rhythm in {WEEKLY, FORTNIGHTLY}:
        assert {day.weekday() for day in days} <= {agreed.on_weekday}
        step = 7 if agreed.rhythm == WEEKLY else 14
        assert all((b - a).days == step for a, b in pairwise(days))
    if agreed.rhythm == MONTHLY:
        months = [(day.year, day.month) for day in days]
        assert months == sorted(set(months))


@given(AGREED, DAYS, CALENDARS, st.data())
def test_every_promised_day_has_one_fate_and_the_sum_is_right(
    agreed: Agreed, today: date, calendar: WorkCalendar, data: st.DataObject
) -> None:
    days = promised_days(agreed, until=today, calendar=calendar)
    said = data.draw(st.lists(st.sampled_from(days), unique=True)) if days else []
    updates = {day: data.draw(st.none() | st.just(day) | st.just(today)) for day in said}

    found = record(agreed, updates=updates, today=today, calendar=calendar)

    assert [day for day, _fate in found.days] == sorted(days, reverse=True)
    assert found.judged + found.left_out + found.count(Fate.DUE) == len(days)
    assert 0 <= found.kept <= found.judged
    assert found.next is None or found.next > today
    fates = dict(found.days)
    if found.open is not None:
        assert fates[found.open] in {Fate.DUE, Fate.MISSED}
        assert found.is_missed == (fates[found.open] is Fate.MISSED)
    else:
        assert Fate.DUE not in fates.values()
        assert not days or fates[max(days)] is not Fate.MISSED


@given(DAYS, CALENDARS)
def test_update_can_be_kept_until_one_working_day_later(day: date, calendar: WorkCalendar) -> None:
    agreed = Agreed(DAILY, starts_on=day)
    (promised,) = promised_days(agreed, until=day + timedelta(days=90), calendar=calendar)[:1]
    last = add_workdays(promised, 1, calendar)

    def fate(delivered: date | None) -> Fate:
        updates = {promised: delivered}
        return dict(record(agreed, updates=updates, today=last, calendar=calendar).days)[promised]

    assert fate(promised) is fate(last) is Fate.KEPT
    assert fate(last + timedelta(days=1)) is Fate.LATE
    assert fate(None) is Fate.LEFT_OUT


def test_holiday_moves_to_the_next_working_day() -> None:
    good_friday = WorkCalendar(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
    fridays = Agreed(WEEKLY, starts_on=date(2026, 4, 1), weekday=4)

    days = promised_days(fridays, until=date(2026, 4, 10), calendar=good_friday)

    assert days == [date(2026, 4, 7), date(2026, 4, 10)]


def test_month_without_the_day_takes_its_last_one() -> None:
    agreed = Agreed(MONTHLY, starts_on=date(2026, 1, 30))

    days = promised_days(agreed, until=date(2026, 4, 30), calendar=WORKDAYS)

    # February has no 30th: its last day is a Saturday, so it is the Monday after.
    assert days == [date(2026, 1, 30), date(2026, 3, 2), date(2026, 3, 30), date(2026, 4, 30)]


def test_daily_means_every_working_day() -> None:
    agreed = Agreed(DAILY, starts_on=date(2026, 3, 6), ends_on=date(2026, 3, 10))

    days = promised_days(agreed, until=date(2026, 4, 1), calendar=WORKDAYS)

    assert days == [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)]


def test_missed_day_is_history_once_a_later_one_is_settled() -> None:
    fridays = Agreed(WEEKLY, starts_on=date(2026, 3, 6))
    thirteenth = date(2026, 3, 13)

    found = record(
        fridays, updates={thirteenth: thirteenth}, today=date(2026, 3, 18), calendar=WORKDAYS
    )

    assert found.open is None
    assert (found.kept, found.judged) == (1, 2)


def test_nothing_is_missed_before_the_grace_is_over() -> None:
    fridays = Agreed(WEEKLY, starts_on=date(2026, 3, 6))
    monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)

    early = record(fridays, updates={}, today=monday, calendar=WORKDAYS)
    late = record(fridays, updates={}, today=tuesday, calendar=WORKDAYS)

    assert (early.open, early.is_missed, early.judged) == (date(2026, 3, 6), False, 0)
    assert (late.open, late.is_missed, late.judged) == (date(2026, 3, 6), True, 1)
    assert late.next == date(2026, 3, 13)
