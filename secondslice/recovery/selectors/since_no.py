"""What has changed for a customer since the No."""

from __future__ import annotations

from datetime import date

from secondslice.recovery.models import Adjustment, Case


def changes_since_no(case: Case, *, today: date) -> list[Adjustment]:
    """Return what was written down since the newest No, has begun and still holds, oldest first: one query.

    Where none of it has begun yet, what is to come.
    """
    found = Adjustment.objects.filter(case=case, at__gte=case.said_at).order_by("at", "pk")
    holds = [one for one in found if not one.is_over(today)]
    return [one for one in holds if one.starts_on <= today] or holds
