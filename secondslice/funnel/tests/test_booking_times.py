"""When somebody can be booked: hours by the wall clock, also where the clock jumps, and never what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.core.errors import RuleBroken
from secondslice.funnel.booking.feeds import busy_in
from secondslice.funnel.booking.rules import (
    Hours,
    Span,
    Taken,
    Terms,
    free_slots,
    is_free,
    moment_of,
    reminded_at,
)

HOUR = timedelta(hours=1)
BERLIN, NEW_YORK, CHATHAM = "Europe/Berlin", "America/New_York", "Pacific/Chatham"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def night(zone: str, *, minutes: int = 30) -> Terms:
    """Return terms of somebody who works through the night of a change, from midnight to five on Sundays."""
    return Terms(zone, [Hours(6, time(0), time(5))], minutes=minutes, notice=0, ahead=60)


def shown(terms: Terms, day: date, taken: Taken | None = None) -> list[str]:
    """Return what the host's clock shows at the beginning of each session of a day."""
    at = moment_of(day, time(0), terms.zone) - timedelta(days=1)
    found = free_slots(terms, taken or Taken(), at=at, until=at + timedelta(days=2, hours=3))
    home = ZoneInfo(terms.zone)
    local = [one.begins.astimezone(home) for one in found]
    return [one.strftime("%H:%M") for one in local if one.date() == day]


@pytest.mark.parametrize(
    ("zone", "day", "times"),
    [
        # spring: the hour from two to three is not there
        (BERLIN, date(2026, 3, 29), ["00:00", "01:00", "03:00", "04:00"]),
        (NEW_YORK, date(2026, 3, 8), ["00:00", "01:00", "03:00", "04:00"]),
        # autumn: it is there twice, and both can be booked
        (BERLIN, date(2026, 10, 25), ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"]),
        (NEW_YORK, date(2026, 11, 1), ["00:00", "01:00", "01:00", "02:00", "03:00", "04:00"]),
        # zones whose offset is no whole hour, and without summer time
        (CHATHAM, date(2026, 4, 5), ["00:00", "01:00", "02:00", "03:00", "03:00", "04:00"]),
        ("Asia/Kolkata", date(2026, 3, 29), ["00:00", "01:00", "02:00", "03:00", "04:00"]),
    ],
)
def test_sessions_around_a_change_of_the_clock(zone: str, day: date, times: Sequence[str]) -> None:
    assert shown(night(zone, minutes=60), day) == list(times)


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        (BERLIN, date(2026, 3, 29), time(1, 59), utc(2026, 3, 29, 0, 59)),
        (BERLIN, date(2026, 3, 29), time(2), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 3, 29), time(2, 59), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 3, 29), time(3), utc(2026, 3, 29, 1)),
        (BERLIN, date(2026, 10, 25), time(1, 59), utc(2026, 10, 24, 23, 59)),
        (BERLIN, date(2026, 10, 25), time(2), utc(2026, 10, 25, 0)),
        (BERLIN, date(2026, 10, 25), time(3), utc(2026, 10, 25, 2)),
        (NEW_YORK, date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7)),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), utc(2026, 10, 3, 15, 30)),
    ],
)
def test_moment_of_a_wall_clock(zone: str, day: date, at: time, moment: datetime) -> None:
    assert moment_of(day, at, zone) == moment


def test_nine_stays_nine_on_both_sides_of_a_change() -> None:
    terms = Terms(
        BERLIN, [Hours(day, time(9), time(10)) for day in range(7)], 60, notice=0, ahead=7
    )
    found = free_slots(terms, Taken(), at=utc(2026, 3, 27, 0), until=utc(2026, 3, 31))

    assert [one.begins for one in found] == [
        utc(2026, 3, 27, 8), utc(2026, 3, 28, 8), utc(2026, 3, 29, 7), utc(2026, 3, 30, 7)
    ]  # fmt: skip


def test_notice_horizon_days_off_busy_times_and_buffer_are_kept() -> None:
    monday = date(2026, 3, 9)
    terms = Terms("UTC", [Hours(day, time(9), time(12)) for day in range(5)], 30, 15, 24, 3)
    at = utc(2026, 3, 8, 9, 50)
    taken = Taken(
        days=frozenset([date(2026, 3, 10)]),
        spans=[Span(utc(2026, 3, 11, 9), utc(2026, 3, 11, 10))],
        sessions=[Span(utc(2026, 3, 11, 11, 15), utc(2026, 3, 11, 11, 45))],
    )

    found = free_slots(terms, taken, at=at, until=at + timedelta(days=30))

    assert [one.begins for one in found] == [
        utc(2026, 3, 9, 10, 30), utc(2026, 3, 9, 11, 15),  # a day ahead at least
        utc(2026, 3, 11, 10, 30),  # nothing on the tenth, and not in the busy hour
    ]  # fmt: skip
    assert monday.weekday() == 0


@given(
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(15, 240)), max_size=8),
    st.sampled_from([BERLIN, NEW_YORK, CHATHAM, "UTC"]),
    st.integers(0, 60),
)
def test_no_two_sessions_that_are_offered_meet_each_other_or_what_is_taken(
    busy: list[tuple[int, int]], zone: str, buffer: int
) -> None:
    at = utc(2026, 3, 27)
    spans = [
        Span(at + timedelta(minutes=begins), at + timedelta(minutes=begins + length))
        for begins, length in busy
    ]
    terms = Terms(zone, [Hours(day, time(0), time(23, 59)) for day in range(7)], 45, buffer, 0, 4)

    found = free_slots(terms, Taken(spans=spans), at=at, until=at + timedelta(days=3))

    assert all(one.ends <= two.begins for one, two in pairwise(found))
    assert not any(one.meets(other) for one in found for other in spans)
    assert all(one.ends - one.begins == timedelta(minutes=45) for one in found)
    assert all(is_free(one, terms, Taken(spans=spans), at=at) for one in found)


