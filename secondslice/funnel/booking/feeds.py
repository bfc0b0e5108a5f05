"""Read somebody's calendar (RFC 5545): only when it is busy is of interest, never with what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.funnel.booking.rules import Span

MOST_EVENTS, MOST_A_DAY = 2_000, 24
"""A calendar with more in the next months is read as far as this."""
TOO_OFTEN = {"SECONDLY", "MINUTELY"}
FAR = datetime.max.replace(tzinfo=UTC)


def busy_in(text: bytes, *, begins: datetime, ends: datetime, zone: str) -> list[Span]:
    """Return when a calendar is busy between two moments, recurring events, exceptions and moved ones included.

    What is cancelled or shown as free is not busy. A day without times lasts from midnight to midnight in `zone`, as
    does a time without a zone. Raise RuleBroken for what is no calendar.
    """
    import icalendar  # noqa: PLC0415  (large, and only some read it)

    try:
        calendars: list[Any] = icalendar.Calendar.from_ical(text, multiple=True)
        for one in calendars:
            _refuse_endless(one)
        found = {
            span
            for one in calendars
            for span in (*_events(one, begins, ends, zone), *_periods(one, begins, ends, zone))
        }
    except RuleBroken:
        raise
    except Exception as error:  # what strangers write breaks a library in many ways
        raise RuleBroken(
            _("What stands at this address is no calendar that we can read (.ics).")
        ) from error
    if not any(one.name == "VCALENDAR" for one in calendars):
        raise RuleBroken(_("What stands at this address is no calendar that we can read (.ics)."))
    return sorted(found)


def _refuse_endless(calendar: Any) -> None:  # noqa: ANN401
    """Refuse what repeats so often that nobody means it: counting it out would take the worker for hours."""
    for event in calendar.walk("VEVENT"):
        given = event.get("RRULE", [])
        for rule in given if isinstance(given, list) else [given]:
            a_day = prod(
                len(rule.get(name, [])) or 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")
            )
            if a_day > MOST_A_DAY or {str(one).upper() for one in rule.get("FREQ", [])} & TOO_OFTEN:
                raise RuleBroken(
                    _("Something in this calendar repeats every minute or second. Take it out.")
                )


def _events(calendar: Any, begins: datetime, ends: datetime, zone: str) -> Iterator[Span]:  # noqa: ANN401
    import recurring_ical_events  # noqa: PLC0415

    query = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
    coming = takewhile(lambda event: _moment(event["DTSTART"].dt, zone) < ends, query.after(begins))
    for event in islice(coming, MOST_EVENTS):
        if _word(event, "STATUS") == "CANCELLED" or _word(event, "TRANSP") == "TRANSPARENT":
            continue
        span = Span(_moment(event["DTSTART"].dt, zone), _moment(event["DTEND"].dt, zone))
        if span.begins < span.ends:
            yield span


def _periods(calendar: Any, begins: datetime, ends: datetime, zone: str) -> Iterator[Span]:  # noqa: ANN401
    """Yield what a list of busy times (VFREEBUSY) says, where a calendar gives nothing but that."""
    wanted = Span(begins, ends)
    for part in calendar.walk("VFREEBUSY"):
        given = part.get("FREEBUSY", [])
        for one in given if isinstance(given, list) else [given]:
            if str(one.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for first, last in [period.dt for period in getattr(one, "dts", [one])]:
                until = first + last if isinstance(last, timedelta) else last
                span = Span(_moment(first, zone), _moment(until, zone))
                if span.begins < span.ends and span.meets(wanted):
                    yield span


def _word(event: Any, name: str) -> str:  # noqa: ANN401
    return str(event.get(name, "")).upper()


def _moment(value: date | datetime, zone: str) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    try:
        return value.astimezone(UTC)
    except OverflowError:  # the last day that there is, west of Greenwich
        return FAR
