"""When somebody is told what happened, as one mail. Plain values in, plain values out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAILY, WEEKLY = "daily", "weekly"
FARTHEST_BACK = timedelta(days=31)
"""A digest tells no more than a month: what is older is still in the lists."""


def period_began(rhythm: str, *, at: datetime, zone: str) -> datetime | None:
    """Return when the present day or week began; None for whoever wants no digest.

    >>> period_began("weekly", at=datetime(2026, 3, 6, 9, 30, tzinfo=UTC), zone="UTC")  # a Friday
    datetime.datetime(2026, 3, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if rhythm not in {DAILY, WEEKLY}:
        return None
    day = at.astimezone(ZoneInfo(zone)).date()
    if rhythm == WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def is_due(rhythm: str, *, last: datetime, at: datetime, zone: str) -> bool:
    """Tell whether somebody who was told things up to `last` has not had the digest of this day or week.

    >>> monday, friday = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 6))
    >>> is_due("weekly", last=monday, at=friday, zone="UTC"), is_due("daily", last=monday, at=friday, zone="UTC")
    (False, True)
    """
    began = period_began(rhythm, at=at, zone=zone)
    return began is not None and last < began