def test_who_books_shortly_before_is_not_reminded() -> None:
    begins = utc(2026, 3, 9, 9)

    assert reminded_at(begins, booked_at=begins - 29 * HOUR) is None
    assert reminded_at(begins, booked_at=begins - 31 * HOUR) == begins - 24 * HOUR


# the own calendar


def ics(*events: str, head: str = "") -> bytes:
    lines = "\r\n".join(f"BEGIN:VEVENT\r\n{one.strip()}\r\nEND:VEVENT" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//\r\n{head}{lines}\r\nEND:VCALENDAR\r\n".encode()


def busy(text: bytes, days: int = 14) -> list[Span]:
    begins = utc(2026, 3, 23)
    return busy_in(text, begins=begins, ends=begins + timedelta(days=days), zone=BERLIN)


WEEKLY = (
    "UID:1\r\nDTSTART;TZID=Europe/Berlin:20260310T090000\r\nDTEND;TZID=Europe/Berlin:20260310T100000"
    "\r\nRRULE:FREQ=WEEKLY"
)


def test_recurring_event_keeps_its_wall_clock_over_a_change() -> None:
    assert [one.begins for one in busy(ics(WEEKLY))] == [utc(2026, 3, 24, 8), utc(2026, 3, 31, 7)]


def test_occurrence_that_is_dropped_cancelled_or_moved_is_no_ghost() -> None:
    dropped = f"{WEEKLY}\r\nEXDATE;TZID=Europe/Berlin:20260324T090000"
    cancelled = (
        "UID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260324T090000\r\nSTATUS:CANCELLED"
        "\r\nDTSTART;TZID=Europe/Berlin:20260324T090000\r\nDTEND;TZID=Europe/Berlin:20260324T100000"
    )
    moved = (
        "UID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260324T090000"
        "\r\nDTSTART;TZID=America/New_York:20260324T100000\r\nDTEND;TZID=America/New_York:20260324T110000"
    )

    assert [one.begins for one in busy(ics(dropped))] == [utc(2026, 3, 31, 7)]
    assert [one.begins for one in busy(ics(WEEKLY, cancelled))] == [utc(2026, 3, 31, 7)]
    assert [one.begins for one in busy(ics(WEEKLY, moved))] == [
        utc(2026, 3, 24, 14), utc(2026, 3, 31, 7)
    ]  # fmt: skip


def test_whole_days_and_times_without_a_zone_are_those_of_the_host() -> None:
    whole = "UID:2\r\nDTSTART;VALUE=DATE:20260328\r\nDTEND;VALUE=DATE:20260330"
    floating = "UID:3\r\nDTSTART:20260324T090000\r\nDURATION:PT30M"

    assert busy(ics(whole)) == [Span(utc(2026, 3, 27, 23), utc(2026, 3, 29, 22))]
    assert busy(ics(floating)) == [Span(utc(2026, 3, 24, 8), utc(2026, 3, 24, 8, 30))]


def test_what_is_shown_as_free_or_has_no_length_keeps_nobody_away() -> None:
    times = "DTSTART:20260324T090000Z\r\nDTEND:20260324T100000Z"

    assert busy(ics(f"UID:4\r\n{times}\r\nTRANSP:TRANSPARENT")) == []
    assert busy(ics("UID:5\r\nDTSTART:20260324T090000Z\r\nDTEND:20260324T090000Z")) == []
    assert len(busy(ics(f"UID:6\r\n{times}"))) == 1


def test_event_that_has_begun_before_is_busy_until_it_ends() -> None:
    long = "UID:7\r\nDTSTART:20260320T090000Z\r\nDTEND:20260323T120000Z"

    assert [one.ends for one in busy(ics(long))] == [utc(2026, 3, 23, 12)]


def test_list_of_busy_times_is_read_too() -> None:
    text = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//\r\nBEGIN:VFREEBUSY\r\nUID:8\r\n"
        b"FREEBUSY;FBTYPE=BUSY:20260324T090000Z/20260324T100000Z,20260325T090000Z/PT1H\r\n"
        b"FREEBUSY;FBTYPE=FREE:20260326T090000Z/20260326T100000Z\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )

    assert [one.begins for one in busy(text)] == [utc(2026, 3, 24, 9), utc(2026, 3, 25, 9)]


@pytest.mark.parametrize(
    "text", [b"", b"<html>sign in</html>", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben\r\nEND:VCARD\r\n"]
)
def test_what_is_no_calendar_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(RuleBroken, match="no calendar that we can read"):
        busy(text)


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5"]
)
def test_what_repeats_without_end_is_refused_in_words(rule: str) -> None:
    endless = f"UID:9\r\nDTSTART:20000101T000000Z\r\nDTEND:20000101T000001Z\r\nRRULE:{rule}"

    with pytest.raises(RuleBroken, match="repeats every minute or second"):
        busy(ics(endless))


def test_event_at_the_end_of_time_breaks_nothing() -> None:
    last = "UID:1\r\nDTSTART;VALUE=DATE:99991231\r\nDTEND;VALUE=DATE:99991231"
    long = "UID:2\r\nDTSTART:20260324T090000Z\r\nDURATION:P99999999D"

    assert busy(ics(last)) == []
    with pytest.raises(RuleBroken, match="no calendar that we can read"):
        busy(ics(long))
