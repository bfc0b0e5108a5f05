"""How long does a project list take to come in, as CSV and as a workbook, the first time and again?

    ./slice bench import_rows [--rows 20000] [--database sqlite|postgres]

The list is imported by the real command into a fresh workspace: first all rows are new, then the same file changes
nothing, then one row in ten has another budget. Each import is a process of its own; its peak memory is told.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from bench.intake import ROOT, _database
from tools.slice_postgres import why_not

AIM = 30.0
PRODUCT = [sys.executable, "-m", "secondslice"]
HEADERS = (
    "Project ID", "Project name", "Department", "Status", "Start date", "End date", "Budget (EUR)", "Project manager",
    "Sponsor", "Sponsor e-mail", "Sponsor's job title", "Comment",
)  # fmt: skip
# fmt: off
WORDS = ("Tills", "Payroll", "Ledger", "Archive", "Portal", "Warehouse", "Network", "Identity", "Loyalty", "Fleet")
KINDS = ("Renewal", "Rollout", "Migration", "Pilot", "Phase-out", "Upgrade", "Consolidation", "Redesign")
PLACES = ("Retail", "Finance", "Logistics", "HR", "IT", "Sales", "Legal", "Marketing", "Research", "Service")
FIRST = ("Ben", "Ida", "Zoe", "Noor", "Léa", "Jürgen", "Ana", "Piotr", "Mei", "Tom", "Søren", "Inês")
LAST = ("Ortega", "Brandt", "Müller", "O'Neill", "Kowalski", "Chen", "Dubois", "García", "Okafor", "Lindqvist")
# fmt: on
PHASES = ("In progress", "Planned", "Not started", "At risk", "Completed", "Closing", "")
Cell = str | int | date | None


@dataclass(frozen=True)
class Took:
    """What one import took."""

    read: float
    checked: float
    written: float
    whole: float
    megabytes: float
    counts: str


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./slice bench import_rows")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the list")
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    slowest = 0.0
    for name in [options.database] if options.database else ["sqlite", "postgres"]:
        if name == "postgres" and (reason := why_not()):
            print(f"PostgreSQL: not measured, {reason}")
            continue
        print(f"\n{name}, {options.rows:,} rows; seconds, the last one for the whole command")
        print("| file | import | read | check | write | all | peak MB | rows |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for ending in ("csv", "xlsx"):
            with _database(name) as environment:
                slowest = max(slowest, _measure(options.rows, ending, environment))
    print(f"\nThe slowest import took {slowest:.1f} s. Aim: 20,000 rows in less than {AIM:.0f} s.")
    return 0


def _measure(rows: int, ending: str, environment: dict[str, str]) -> float:
    """Import the list three times and print a line for each; return the longest time."""
    _make_workspace(environment)
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="slice-bench-") as folder:
        first, changed = Path(folder) / f"list.{ending}", Path(folder) / f"changed.{ending}"
        _write(first, _rows(rows))
        _write(changed, _rows(rows, other_budget_in=10))
        for what, path in (("first", first), ("again", first), ("one in ten changed", changed)):
            took = _import(path, environment)
            slowest = max(slowest, took.whole)
            print(
                f"| {ending} | {what} | {took.read:.1f} | {took.checked:.1f} | {took.written:.1f} |"
                f" {took.whole:.1f} | {took.megabytes:.0f} | {took.counts} |",
                flush=True,
            )
    return slowest


def _make_workspace(environment: dict[str, str]) -> None:
    owner = ["--owner-email", "ava@example.org", "--owner-name", "Ava", "--password-stdin"]
    for words in (["prepare"], ["createworkspace", "--name", "Bench", *owner]):
        subprocess.run(
            [*PRODUCT, *words],
            cwd=ROOT,
            env=environment,
            input=b"a slice of margherita\n",
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _import(path: Path, environment: dict[str, str]) -> Took:
    """Run the command, and wait for it in the way that tells how much memory it took at most."""
    start = time.perf_counter()
    command = [*PRODUCT, "import", "projects", str(path), "--verbosity", "2"]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said)
        _pid, status, used = os.wait4(process.pid, 0)
        whole = time.perf_counter() - start
        said.seek(0)
        text = said.read()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"The import failed:\n{text}")
    read, checked, written = map(float, re.findall(r"(\d+\.\d\d) s", text))
    counts = re.findall(r"([\d,]+) (new|changed|unchanged|refused)", text)
    told = ", ".join(f"{count} {fate}" for count, fate in counts if count != "0")
    return Took(read, checked, written, whole, _megabytes(used), told)


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _rows(count: int, *, other_budget_in: int = 0) -> Iterator[tuple[Cell, ...]]:
    """Yield projects as a portfolio has them: few customers, one sponsor for some projects, gaps here and there."""
    chance = random.Random(7)
    for number in range(count):
        customer = f"{PLACES[number % len(PLACES)]} {number // len(PLACES) % 40 + 1}"
        start = date(2022, 1, 3) + timedelta(days=chance.randrange(2000))
        budget = chance.randrange(5_000, 900_000)
        if other_budget_in and number % other_budget_in == 0:
            budget += 1
        person = number % max(1, count // 8)
        first, last = FIRST[person % len(FIRST)], LAST[person // len(FIRST) % len(LAST)]
        title = ("Head of operations", "Director", "")[person % 3]
        yield (
            f"P-{number:06}",
            f"{chance.choice(WORDS)} {chance.choice(KINDS)} {number % 97 + 1}",
            customer,
            PHASES[number % len(PHASES)],
            start,
            start + timedelta(days=chance.randrange(30, 900)) if number % 9 else None,
            budget if number % 11 else None,
            f"{FIRST[number % 5]} {LAST[number % 7]}",
            f"{first} {last}",
            f"sponsor{person}@customer.example" if number % 13 else None,
            title,
            "Delayed, see the minutes of the board" if number % 17 == 0 else "",
        )


def _write(path: Path, rows: Iterator[tuple[Cell, ...]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows(rows)
        return
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Projects")
    sheet.write_row(0, 0, HEADERS)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell)
            elif cell not in {None, ""}:
                sheet.write(number, place, cell)
    book.close()


if __name__ == "__main__":
    sys.exit(main())
