"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from secondslice.recovery.selectors.board import list_counts
from secondslice.recovery.selectors.cases import (
    CaseCounts,
    case_counts,
    case_of,
    case_slice,
    cases_of_customer,
    cases_of_project,
    due_cases,
    may_see,
    open_cases,
)
from secondslice.recovery.selectors.holding import Load, holds_of, loads, usual_capacity
from secondslice.recovery.selectors.owners import people_for, who_mends
from secondslice.recovery.selectors.threads import CaseFile, case_file
from secondslice.recovery.selectors.times import all_limits, calendar_of, limits_of
from secondslice.recovery.selectors.untouched import Still, still_of, untouched_cases

__all__ = [
    "CaseCounts",
    "CaseFile",
    "Load",
    "Still",
    "all_limits",
    "calendar_of",
    "case_counts",
    "case_file",
    "case_of",
    "case_slice",
    "cases_of_customer",
    "cases_of_project",
    "due_cases",
    "holds_of",
    "limits_of",
    "list_counts",
    "loads",
    "may_see",
    "open_cases",
    "people_for",
    "still_of",
    "untouched_cases",
    "usual_capacity",
    "who_mends",
]
