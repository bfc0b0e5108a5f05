"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from secondslice.impact.selectors.account import (
    WINDOW,
    companies,
    customers_called,
    noes,
    said_of,
    stake_of,
    told_of,
    yeses,
)
from secondslice.impact.selectors.numbers import last_change, numbers_of

__all__ = [
    "WINDOW",
    "companies",
    "customers_called",
    "last_change",
    "noes",
    "numbers_of",
    "said_of",
    "stake_of",
    "told_of",
    "yeses",
]
