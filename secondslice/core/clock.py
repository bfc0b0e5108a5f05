"""The only place that reads the clock. Views, tasks and commands call it; all else takes `now`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, in UTC."""
    return timezone.now()


def day_of(moment: datetime, zone: str) -> date:
    """Return the calendar day that `moment` falls on in the zone named `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()
