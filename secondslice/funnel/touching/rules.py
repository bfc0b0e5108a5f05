"""When a customer has not heard of us for long. Plain values in, plain values out."""

from __future__ import annotations

from datetime import date

QUIET = (30, 60, 90, 180)
"""Over how many days one may look."""
USUAL = 60
FARTHEST = 730
"""A touch is planned two years ahead at most."""


def quiet_days(last: date | None, *, today: date) -> int | None:
    """Return for how many days nothing passed between us, or None when nothing ever did.

    >>> quiet_days(date(2026, 1, 1), today=date(2026, 3, 2)), quiet_days(None, today=date(2026, 3, 2))
    (60, None)
    """
    return (today - last).days if last else None


def days_from(text: str) -> int:
    """Return what an address asks for, else the usual.

    >>> days_from("90"), days_from("7"), days_from("x")
    (90, 60, 60)
    """
    return int(text) if text.isascii() and text.isdigit() and int(text) in QUIET else USUAL
