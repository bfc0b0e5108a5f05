"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from secondslice.impact.selectors.account import (
    companies,
    customers_called,
    noes,
    said_of,
    stake_of,
    told_of,
    year_from,
    yeses,
)
from secondslice.impact.selectors.calibration import beliefs_of
from secondslice.impact.selectors.numbers import last_change, numbers_of
from secondslice.impact.selectors.outcomes import (
    cycles_of,
    followed_people,
    own_cycles,
    people_called,
    reports_of,
)

__all__ = [
    "beliefs_of",
    "companies",
    "customers_called",
    "cycles_of",
    "followed_people",
    "last_change",
    "noes",
    "numbers_of",
    "own_cycles",
    "people_called",
    "reports_of",
    "said_of",
    "stake_of",
    "told_of",
    "year_from",
    "yeses",
]
