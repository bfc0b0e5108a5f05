"""Count taps of a device or network within a span of time, without keeping which answers they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from secondslice.pulse.models import NotCounted, Station, TapCount
from secondslice.pulse.slips import counting_key
from secondslice.pulse.station_rules import Limit, Reject, span_start


class LimitReached(Exception):  # noqa: N818
    """One limit is reached; what was counted for the others is rolled back with the answer."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.why)
        self.limit = limit


@transaction.atomic
def keep_within(*, station: Station, limits: Sequence[Limit], at: datetime) -> None:
    """Count one more for each limit. Raise LimitReached when it is one too many."""
    for limit in limits:
        start = span_start(at, limit.span)
        key = counting_key(station_id=station.pk, who=limit.who, span=f"{limit.span} {start}")
        mine = TapCount.objects.filter(key=key)
        TapCount.objects.bulk_create(
            [TapCount(workspace=station.workspace, key=key, until=start + limit.span)],
            ignore_conflicts=True,
        )
        if not mine.filter(count__lt=limit.most).update(count=F("count") + 1):
            raise LimitReached(limit)


@transaction.atomic
def note_not_counted(*, station: Station, why: Reject, week: date, by: int = 1) -> None:
    """Keep the number of taps that were not counted, for the PMO to see. `by`: -1 when one was confirmed after all."""
    NotCounted.objects.bulk_create(
        [NotCounted(workspace=station.workspace, station=station, week=week, why=why)],
        ignore_conflicts=True,
    )
    mine = NotCounted.objects.filter(station=station, week=week, why=why)
    if by < 0:
        mine = mine.filter(count__gt=0)
    mine.update(count=F("count") + by)


def forget_counts(*, at: datetime) -> int:
    """Delete the counts of spans of time that are over. Return how many."""
    gone, _each = TapCount.objects.filter(until__lt=at).delete()
    return gone
