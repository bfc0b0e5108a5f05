"""Leave a copy of a report out: it does not leave any more, and its row says why."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from secondslice.reports.models import ReportCopy


def leave_out(*, copies: QuerySet[ReportCopy], why: str, at: datetime) -> int:
    """Leave out those of these copies that still wait. `why`: rules.Dropped or pulse.budget.Why. Return how many."""
    State = ReportCopy.State  # noqa: N806  (a class)
    waiting = copies.filter(state=State.WAITING)
    return waiting.update(state=State.LEFT_OUT, why=str(why), again_at=None, left_out_at=at)
