"""`secondslice import`: the same import without a browser."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.customers.models import Contact
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.models import Project
from secondslice.projects.services.import_runs import check_import, start_import
from secondslice.projects.tests.imports.make import BEN, CONTACT_HEADERS, HEADERS, TILLS, csv_bytes

pytestmark = pytest.mark.django_db
BAD = ("P-2", "Bad", "Retail", "", "soon", "", "", "", "")
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what the command says about a file with this content."""

    def go(content: bytes, *more: str, kind: str = "projects", name: str = "list.csv") -> str:
        path, out = tmp_path / name, io.StringIO()
        path.write_bytes(content)
        call_command("import", kind, str(path), *more, stdout=out, stderr=out)
        return out.getvalue()

    return go


def mapping(tmp_path: Path, **choices: object) -> list[str]:
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(choices))
    return ["--mapping", str(path)]


def test_list_is_imported_and_the_counts_are_told(pmo: Workspace, run: Run) -> None:
    said = run(csv_bytes(HEADERS, TILLS))

    assert "Sponsor's e-mail: column “Sponsor e-mail”" in said
    assert "1 rows: 1 new, 0 changed, 0 unchanged, 0 refused." in said
    assert "Imported." in said
    assert Project.objects.get().name == "New tills"
    assert AuditEntry.objects.get().subject == "list.csv"


def test_people_are_imported(pmo: Workspace, run: Run) -> None:
    run(csv_bytes(CONTACT_HEADERS, BEN), kind="contacts")

    assert Contact.objects.get().language == "de"


def test_second_time_changes_nothing(pmo: Workspace, run: Run) -> None:
    run(csv_bytes(HEADERS, TILLS))

    assert "0 new, 0 changed, 1 unchanged" in run(csv_bytes(HEADERS, TILLS))


def test_dry_run_shows_the_fate_of_each_row_and_imports_nothing(pmo: Workspace, run: Run) -> None:
    run(csv_bytes(HEADERS, TILLS))
    other = ("P-3", "Loyalty", "Retail", *[""] * 6)

    said = run(csv_bytes(HEADERS, (*TILLS[:6], "7", *TILLS[7:]), other), "--dry-run")

    assert "Row 2 changed   New tills · Retail  Budget: 120,000 → 7" in said
    assert "Row 3 new       Loyalty · Retail\n" in said
    assert "This was a dry run: nothing was imported." in said
    assert Project.objects.count() == 1


def test_refused_row_stops_the_import_and_is_told(
    pmo: Workspace, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="leave them out with --skip-refused"):
        run(csv_bytes(HEADERS, TILLS, BAD))
    assert not Project.objects.exists()

    said = run(csv_bytes(HEADERS, TILLS, BAD), "--skip-refused")
    assert "Row 3, column “Start”, “soon”: This is not a date. Write it like 2026-04-03." in said
    assert [project.name for project in Project.objects.all()] == ["New tills"]


def test_many_refused_rows_are_shortened_but_not_in_a_dry_run(pmo: Workspace, run: Run) -> None:
    content = csv_bytes(HEADERS, TILLS, *[BAD] * 30)

    assert "... and 10 more refused rows; --dry-run shows all." in run(content, "--skip-refused")
    assert "Row 32, column “Start”" in run(content, "--skip-refused", "--dry-run")


def test_mapping_file_and_options_settle_what_the_list_leaves_open(
    pmo: Workspace, run: Run, tmp_path: Path
) -> None:
    content = csv_bytes(("Foo", "Start", "State"), ("Tills", "03/04/26", "Paused"))

    run(
        content,
        *mapping(tmp_path, columns={"name": "Foo", "starts_on": "Start", "phase": "State"},
                 phases={"paused": "stopped"}),
        "--customer", "IT", "--no-sponsors", "--dates", "day-first",
    )  # fmt: skip

    project = Project.objects.select_related("customer").get()
    assert (project.name, project.customer.name, project.phase) == ("Tills", "IT", "stopped")
    assert project.starts_on is not None
    assert project.starts_on.isoformat() == "2026-04-03"


def test_mapping_settles_some_columns_and_the_others_are_guessed(
    pmo: Workspace, run: Run, tmp_path: Path
) -> None:
    headers = ("Title", "Vorname", "Customer", "Sponsor e-mail", "Budget")
    content = csv_bytes(headers, ("Old name", "New name", "Retail", "", "7"))

    run(content, *mapping(tmp_path, columns={"name": "Vorname", "budget": ""}))

    project = Project.objects.select_related("customer").get()
    assert (project.name, project.customer.name, project.budget) == ("New name", "Retail", None)


def test_mapping_without_columns_keeps_the_guess(pmo: Workspace, run: Run, tmp_path: Path) -> None:
    run(csv_bytes(HEADERS, TILLS), *mapping(tmp_path, columns={}, unit=1000))

    assert Project.objects.get().budget == 120_000_000


