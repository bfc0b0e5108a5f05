"""What the worker does over and over, and that one bad row keeps nothing else from being done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import Error, connection
from pytest_django import Settings

from secondslice.accounts.models import Workspace
from secondslice.config.shift import Shift
from secondslice.conftest import Clock
from secondslice.jobs import rules
from secondslice.jobs.models import Job
from secondslice.jobs.services import enqueue
from secondslice.messaging.models import Message
from secondslice.messaging.tests.make import make_mail

pytestmark = pytest.mark.django_db

done: list[str] = []


def note(*, payload: dict[str, str], now: datetime) -> None:
    """A job."""
    done.append(payload["name"])


@pytest.fixture(autouse=True)
def tasks(settings: Settings) -> None:
    """The queue knows one task, and nothing recurs."""
    settings.TASKS = {"note": f"{__name__}.note"}
    settings.VITAL_TASKS = ["note"]
    settings.SCHEDULE = {}
    done.clear()


@pytest.fixture
def shift(clock: Clock) -> Shift:
    """A worker that loses no time when it stumbles."""
    return Shift(threading.Event(), retry_seconds=0)


def put(name: str, clock: Clock, *, task: str = "note") -> None:
    """Put a job into the queue."""
    enqueue(name=task, key=name, payload={"name": name}, run_at=clock.moment, workspace_id=None)


def test_job_of_unknown_name_keeps_neither_jobs_nor_mails(
    shift: Shift, pmo: Workspace, clock: Clock
) -> None:
    put("from tomorrow", clock, task="of-tomorrow")
    put("from today", clock)
    make_mail(pmo, at=clock.moment)

    assert shift.turn() == 2

    assert done == ["from today"]
    assert Message.objects.get().state == Message.State.KEPT


@pytest.mark.django_db(transaction=True)  # its connection may be closed
@pytest.mark.parametrize("fault", [KeyError("a fault of ours"), Error("the database is away")])
def test_schedule_that_stumbles_keeps_neither_jobs_nor_mails(
    shift: Shift,
    pmo: Workspace,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    def stumble(*, at: datetime) -> None:
        raise fault

    monkeypatch.setattr("secondslice.config.shift.keep_schedule", stumble)
    put("a", clock)
    make_mail(pmo, at=clock.moment)

    assert shift.turn() == 2


@pytest.mark.django_db(transaction=True)
def test_every_write_of_a_worker_takes_its_turn_among_the_writers(
    shift: Shift, pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    """Outside a transaction a statement would pass by the queue of core/sqlite and meet the others in the database."""
    settings.SCHEDULE = {"note": 3600}
    put("a", clock)
    put("unknown", clock, task="of-tomorrow")
    make_mail(pmo, at=clock.moment)
    passed_by: list[str] = []

    def look(execute: Callable[..., object], sql: str, *more: object) -> object:
        if not sql.startswith(("SELECT", "BEGIN")) and not connection.in_atomic_block:
            passed_by.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(look):
        shift.begin(is_only_worker=True)
        assert shift.turn() == 2

    assert not passed_by


def test_start_of_a_worker_tries_again_what_may_not_be_left_undone(
    shift: Shift, pmo: Workspace, clock: Clock
) -> None:
    put("a", clock)
    Job.objects.update(dead_at=clock.moment, attempts=rules.MOST_ATTEMPTS)

    shift.begin(is_only_worker=False)
    shift.turn()

    assert done == ["a"]


def test_only_worker_sets_free_what_a_killed_one_had_begun(
    shift: Shift, pmo: Workspace, clock: Clock
) -> None:
    put("a", clock)
    Job.objects.update(lease="dead", leased_until=clock.moment + rules.LEASE)
    make_mail(pmo, at=clock.moment)
    Message.objects.update(state=Message.State.SENDING, claimed_at=clock.moment, claim="dead")
    assert shift.turn() == 0

    shift.begin(is_only_worker=True)

    assert shift.turn() == 2


def test_command_tells_which_jobs_were_given_up_and_tries_them_again(
    shift: Shift, pmo: Workspace, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    put("a", clock)
    Job.objects.update(dead_at=clock.moment, attempts=8, last_error="ValueError: no luck")

    call_command("jobs")
    assert "note a\n    ValueError: no luck" in capsys.readouterr().out
    assert shift.turn() == 0

    call_command("jobs", again=True)
    assert shift.turn() == 1

    call_command("jobs")
    assert capsys.readouterr().out.endswith("No job was given up.\n")
