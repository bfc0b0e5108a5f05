"""Which cases nobody has done or written anything about for long. It is reckoned when it is shown, and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from secondslice.accounts.models import Workspace
from secondslice.analytics.workdays import WorkCalendar
from secondslice.recovery import rules, time_limits
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.times import all_limits, calendar_of
from secondslice.recovery.time_limits import Limits

CLOCK_CHANGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Still:
    """The moment, the limits and the calendar by which a case counts as untouched."""

    now: datetime
    limits: Mapping[str, Limits]
    calendar: WorkCalendar

    def holds(self, case: Case) -> bool:
        """Tell whether we owe the customer something, and nobody has touched the case for long."""
        limits = self.limits.get(case.severity, Limits())
        return case.state in rules.TO_MEND and time_limits.is_untouched(
            case.touched_at, self.now, limits=limits, calendar=self.calendar
        )


def still_of(workspace: Workspace, at: datetime) -> Still:
    """Return by what cases count as untouched now: one query for a whole page."""
    return Still(at, all_limits(workspace), calendar_of(workspace, at))


def untouched_cases(cases: QuerySet[Case], still: Still) -> list[Case]:
    """Return those of these cases that are untouched, the longest first: one query."""
    least = min((Limits().untouched, *(one.untouched for one in still.limits.values())))
    since = still.now - timedelta(days=least) + CLOCK_CHANGE
    found = cases.filter(state__in=rules.TO_MEND, touched_at__lte=since)
    return [case for case in found.order_by("touched_at", "pk") if still.holds(case)]
