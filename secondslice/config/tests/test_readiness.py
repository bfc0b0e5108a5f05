"""`/readyz`: what an operator's watch looks at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Workspace
from secondslice.conftest import Clock
from secondslice.jobs.models import Job
from secondslice.jobs.services import enqueue

pytestmark = pytest.mark.django_db


def put(clock: Clock) -> None:
    """Put a job into the queue that is due now."""
    enqueue(name="note", key="k", payload={}, run_at=clock.moment, workspace_id=None)


def test_product_is_ready_while_jobs_wait_for_less_than_five_minutes(
    stranger: Client, pmo: Workspace, clock: Clock
) -> None:
    put(clock)
    clock.forward(minutes=5)

    response = stranger.get("/readyz")

    assert response.status_code == 200
    assert (response.json()["oldest_due_seconds"], response.json()["trouble"]) == (300, [])


def test_queue_that_does_not_move_makes_it_unready_in_words(
    stranger: Client, pmo: Workspace, clock: Clock
) -> None:
    put(clock)
    clock.forward(minutes=5, seconds=1)

    response = stranger.get("/readyz")

    assert response.status_code == 503
    assert response.json()["trouble"] == [
        "A job has been due for 301 seconds. See that `secondslice worker` runs, and what its log says."
    ]


def test_job_that_was_given_up_makes_it_unready_in_words(
    stranger: Client, pmo: Workspace, clock: Clock
) -> None:
    put(clock)
    Job.objects.update(dead_at=clock.moment - timedelta(days=1))

    response = stranger.get("/readyz")

    assert response.status_code == 503
    assert response.json()["dead_jobs"] == 1
    assert "`secondslice jobs` says why" in response.json()["trouble"][0]


def test_migrations_are_looked_up_once_and_not_with_every_call(
    stranger: Client, pmo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger.get("/readyz").status_code == 200

    def look(*_words: object, **_options: object) -> None:
        pytest.fail("the migrations were read again")

    monkeypatch.setattr("secondslice.config.views.call_command", look)

    assert stranger.get("/readyz").status_code == 200
