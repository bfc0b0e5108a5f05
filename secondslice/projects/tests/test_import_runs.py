"""An import on its way through the worker: matched, checked, imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core import clock as core_clock
from secondslice.core.errors import RuleBroken
from secondslice.projects.imports import planning
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.reading import ReadAs
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.models import ColumnMatch, ImportContent, ImportRun, Project
from secondslice.projects.services import import_runs, import_work
from secondslice.projects.tests.import_steps import apply, check, fresh
from secondslice.projects.tests.imports.make import HEADERS, TILLS, csv_bytes, workbook
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db
State = ImportRun.State
LIST = csv_bytes(HEADERS, TILLS)
HOMES = {
    "open_table": import_work,
    "sheets_of": import_runs,
    "pack": import_work,
    "counts_of": planning,
    "digest_of": planning,
}
"""What takes long with a large list -> where the import finds it."""
BAD = ("P-2", "Bad", "Retail", "", "soon", "", "", "", "")


def test_list_is_matched_checked_and_imported(
    start: Callable[..., ImportRun], work: Callable[[], int], clock: Clock
) -> None:
    run = start()
    assert run.state == State.MATCHING
    check(run, clock)
    assert fresh(run).state == State.CHECKING
    assert work() == 1
    run = fresh(run)
    assert (run.state, run.counts["new"], run.done, run.total) == (State.CHECKED, 1, 1, 1)
    assert not Project.objects.exists()

    apply(run, clock)
    assert fresh(run).state == State.APPLYING
    clock.forward(seconds=3)
    assert work() == 2, "the list, and the plan of who is asked, which follows from it"

    run = fresh(run)
    assert (run.state, run.finished_at) == (State.DONE, clock.moment)
    assert Project.objects.get().name == "New tills"


def test_refused_rows_stop_the_import_until_somebody_leaves_them_out(
    checked: Callable[..., ImportRun], work: Callable[[], int], clock: Clock
) -> None:
    run = checked(csv_bytes(HEADERS, TILLS, BAD))

    with pytest.raises(RuleBroken, match="Some rows are refused, so nothing is imported"):
        apply(run, clock)
    apply(run, clock, skip_refused=True)
    work()

    assert [project.name for project in Project.objects.all()] == ["New tills"]


def test_project_manager_sees_in_the_check_what_is_not_his(
    checked: Callable[..., ImportRun], pmo: Workspace, lea: Membership, max: Membership
) -> None:
    make_project(pmo, "New tills", code="P-1", manager=lea.user)

    run = checked(csv_bytes(HEADERS, TILLS, ("P-2", "Loyalty", "Retail", *[""] * 6)), by=max)

    assert (run.counts["refused"], run.counts["new"]) == (1, 1)


def test_progress_is_written_while_rows_are_read(
    start: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, int]] = []

    def moment() -> Any:  # noqa: ANN401
        run = ImportRun.objects.get()
        seen.append((run.done, run.total))
        return clock.moment

    rows = [(f"P-{number}", f"Tills {number}", "Retail", *[""] * 6) for number in range(1100)]
    run = start(csv_bytes(HEADERS, *rows))
    check(run, clock)
    monkeypatch.setattr(core_clock, "now", moment)  # asked each time progress is noted
    work()

    assert seen == [(0, 0), (0, 1100), (500, 1100), (1000, 1100)]
    assert fresh(run).done == 1100


def test_choices_are_offered_again_for_the_next_list_with_these_headers(
    start: Callable[..., ImportRun], clock: Clock
) -> None:
    run = start(csv_bytes(("Foo", "Bar", "Bud Get"), ("Tills", "Retail", "5")))
    assert run.spec["columns"] == {}
    chosen = {
        "columns": {"name": "Foo", "budget": "Bud Get"},
        "customer": "IT",
        "no_sponsors": True,
    }
    import_runs.check_import(run=run, spec=spec_from(Kind.PROJECTS, chosen), at=clock.moment)

    again = start(csv_bytes(("BUD GET", "bar", "foo"), ("7", "HR", "Payroll")))

    assert again.spec["columns"] == {"name": "foo", "budget": "BUD GET"}
    assert again.spec["no_sponsors"] is True


def test_one_customer_of_a_list_is_not_taken_for_that_of_the_next(
    start: Callable[..., ImportRun], clock: Clock
) -> None:
    run = start(csv_bytes(("Project name",), ("Tills",)))
    chosen = {"columns": {"name": "Project name"}, "customer": "IT", "no_sponsors": True}
    import_runs.check_import(run=run, spec=spec_from(Kind.PROJECTS, chosen), at=clock.moment)

    again = start(csv_bytes(("Project name",), ("Payroll",)))

    assert again.spec["customer"] == ""
    assert "IT" not in str(ColumnMatch.objects.get().spec)


def test_another_sheet_is_read_when_it_is_chosen(start: Callable[..., ImportRun]) -> None:
    book = workbook({"Cover": [("Acme",)], "2025": [HEADERS, TILLS], "2026": [HEADERS, TILLS]})
    run = start(book, name="list.xlsx")
    assert (run.spec["sheet"], run.peek["sheets"]) == ("2025", ["Cover", "2025", "2026"])

    import_runs.read_again(run=run, read_as=ReadAs(sheet="2026"))

    assert fresh(run).spec["sheet"] == "2026"


def test_nobody_waits_to_write_while_a_list_is_read_and_its_fates_are_packed(
    start: Callable[..., ImportRun],
    work: Callable[[], int],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    around, seen = len(connection.atomic_blocks), dict[str, int]()

    def watched(name: str) -> None:
        real = getattr(module := HOMES[name], name)

        def look(*args: object, **options: object) -> object:
            seen[name] = max(seen.get(name, 0), len(connection.atomic_blocks))
            return real(*args, **options)

        monkeypatch.setattr(module, name, look)

    for name in HOMES:
        watched(name)
    run = start()
    import_runs.read_again(run=run, read_as=ReadAs())
    check(run, clock)
    work()
    apply(fresh(run), clock)
    work()

    assert fresh(run).state == State.DONE
    assert seen == dict.fromkeys(HOMES, around)


def test_file_and_what_shows_its_rows_are_forgotten_after_30_days(
    checked: Callable[..., ImportRun], clock: Clock
) -> None:
    run = checked()
    assert "ben@retail.example" in str(run.peek)
    ImportRun.objects.update(created_at=clock.moment)

    assert import_runs.forget_files(at=clock.moment + timedelta(days=30)) == 0
    assert import_runs.forget_files(at=clock.moment + timedelta(days=31)) == 1

    content = ImportContent.objects.get()
    assert (bytes(content.file), bytes(content.fates)) == (b"", b"")
    assert "ben@retail.example" not in str(fresh(run).peek)
    assert fresh(run).counts["new"] == 1
    assert import_runs.forget_files(at=clock.moment + timedelta(days=31)) == 0
    with pytest.raises(RuleBroken, match="The file of this import is not kept any more"):
        import_runs.read_again(run=run, read_as=ReadAs())
