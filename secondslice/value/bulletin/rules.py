"""What a bulletin may hold, and whom it names. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta

MOST_ITEMS = 12
"""More than that nobody reads."""
USUAL = timedelta(days=90)
LONGEST = timedelta(days=731)
BUDGET = ("touched", "year_full", "silent")
"""Told as one reason: the budget of the person."""
HANGS_ON_ANSWERS = frozenset({"", *BUDGET, "case", "empty"})
"""Whether somebody gets a bulletin, or why not for one of these reasons, may tell whether a question was answered."""


def usual_period(last_until: date | None, *, today: date) -> tuple[date, date]:
    """Return the period of a new bulletin: since the last one, or the last three months.

    >>> usual_period(None, today=date(2026, 4, 1))
    (datetime.date(2026, 1, 1), datetime.date(2026, 4, 1))
    >>> usual_period(date(2026, 3, 1), today=date(2026, 4, 1))
    (datetime.date(2026, 3, 2), datetime.date(2026, 4, 1))
    """
    since = today - USUAL
    if last_until is not None and since <= last_until:
        since = min(last_until + timedelta(days=1), today)
    return since, today


def names_departments(segment: str) -> bool:
    """Tell whether it may say for which department something was delivered. A client is never named to others.

    >>> names_departments("internal"), names_departments("all")
    (True, False)
    """
    return segment == "internal"


def digest_of(*told: object) -> str:
    """Return what stands for all that a bulletin tells, so that what was looked at is what is sent.

    >>> digest_of("a", ["b"]) == digest_of("a", ["b"]), digest_of("a", ["b"]) == digest_of("ab", [])
    (True, False)
    """
    text = json.dumps(told, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def told_reasons(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many are left out for which reason, the most first, with what the budget says as one.

    >>> told_reasons({"touched": 1, "stopped": 2, "silent": 3})
    {'budget': 4, 'stopped': 2}
    """
    found: dict[str, int] = {}
    for why, count in counts.items():
        shown = "budget" if why in BUDGET else why
        found[shown] = found.get(shown, 0) + count
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
