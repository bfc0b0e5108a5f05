"""Working days and working time, on a calendar that is passed in. No Django, no clock, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a team works: weekdays (Monday is 0) without the holidays, from opening to closing, in one zone."""

    zone: str = "UTC"
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = field(default=frozenset())
    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        """Refuse a calendar on which nobody ever works."""
        if not self.weekdays:
            raise ValueError("a calendar needs at least one working weekday")
        if self.opens >= self.closes:
            raise ValueError(f"a day must open before it closes, got {self.opens} to {self.closes}")

    def is_workday(self, day: date) -> bool:
        """Tell whether the team works on this day.

        >>> WorkCalendar(holidays=frozenset({date(2026, 1, 1)})).is_workday(date(2026, 1, 1))
        False
        """
        return day.weekday() in self.weekdays and day not in self.holidays


def add_workdays(start: date, days: int, calendar: WorkCalendar) -> date:
    """Return the day that lies `days` working days after `start`, which itself is not counted.

    >>> add_workdays(date(2026, 1, 2), 1, WorkCalendar())  # a Friday
    datetime.date(2026, 1, 5)
    """
    if days < 0:
        raise ValueError(f"days must not be negative, got {days}")
    day = start
    while days:
        day += ONE_DAY
        days -= calendar.is_workday(day)
    return day


def due_after(moment: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """Return, in UTC, the same time of day `days` working days later.

    What comes outside working hours counts from the next opening: a No on Friday evening is as good as one on Monday
    morning, so with one day to answer it is due on Tuesday at the opening.

    >>> due_after(datetime(2026, 1, 2, 10, 30, tzinfo=UTC), 1, WorkCalendar())  # a Friday morning
    datetime.datetime(2026, 1, 5, 10, 30, tzinfo=datetime.timezone.utc)
    >>> due_after(datetime(2026, 1, 2, 19, 0, tzinfo=UTC), 1, WorkCalendar())  # a Friday evening
    datetime.datetime(2026, 1, 6, 9, 0, tzinfo=datetime.timezone.utc)
    """
    local = moment.astimezone(ZoneInfo(calendar.zone))
    day, at = _first_working_moment(local.date(), local.time(), calendar)
    return _utc(add_workdays(day, days, calendar), at, calendar)


def next_open(moment: datetime, calendar: WorkCalendar) -> datetime:
    """Return, in UTC, this moment when the team works in it, else the next opening.

    >>> next_open(datetime(2026, 1, 2, 19, 0, tzinfo=UTC), WorkCalendar())  # a Friday evening
    datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone.utc)
    """
    return due_after(moment, 0, calendar)


def is_open(moment: datetime, calendar: WorkCalendar) -> bool:
    """Tell whether the team works at this moment.

    >>> is_open(datetime(2026, 1, 2, 9, 0, tzinfo=UTC), WorkCalendar())
    True
    >>> is_open(datetime(2026, 1, 2, 17, 0, tzinfo=UTC), WorkCalendar())
    False
    """
    local = moment.astimezone(ZoneInfo(calendar.zone))
    opens = calendar.opens <= local.time() < calendar.closes
    return opens and calendar.is_workday(local.date())


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Return how much working time lies between two moments; nothing when `end` is not after `start`.

    >>> friday, monday = datetime(2026, 1, 2, 16, tzinfo=UTC), datetime(2026, 1, 5, 10, tzinfo=UTC)
    >>> working_time(friday, monday, WorkCalendar())
    datetime.timedelta(seconds=7200)
    """
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    total = timedelta()
    while day <= last:
        if calendar.is_workday(day):
            begins = max(start, _utc(day, calendar.opens, calendar))
            stops = min(end, _utc(day, calendar.closes, calendar))
            total += max(stops - begins, timedelta())
        day += ONE_DAY
    return total


def after_working(start: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """Return, in UTC, the moment at which so much working time has passed since `start`.

    >>> after_working(datetime(2026, 1, 2, 16, tzinfo=UTC), timedelta(hours=2), WorkCalendar())  # a Friday
    datetime.datetime(2026, 1, 5, 10, 0, tzinfo=datetime.timezone.utc)
    """
    day, left = start.astimezone(ZoneInfo(calendar.zone)).date(), span
    while True:
        if calendar.is_workday(day):
            begins = max(start.astimezone(UTC), _utc(day, calendar.opens, calendar))
            has = max(_utc(day, calendar.closes, calendar) - begins, timedelta())
            if left <= has:
                return begins + left
            left -= has
        day += ONE_DAY


def _first_working_moment(day: date, at: time, calendar: WorkCalendar) -> tuple[date, time]:
    """Return the day and time of day from which a limit runs."""
    if not calendar.is_workday(day) or at >= calendar.closes:
        return add_workdays(day, 1, calendar), calendar.opens
    return day, max(at.replace(fold=0), calendar.opens)


def _utc(day: date, at: time, calendar: WorkCalendar) -> datetime:
    """Return a local time as a moment; one that the clock skips in spring is the moment it skips to."""
    return datetime.combine(day, at, ZoneInfo(calendar.zone)).astimezone(UTC)
