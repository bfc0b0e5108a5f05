"""Put work into the queue, and do what is due: each piece once, whatever dies in between."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from secondslice.core.logs import without_tokens
from secondslice.core.long_task import LongTask
from secondslice.jobs import rules
from secondslice.jobs.models import Job

log = logging.getLogger(__name__)
Handler = Callable[..., None]
DIED = "Each of %s tries ended with the worker that made it: it was killed, or out of memory."


class LeaseLost(Exception):  # noqa: N818
    """Another worker took the job over while this one was busy; what this one did is rolled back."""


class UnknownTask(Exception):  # noqa: N818
    """The queue holds a name that this version of the product does not know."""


def enqueue(
    *,
    name: str,
    key: str,
    payload: dict[str, object],
    run_at: datetime,
    workspace_id: int | None,
) -> None:
    """Write a job in the caller's transaction. A job with the same key that still waits is only moved to `run_at`.

    A job that a worker holds at this moment is set free as well: what was asked for now must run after now.
    """
    Job.objects.bulk_create(
        [Job(name=name, key=key, payload=payload, run_at=run_at, workspace_id=workspace_id)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["payload", "run_at", "lease", "leased_until", "attempts", "dead_at"],
    )


def enqueue_fast(
    cursor: CursorWrapper,
    /,
    *,
    name: str,
    key: str,
    payload: dict[str, object],
    run_at: datetime,
    at: datetime,
    workspace_id: int | None,
) -> None:
    """Do what `enqueue` does in one statement on a cursor that is open: for the path on which answers come in."""
    cursor.execute(
        "INSERT INTO jobs_job (workspace_id, name, key, payload, run_at, attempts, lease, last_error, created_at)"
        " VALUES (%s, %s, %s, %s, %s, 0, '', '', %s)"
        " ON CONFLICT (key) DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at,"
        " lease = '', leased_until = NULL, attempts = 0, dead_at = NULL",
        [
            workspace_id,
            name,
            key,
            json.dumps(payload),
            connection.ops.adapt_datetimefield_value(run_at),
            connection.ops.adapt_datetimefield_value(at),
        ],
    )


def run_due(
    *, now: Callable[[], datetime], most: int = 100, stop: Callable[[], bool] = lambda: False
) -> int:
    """Do up to `most` jobs that are due, oldest first, until `stop` says so. Return how many were done."""
    done = 0
    while done < most and not stop():
        job = _claim(now())
        if job is None:
            break
        done += _run(job, now=now)
    return done


@transaction.atomic
def release_leases() -> int:
    """Set every job free. Only for a worker that knows it is the only one on this database."""
    return Job.objects.exclude(lease="").update(lease="", leased_until=None)


def revive_vital() -> int:
    """Try again what may never be left undone (VITAL_TASKS). For the start of a worker."""
    return revive(names=settings.VITAL_TASKS)


@transaction.atomic
def revive(*, names: Collection[str] | None = None) -> int:
    """Give the jobs that were given up, all or those of these names, as many tries as a new one has."""
    dead = Job.objects.filter(dead_at__isnull=False)
    if names is not None:
        dead = dead.filter(name__in=names)
    return dead.update(dead_at=None, attempts=0)


@transaction.atomic
def forget_dead() -> int:
    """Strike out the jobs that were given up, but for those that may never be left undone. Return how many."""
    dead = Job.objects.filter(dead_at__isnull=False).exclude(name__in=settings.VITAL_TASKS)
    gone, _ = dead.delete()
    return gone


def keep_schedule(*, at: datetime) -> None:
    """See to it that each recurring job stands in the queue once for its next slot of time."""
    for name, seconds in settings.SCHEDULE.items():
        slot = int(at.timestamp()) // seconds + 1
        run_at = datetime.fromtimestamp(slot * seconds, tz=UTC)
        Job.objects.bulk_create(
            [Job(name=name, key=f"{name}:{slot}", run_at=run_at)], ignore_conflicts=True
        )


def _claim(at: datetime) -> Job | None:
    """Take the oldest free job that is due, by a conditional update: no lock is held while it runs."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    due = Job.objects.filter(free, dead_at=None, run_at__lte=at)
    while True:
        job = due.order_by("run_at", "pk").first()
        if job is None:
            return None
        with transaction.atomic():  # takes its turn among the writers; see core/sqlite
            mine = due.filter(pk=job.pk, lease=job.lease, attempts=job.attempts)
            if job.attempts >= rules.MOST_ATTEMPTS:
                _give_up(job, mine, at=at)
                continue
            lease = secrets.token_hex(8)
            taken = mine.update(
                lease=lease, leased_until=at + rules.LEASE, attempts=job.attempts + 1
            )
        if taken:
            job.lease, job.attempts = lease, job.attempts + 1
            return job


def _give_up(job: Job, mine: QuerySet[Job], *, at: datetime) -> None:
    """Leave a job alone that no worker has survived: it would hold up everything else for ever."""
    why = DIED % rules.MOST_ATTEMPTS
    if mine.update(lease="", leased_until=None, dead_at=at, last_error=why):
        log.error("%s is given up. %s", job, why)


def _run(job: Job, *, now: Callable[[], datetime]) -> bool:
    """Do the work and delete the row in one transaction: both happen, or neither."""
    try:
        work = _prepared(job, at=now())
        with transaction.atomic():
            work()
            gone, _ = Job.objects.filter(pk=job.pk, lease=job.lease).delete()
            if not gone:
                raise LeaseLost(f"{job} was taken over")  # noqa: TRY301
    except LeaseLost:
        log.warning("%s was asked for again or taken over while it ran; it runs again.", job)
        return False
    except Exception as error:  # noqa: BLE001  (the queue's edge: whatever a job raises is kept on its row)
        _failed(job, error, at=now())
        return False
    return True


def _prepared(job: Job, *, at: datetime) -> Callable[[], None]:
    """Return what is to be done inside the transaction."""
    if job.name not in settings.TASKS:
        raise UnknownTask(f"This version knows no task {job.name!r}.")
    handler = cast("Handler | LongTask", import_string(settings.TASKS[job.name]))
    if isinstance(handler, LongTask):
        return handler.prepare(payload=job.payload, now=at)
    return partial(handler, payload=job.payload, now=at)


@transaction.atomic
def _failed(job: Job, error: Exception, *, at: datetime) -> None:
    gave_up = job.attempts >= rules.MOST_ATTEMPTS
    log.error("%s failed, attempt %s", job, job.attempts, exc_info=error)
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        lease="",
        leased_until=None,
        run_at=at + rules.pause_before(job.attempts + 1),
        dead_at=at if gave_up else None,
        last_error=without_tokens(f"{type(error).__name__}: {error}")[:500],
    )
