from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from pytest_django import Settings

from secondslice.accounts.models import Workspace
from secondslice.conftest import Clock
from secondslice.jobs import rules
from secondslice.jobs.models import Job
from secondslice.jobs.selectors import dead_jobs, oldest_due
from secondslice.jobs.services import (
    enqueue,
    enqueue_fast,
    forget_dead,
    keep_schedule,
    release_leases,
    revive,
    revive_vital,
    run_due,
)

pytestmark = pytest.mark.django_db

done: list[dict[str, object]] = []


def write_name(*, payload: dict[str, object], now: datetime) -> None:
    """A job with an effect in the database and one outside."""
    Workspace.objects.filter(slug="acme").update(name=str(payload["name"]))
    done.append(payload)


def write_name_and_fail(*, payload: dict[str, object], now: datetime) -> None:
    """A job that dies after its effect."""
    write_name(payload=payload, now=now)
    raise ValueError("no luck")


def fail_with_a_link(*, payload: dict[str, object], now: datetime) -> None:
    """A job whose failure quotes a secret."""
    raise ValueError("no page at /a/0123456789abcdefABCDEF/y")


def ask_for_itself_again(*, payload: dict[str, object], now: datetime) -> None:
    """Somebody asks for the same work while it is being done."""
    enqueue(name="write", key="k", payload={"name": "second"}, run_at=now, workspace_id=None)
    write_name(payload=payload, now=now)


@pytest.fixture(autouse=True)
def tasks(settings: Settings) -> None:
    """The queue knows these three."""
    settings.TASKS = {
        "write": f"{__name__}.write_name",
        "fail": f"{__name__}.write_name_and_fail",
        "again": f"{__name__}.ask_for_itself_again",
    }
    settings.SCHEDULE = {"write": 3600}
    settings.VITAL_TASKS = ["write"]
    done.clear()


def put(name: str, run_at: datetime, *, key: str = "k", text: str = "first") -> None:
    """Enqueue a job."""
    enqueue(name=name, key=key, payload={"name": text}, run_at=run_at, workspace_id=None)


def test_job_is_done_when_it_is_due_and_its_row_goes(pmo: Workspace, clock: Clock) -> None:
    put("write", clock.moment + timedelta(minutes=1))
    assert run_due(now=lambda: clock.moment) == 0

    clock.forward(minutes=1)
    assert run_due(now=lambda: clock.moment) == 1

    pmo.refresh_from_db()
    assert pmo.name == "first"
    assert not Job.objects.exists()


def test_same_key_is_one_job_and_the_last_word_counts(pmo: Workspace, clock: Clock) -> None:
    put("write", clock.moment)
    put("write", clock.moment + timedelta(minutes=5), text="second")

    clock.forward(minutes=5)
    run_due(now=lambda: clock.moment)

    assert done == [{"name": "second"}]


def test_failed_job_leaves_no_effect_and_is_tried_again_until_it_is_given_up(
    pmo: Workspace, clock: Clock
) -> None:
    put("fail", clock.moment)

    for _ in range(rules.MOST_ATTEMPTS + 3):
        run_due(now=lambda: clock.moment)
        clock.forward(hours=2)

    pmo.refresh_from_db()
    job = Job.objects.get()
    assert pmo.name == "Acme PMO"
    assert len(done) == rules.MOST_ATTEMPTS
    assert job.dead_at is not None
    assert job.last_error == "ValueError: no luck"


def test_job_of_a_dead_worker_is_taken_up_after_its_lease(pmo: Workspace, clock: Clock) -> None:
    put("write", clock.moment)
    Job.objects.update(lease="dead", leased_until=clock.moment + rules.LEASE, attempts=1)
    assert run_due(now=lambda: clock.moment) == 0

    clock.moment += rules.LEASE
    assert run_due(now=lambda: clock.moment) == 1
    assert done == [{"name": "first"}]


def test_work_asked_for_again_while_it_runs_is_done_with_the_new_words(
    pmo: Workspace, clock: Clock
) -> None:
    """Its own transaction rolls back with the request inside it, so it is simply tried again."""
    put("again", clock.moment)

    run_due(now=lambda: clock.moment, most=1)

    pmo.refresh_from_db()
    assert pmo.name == "Acme PMO"
    assert Job.objects.count() == 1


def test_schedule_puts_each_slot_in_once(db: None, clock: Clock) -> None:
    for _ in range(3):
        keep_schedule(at=clock.moment)

    job = Job.objects.get()
    assert job.run_at == datetime.fromisoformat("2026-03-06T10:00:00+00:00")


def test_only_worker_takes_up_at_once_what_a_killed_one_had_begun(
    pmo: Workspace, clock: Clock
) -> None:
    put("write", clock.moment)
    Job.objects.update(lease="dead", leased_until=clock.moment + rules.LEASE, attempts=1)

    release_leases()

    assert run_due(now=lambda: clock.moment) == 1


