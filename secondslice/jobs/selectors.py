"""How the queue is doing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from secondslice.jobs.models import Job


def oldest_due(*, at: datetime) -> int:
    """Return for how many seconds the oldest due job waits for a worker; 0 when none does."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    run_at = (
        Job.objects.filter(free, dead_at=None, run_at__lte=at)
        .order_by("run_at")
        .values_list("run_at", flat=True)
        .first()
    )
    return int((at - run_at).total_seconds()) if run_at else 0


def dead_jobs() -> QuerySet[Job]:
    """Return the jobs that were given up, the oldest first."""
    return Job.objects.filter(dead_at__isnull=False).order_by("dead_at", "pk")
