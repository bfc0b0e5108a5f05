"""Files as they come from elsewhere, and short ways to bring them in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.projects.imports.fates import RowFate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.imports.reading import ReadAs, Table, open_table
from secondslice.projects.imports.spec import Spec, spec_from
from secondslice.projects.imports.ways import Importer
from secondslice.projects.services.import_runs import first_spec
from secondslice.projects.services.importing import Import, import_now

Cell = str | int | float | bool | date | datetime | None
HEADERS = (
    "Number",
    "Project name",
    "Customer",
    "Phase",
    "Start",
    "End",
    "Budget",
    "Sponsor",
    "Sponsor e-mail",
)
TILLS = (
    "P-1",
    "New tills",
    "Retail",
    "execution",
    "2026-01-05",
    "2026-06-30",
    "120000",
    "Ben Ortega",
    "ben@retail.example",
)
CONTACT_HEADERS = (
    "Name",
    "E-mail",
    "Customer",
    "Job title",
    "Phone",
    "Language",
    "Time zone",
    "External ID",
)
BEN = (
    "Ben Ortega",
    "Ben@Retail.example",
    "Retail",
    "Head of stores",
    "+49 30 123",
    "German",
    "europe/berlin",
    "HR-7",
)


def csv_text(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    """Return rows as CSV; a cell that holds the separator, a mark or a line break is quoted."""
    lines = []
    for row in rows:
        cells = [str(cell) for cell in row]
        quoted = [
            '"' + cell.replace('"', '""') + '"'
            if set(cell) & {separator, '"', "\n", "\r"}
            else cell
            for cell in cells
        ]
        lines.append(separator.join(quoted))
    return "\r\n".join(lines) + "\r\n"


def csv_bytes(*rows: Sequence[object]) -> bytes:
    """Return rows as CSV in UTF-8."""
    return csv_text(rows).encode()


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return an Excel workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_of(content: bytes, *, name: str = "list.csv", read_as: ReadAs | None = None) -> Table:
    """Return the list in a file."""
    return open_table(content, name=name, read_as=read_as or ReadAs())


def bring(
    workspace: Workspace,
    content: bytes,
    *,
    kind: Kind = Kind.PROJECTS,
    importer: Importer | None = None,
    name: str = "list.csv",
    **choices: object,
) -> Import:
    """Return an import of a file with guessed columns; `choices` are those of a mapping file."""
    told = spec_from(kind, choices)
    table = open_table(content, name=name, read_as=told.read_as)
    columns = told.columns or first_spec(workspace=workspace, kind=kind, table=table).columns
    spec = spec_from(kind, {**told.stored(), "columns": dict(columns)})
    return Import(workspace, importer or Importer(None), table, spec, name)


def plan_of(workspace: Workspace, content: bytes, **options: object) -> Plan:
    """Return what a file would do."""
    one = bring(workspace, content, **options)  # type: ignore[arg-type]  # passed on as they are
    return one.planner().plan(one.known())


def import_of(workspace: Workspace, content: bytes, **options: object) -> list[RowFate]:
    """Import a file, and return what became of its rows."""
    one = bring(workspace, content, **options)  # type: ignore[arg-type]  # passed on as they are
    planner = one.planner()
    plan = planner.plan(one.known())
    moved = import_now(
        bring=one,
        planner=planner,
        plan=plan,
        shown_digest=plan.digest,
        by=None,
        at=clock.now(),
    )
    assert moved is None
    return plan.fates


def spec_of(kind: Kind, **choices: object) -> Spec:
    """Return choices as a mapping file gives them."""
    return spec_from(kind, choices)