def test_job_that_no_worker_survives_is_given_up_and_the_next_one_is_done(
    pmo: Workspace, clock: Clock
) -> None:
    put("write", clock.moment, key="deadly")
    for _ in range(rules.MOST_ATTEMPTS):  # killed in the middle: nobody is left to write it down
        Job.objects.update(lease="dead", leased_until=clock.moment, attempts=F("attempts") + 1)
    put("write", clock.moment, text="next", key="next")

    assert run_due(now=lambda: clock.moment) == 1

    job = Job.objects.get()
    assert done == [{"name": "next"}]
    assert job.dead_at == clock.moment
    assert job.last_error.startswith("Each of 8 tries ended with the worker that made it")


def test_name_that_this_version_does_not_know_is_tried_again_like_any_failure(
    pmo: Workspace, clock: Clock
) -> None:
    put("of-tomorrow", clock.moment, key="unknown")
    put("write", clock.moment)

    assert run_due(now=lambda: clock.moment) == 1

    job = Job.objects.get()
    assert job.run_at == clock.moment + timedelta(seconds=10)
    assert job.last_error == "UnknownTask: This version knows no task 'of-tomorrow'."


def test_what_is_kept_of_a_failure_holds_no_token(
    pmo: Workspace, clock: Clock, settings: Settings
) -> None:
    settings.TASKS = {"fail": f"{__name__}.fail_with_a_link"}
    put("fail", clock.moment)

    run_due(now=lambda: clock.moment)

    assert Job.objects.get().last_error == "ValueError: no page at /a/[secret]/y"


def test_worker_that_is_asked_to_stop_begins_no_further_job(pmo: Workspace, clock: Clock) -> None:
    for key in "abc":
        put("write", clock.moment, key=key)

    assert run_due(now=lambda: clock.moment, stop=lambda: len(done) == 2) == 2


def test_job_that_must_not_be_left_undone_is_tried_again_by_the_next_worker(
    pmo: Workspace, clock: Clock
) -> None:
    put("write", clock.moment, key="vital")
    put("fail", clock.moment, key="other")
    Job.objects.update(dead_at=clock.moment, attempts=rules.MOST_ATTEMPTS)

    assert revive_vital() == 1
    assert run_due(now=lambda: clock.moment) == 1
    assert [job.key for job in dead_jobs()] == ["other"]


def test_given_up_jobs_are_tried_again_or_struck_out_on_demand(
    pmo: Workspace, clock: Clock
) -> None:
    put("write", clock.moment, key="vital")
    put("fail", clock.moment, key="other")
    Job.objects.update(dead_at=clock.moment)
    assert forget_dead() == 1
    assert [job.key for job in dead_jobs()] == ["vital"]

    assert revive() == 1
    assert not dead_jobs().exists()


def test_job_that_a_worker_is_busy_with_does_not_count_as_waiting(
    pmo: Workspace, clock: Clock
) -> None:
    put("write", clock.moment)
    later = clock.moment + timedelta(minutes=6)
    assert oldest_due(at=later) == 360

    Job.objects.update(lease="busy", leased_until=clock.moment + rules.LEASE)
    assert oldest_due(at=later) == 0
    assert oldest_due(at=clock.moment + rules.LEASE) == 600


SEEN = ("name", "key", "payload", "run_at", "attempts", "lease", "leased_until", "dead_at")


def put_fast(run_at: datetime, *, at: datetime) -> None:
    """Enqueue a job on the path on which answers come in."""
    with connection.cursor() as cursor:
        enqueue_fast(
            cursor,
            name="write",
            key="k",
            payload={"name": "Käse"},
            run_at=run_at,
            at=at,
            workspace_id=None,
        )


@pytest.mark.parametrize("fast", [False, True], ids=["enqueue", "enqueue_fast"])
def test_job_that_was_given_up_begins_anew_when_it_is_asked_for_again(
    pmo: Workspace, clock: Clock, fast: bool
) -> None:
    put("write", clock.moment)
    Job.objects.update(attempts=3, lease="busy", leased_until=clock.moment, dead_at=clock.moment)
    run_at = clock.moment + timedelta(seconds=90)

    if fast:
        put_fast(run_at, at=clock.moment)
    else:
        put("write", run_at, text="Käse")

    row = Job.objects.values_list(*SEEN).get()
    assert row == ("write", "k", {"name": "Käse"}, run_at, 0, "", None, None)


def test_fast_way_into_the_queue_begins_a_job(pmo: Workspace, clock: Clock) -> None:
    put_fast(clock.moment, at=clock.moment)

    assert Job.objects.get().created_at == clock.moment
    assert run_due(now=lambda: clock.moment) == 1
    assert done == [{"name": "Käse"}]