def test_what_was_chosen_for_the_last_list_is_used_and_told(
    pmo: Workspace, lea: Membership, run: Run, now: datetime
) -> None:
    content = csv_bytes(("Project name", "Budget", "State"), ("Tills", "150.000", "Paused"))
    before = start_import(by=lea, kind=Kind.PROJECTS, file_name="list.csv", content=content, at=now)
    chosen = {
        "columns": {"name": "Project name", "budget": "Budget", "phase": "State"},
        "customer": "IT",
        "no_sponsors": True,
        "phases": {"paused": "stopped"},
        "dates": "day-first",
        "decimals": ",",
        "unit": 1000,
    }
    check_import(run=before, spec=spec_from(Kind.PROJECTS, chosen), at=now)

    with pytest.raises(CommandError, match="or name the one customer that all rows belong to"):
        run(content)
    said = run(content, "--customer", "HR", "--dates", "month-first")

    for words in (
        "the list has no sponsors",
        "the decimals begin with “,”",
        "budgets are in 1,000",
        "the phase “paused” is stopped",
    ):
        assert f"As chosen for the last list like this: {words}\n" in said
    assert "dates are" not in said
    assert "Projects without anybody to ask: 1." in said
    project = Project.objects.select_related("customer").get()
    assert (project.customer.name, project.budget) == ("HR", Decimal(150_000_000))


def test_customer_that_is_named_wins_over_a_guessed_column(pmo: Workspace, run: Run) -> None:
    run(csv_bytes(HEADERS, TILLS), "--customer", "Board")

    assert Project.objects.select_related("customer").get().customer.name == "Board"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON. Write it like"),
        ("[]", "must hold one JSON object"),
        ('{"colums": {}}', "“colums”, which means nothing here"),
        ('{"columns": {"name": "Title"}}', "The list has no column “Title” (for Project name)"),
    ],
)
def test_mapping_that_means_nothing_is_refused_in_words(
    pmo: Workspace, run: Run, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "m.json").write_text(text)

    with pytest.raises(CommandError) as refused:
        run(csv_bytes(HEADERS, TILLS), "--mapping", str(tmp_path / "m.json"))

    assert words in str(refused.value)


def test_file_that_is_not_there_is_told_in_words(pmo: Workspace, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(CommandError, match=r"cannot be read: (No such file|Is a directory)"):
            call_command("import", "projects", str(path))


def test_kinds_that_come_later_are_told_in_words(pmo: Workspace, run: Run) -> None:
    with pytest.raises(CommandError, match="Importing answers is not there yet"):
        run(b"x", kind="answers")


def test_workspace_is_the_only_one_or_the_one_that_is_named(
    db: None, run: Run, request: pytest.FixtureRequest
) -> None:
    content = csv_bytes(HEADERS, TILLS)
    with pytest.raises(CommandError, match="There is no workspace yet"):
        run(content)
    request.getfixturevalue("pmo")
    cleo: Membership = request.getfixturevalue("cleo")
    with pytest.raises(CommandError, match="Choose one with --workspace: acme, other"):
        run(content)
    with pytest.raises(CommandError, match="There is no workspace “acne”"):
        run(content, "--workspace", "acne")

    run(content, "--workspace", "other")

    assert Project.objects.get().workspace == cleo.workspace


def test_times_are_told_to_who_asks(pmo: Workspace, run: Run) -> None:
    said = run(csv_bytes(HEADERS, TILLS), "--verbosity", "2")

    assert "Read in 0." in said
    assert "checked in 0." in said


@pytest.mark.once
@pytest.mark.slow
def test_killed_import_leaves_all_rows_or_none(tmp_path: Path) -> None:
    rows = [(f"P-{one}", f"Tills {one}", "Retail", *[""] * 6) for one in range(4000)]
    (tmp_path / "list.csv").write_bytes(csv_bytes(HEADERS, *rows))
    settings = {"SECONDSLICE_DATA_DIR": str(tmp_path / "data"), "SECONDSLICE_SECRET_KEY": "x" * 50}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SECONDSLICE", "DJANGO"))}
    environment = {**inherited, **settings}
    product = [sys.executable, "-m", "secondslice"]
    owner = ["--owner-email", "a@example.org", "--owner-name", "Ava", "--password-stdin"]
    for words in (["prepare"], ["createworkspace", "--name", "Acme", *owner]):
        subprocess.run(
            [*product, *words], env=environment, input=b"tomato basil cheese\n", check=True
        )
    command = [*product, "import", "projects", str(tmp_path / "list.csv")]

    def imported() -> int:
        with sqlite3.connect(tmp_path / "data" / "secondslice.sqlite3") as database:
            return int(database.execute("SELECT count(*) FROM projects_project").fetchone()[0])

    begun = time.monotonic()
    subprocess.run([*command, "--dry-run"], env=environment, stdout=subprocess.DEVNULL, check=True)
    planned = time.monotonic() - begun
    for _kill in range(4):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(planned * random.uniform(0.8, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert imported() in {0, 4000}

    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    assert imported() == 4000
