"""When to try again. Plain values in, plain values out."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=10)


def pause_before(attempt: int) -> timedelta:
    """Return how long to wait before attempt number `attempt` (2, 3, ...): 10 s, doubled each time, at most an hour.

    >>> [pause_before(n).total_seconds() for n in (2, 3, 8)]
    [10.0, 20.0, 640.0]
    """
    return min(timedelta(seconds=10 * 2 ** (attempt - 2)), timedelta(hours=1))
