"""An import that meets something in between: a second click, another import, a dead worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.jobs.models import Job
from secondslice.jobs.rules import LEASE, MOST_ATTEMPTS
from secondslice.projects.imports.reading import ReadAs
from secondslice.projects.models import ImportContent, ImportRun, Project
from secondslice.projects.selectors.importing import is_interrupted
from secondslice.projects.services import import_runs, import_work
from secondslice.projects.tests.import_steps import apply, check, fresh
from secondslice.projects.tests.imports.make import HEADERS, TILLS, csv_bytes
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db
State = ImportRun.State
LIST = csv_bytes(HEADERS, TILLS)
BAD = ("P-2", "Bad", "Retail", "", "soon", "", "", "", "")


class PowerCut(BaseException):
    """The machine went off: nobody catches that."""


def test_pressing_twice_imports_once(
    checked: Callable[..., ImportRun], work: Callable[[], int], clock: Clock
) -> None:
    run = checked()
    other_window = fresh(run)
    apply(run, clock)
    work()

    with pytest.raises(RuleBroken, match="it is “Imported” now"):
        apply(other_window, clock)

    assert fresh(run).state == State.DONE
    assert not Job.objects.exists()


@pytest.mark.parametrize("step", [check, apply])
def test_file_that_is_dropped_while_its_rows_are_planned_leaves_nothing_behind(
    checked: Callable[..., ImportRun], clock: Clock, step: Callable[..., None]
) -> None:
    run = checked()
    step(run, clock)
    finish = import_work.begin_job(
        payload={"run": run.pk, "state": fresh(run).state},
        now=clock.moment,
        ticking=lambda: clock.moment,
    )
    import_runs.drop_contents(ImportContent.objects.all())

    finish()

    run = fresh(run)
    assert (run.state, run.why) == (
        State.FAILED,
        "The file of this import is not kept any more. Start a new import with it.",
    )
    assert (run.peek["samples"], bytes(ImportContent.objects.get().fates)) == ([], b"")
    assert not Project.objects.exists()


def test_file_that_is_read_again_in_another_window_does_not_stop_the_check(
    start: Callable[..., ImportRun], work: Callable[[], int], clock: Clock
) -> None:
    run = start()
    other_window = fresh(run)
    check(run, clock)

    with pytest.raises(RuleBroken, match="it is “Being checked” now"):
        import_runs.read_again(run=other_window, read_as=ReadAs())
    work()

    assert fresh(run).state == State.CHECKED


def test_import_that_is_running_is_neither_read_again_nor_checked_again(
    start: Callable[..., ImportRun], clock: Clock
) -> None:
    run = start()
    check(run, clock)

    with pytest.raises(RuleBroken, match="it is “Being checked” now"):
        import_runs.read_again(run=fresh(run), read_as=ReadAs())
    with pytest.raises(RuleBroken, match="it is “Being checked” now"):
        check(fresh(run), clock)
    with pytest.raises(RuleBroken, match="it is “Being checked” now"):
        apply(fresh(run), clock)


def test_plan_that_is_out_of_date_is_shown_again_before_anything_is_imported(
    checked: Callable[..., ImportRun], work: Callable[[], int], pmo: Workspace, clock: Clock
) -> None:
    run = checked()
    apply(run, clock)
    make_project(pmo, "Old tills", code="P-1")  # somebody was faster
    work()

    run = fresh(run)
    assert run.state == State.CHECKED
    assert run.why.startswith("Nothing was imported: since the list was checked")
    assert (run.counts["new"], run.counts["changed"]) == (0, 1)

    apply(run, clock)
    work()
    assert fresh(run).state == State.DONE
    assert Project.objects.get().name == "New tills"


def test_worker_that_dies_leaves_nothing_half_done_and_the_next_one_goes_on(
    checked: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = checked(csv_bytes(HEADERS, TILLS, ("P-2", "Loyalty", "Retail", *[""] * 6)))
    apply(run, clock)

    def die(_writer: object, _more: int) -> None:
        if Project.objects.exists():
            raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("secondslice.projects.imports.applying._Writer._report", die)
        with pytest.raises(PowerCut):
            work()
    assert not Project.objects.exists()
    assert fresh(run).state == State.APPLYING
    assert work() == 0  # the dead worker still holds the job

    clock.forward(seconds=LEASE.total_seconds())
    assert work() == 2, "the list, and the plan of who is asked, which follows from it"

    assert fresh(run).state == State.DONE
    assert Project.objects.count() == 2


def test_import_that_fails_again_and_again_is_given_up_and_says_so(
    checked: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = checked()
    apply(run, clock)

    def fail(**_options: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(import_work, "import_now", fail)
    for _attempt in range(MOST_ATTEMPTS):
        assert not is_interrupted(fresh(run))
        work()
        clock.forward(hours=1)

    assert is_interrupted(fresh(run))
    assert not Project.objects.exists()


def test_fault_of_ours_while_writing_fails_the_import_in_words_and_leaves_nothing(
    checked: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = checked()
    apply(run, clock)

    def fail(_writer: object, _more: int) -> None:
        if Project.objects.exists():
            raise StopIteration

    monkeypatch.setattr("secondslice.projects.imports.applying._Writer._report", fail)
    assert work() == 1

    assert fresh(run).state == State.FAILED
    assert fresh(run).why.startswith("Something went wrong on our side, and nothing was imported")
    assert not Project.objects.exists()
    assert not Job.objects.exists()


def test_fault_of_ours_while_checking_fails_the_import_in_words(
    start: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = start()
    check(run, clock)

    def fail(**_options: object) -> None:
        raise KeyError("budget")

    monkeypatch.setattr(import_work, "prepare", fail)
    work()

    assert fresh(run).state == State.FAILED
    assert fresh(run).why.startswith("Something went wrong on our side, and nothing was imported")


@pytest.mark.parametrize("role", ["sales", "executive"])
def test_whoever_may_not_import_any_more_imports_nothing(
    checked: Callable[..., ImportRun],
    work: Callable[[], int],
    lea: Membership,
    clock: Clock,
    role: str,
) -> None:
    run = checked()
    apply(run, clock)
    Membership.objects.filter(pk=lea.pk).update(role=role)
    work()

    assert fresh(run).state == State.FAILED
    assert fresh(run).why.startswith("Whoever began this import may not import any more")
    assert not Project.objects.exists()
