"""When it is best to ask again: late enough to have tasted the change, soon enough to remember. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from secondslice.recovery.time_limits import Limits


@dataclass(frozen=True, slots=True)
class AskingWindow:
    """The days on which a re-ask is best. It recommends, and forbids nothing."""

    first: date
    last: date
    tasted: int
    """For how many days the customer has tasted the change."""
    today: date

    @property
    def is_open(self) -> bool:
        """Tell whether today is one of the best days."""
        return self.first <= self.today <= self.last

    @property
    def is_over(self) -> bool:
        """Tell whether the best days have passed."""
        return self.today > self.last


def asking_window(starts_on: date, *, today: date, limits: Limits) -> AskingWindow | None:
    """Return when to ask about a change; None before it has begun.

    >>> window = asking_window(date(2026, 5, 3), today=date(2026, 5, 6), limits=Limits())
    >>> window.tasted, str(window.first), str(window.last), window.is_open
    (3, '2026-05-13', '2026-05-17', False)
    >>> asking_window(date(2026, 5, 3), today=date(2026, 5, 2), limits=Limits()) is None
    True
    """
    if starts_on > today:
        return None
    return AskingWindow(
        first=starts_on + timedelta(days=limits.ask_from),
        last=starts_on + timedelta(days=limits.ask_until),
        tasted=(today - starts_on).days,
        today=today,
    )
