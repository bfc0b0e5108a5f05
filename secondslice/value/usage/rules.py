"""When somebody is asked whether what was delivered is used. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

STEPS = (30, 90, 180)
"""Days after the go-live."""
GRACE = 45
"""Days after which a step that nobody was asked at is passed over: its time is not the present any more."""
APART = 21
"""Days between two questions about one project: what was asked by hand makes the next step wait."""
DAYS_TO_MEND = 14
"""Until when somebody shall have seen to it that what was delivered is used, unless another day is set."""


class Use(StrEnum):
    """What the owner in operations says."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


def is_in_use(said: str) -> bool:
    """Tell whether it is used at all.

    >>> is_in_use("fully"), is_in_use("partly"), is_in_use("not"), is_in_use("")
    (True, True, False, False)
    """
    return said in {Use.FULLY, Use.PARTLY}


def day_of_step(go_live: date, step: int) -> date:
    """Return on which day a step is due.

    >>> day_of_step(date(2026, 1, 1), 30)
    datetime.date(2026, 1, 31)
    """
    return go_live + timedelta(days=step)


def due_step(
    go_live: date, *, today: date, done: Collection[int] = (), last: date | None = None
) -> int | None:
    """Return at which step somebody is to be asked now: the latest that has come, is not long past, and was not asked.

    A later step that was asked makes the earlier ones needless. `last`: when it was last asked about this project.

    >>> due_step(date(2026, 1, 1), today=date(2026, 1, 30)) is None
    True
    >>> due_step(date(2026, 1, 1), today=date(2026, 2, 10)), due_step(date(2026, 1, 1), today=date(2026, 4, 1))
    (30, 90)
    >>> due_step(date(2026, 1, 1), today=date(2026, 4, 1), done=[90]) is None
    True
    >>> due_step(date(2020, 1, 1), today=date(2026, 4, 1)) is None
    True
    >>> due_step(date(2026, 1, 1), today=date(2026, 2, 1), last=date(2026, 1, 20)) is None
    True
    """
    if last is not None and today < last + timedelta(days=APART):
        return None
    for step in reversed(STEPS):
        if step in done:
            return None
        day = day_of_step(go_live, step)
        if day <= today <= day + timedelta(days=GRACE):
            return step
    return None


def coming(go_live: date, *, today: date, done: Collection[int] = ()) -> list[tuple[int, date]]:
    """Return the steps to come, each with its day.

    >>> coming(date(2026, 1, 1), today=date(2026, 2, 10))
    [(90, datetime.date(2026, 4, 1)), (180, datetime.date(2026, 6, 30))]
    """
    steps = [(step, day_of_step(go_live, step)) for step in STEPS if step not in done]
    return [(step, day) for step, day in steps if day > today]
