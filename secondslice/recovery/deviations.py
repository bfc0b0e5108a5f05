"""When a No is not the first time that we let somebody down. Plain values in, plain values out.

Maxham & Netemeyer (2002), Journal of Marketing 66(4): one failure can be mended, a second one cannot, and least when it
is like the first and close to it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

WINDOW = timedelta(days=90)
"""How close together two failures are felt as one story; see docs/model/recovery.md."""


def is_close(before: datetime, now: datetime) -> bool:
    """Tell whether a No comes so soon after another that it is the second of a kind.

    >>> from datetime import UTC
    >>> march, june, july = (datetime(2026, month, 6, tzinfo=UTC) for month in (3, 6, 7))
    >>> is_close(march, june - timedelta(days=2)), is_close(march, july)
    (True, False)
    """
    return timedelta() <= now - before <= WINDOW
