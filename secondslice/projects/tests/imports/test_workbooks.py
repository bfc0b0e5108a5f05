"""Excel workbooks, and files that only look as if they held a list."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from secondslice.accounts.models import Workspace
from secondslice.core.errors import RuleBroken
from secondslice.projects.imports import formats
from secondslice.projects.imports.cells import text_of
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.reading import ReadAs, letter_of, sheets_of
from secondslice.projects.models import Project
from secondslice.projects.tests.imports.make import HEADERS, import_of, plan_of, table_of, workbook

REAL_FILES = Path(os.environ.get("SECONDSLICE_TEST_SHARED_DATA", "nowhere")) / "imports"
LIST = [("Project name", "Customer"), ("Tills", "Retail")]


def test_workbook_brings_dates_numbers_and_texts_as_they_are(pmo: Workspace) -> None:
    begins = datetime(2026, 1, 5, 9)  # noqa: DTZ001  (as Excel has it)
    row = (
        4711,
        "Tills",
        "Retail",
        "execution",
        begins,
        date(2026, 6, 30),
        1200.5,
        "Ben",
        "b@x.example",
    )
    import_of(pmo, workbook({"Projects": [HEADERS, row]}))

    project = Project.objects.get()
    assert (project.code, project.starts_on, project.ends_on) == (
        "4711",
        date(2026, 1, 5),
        date(2026, 6, 30),
    )
    assert str(project.budget) == "1200.50"


def test_date_that_lost_its_form_and_is_only_a_number_is_refused(pmo: Workspace) -> None:
    headers = ("Name", "Customer", "Start", "Sponsor e-mail")
    content = workbook({"Projects": [headers, ("Tills", "Retail", 46027, "")]})

    (fate,) = plan_of(pmo, content).fates

    (problem,) = fate.problems
    assert (fate.fate, problem.column, problem.value) == (Fate.REFUSED, "Start", "46027")
    assert problem.reason == "This is not a date. Write it like 2026-04-03."


def test_rows_and_columns_keep_the_places_that_excel_shows() -> None:
    empty = (None, None, None)
    table = table_of(
        workbook({"A": [empty, empty, (None, "Project name", "Customer"), (None, "Tills", "R")]})
    )

    assert table.headers == ("Column A", "Project name", "Customer")
    assert [(row.number, list(row.cells)) for row in table.rows()] == [(4, [None, "Tills", "R"])]
    assert [letter_of(place) for place in (0, 25, 26)] == ["A", "Z", "AA"]


def test_list_is_found_behind_the_cover_and_empty_sheets() -> None:
    cover = [("Portfolio of Acme",), ("made by Ava",), ("confidential",)]
    content = workbook({"Cover": cover, "Nothing": [], "Projects": LIST})

    assert table_of(content, name="list.xlsx").sheet == "Projects"
    assert sheets_of(content, name="list.xlsx") == ["Cover", "Nothing", "Projects"]


def test_list_with_strange_headers_is_taken_from_the_first_sheet_that_has_rows() -> None:
    content = workbook(
        {"Nothing": [], "One": [("Foo", "Bar"), ("a", "b")], "Two": [("x",), ("y",)]}
    )

    assert table_of(content).sheet == "One"


def test_sheet_can_be_chosen() -> None:
    content = workbook({"2025": LIST, "2026": [LIST[0], ("Payroll", "Finance")]})
    rows = table_of(content, read_as=ReadAs(sheet="2026")).rows()

    assert [text_of(row.cells[0]) for row in rows] == ["Payroll"]


def test_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(RuleBroken, match=r"no sheet “2027” .* has: 2025, 2026"):
        table_of(workbook({"2025": LIST, "2026": LIST}), read_as=ReadAs(sheet="2027"))


def test_workbook_without_a_list_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken, match="There is nothing in this list"):
        table_of(workbook({"One": [], "Two": []}))


def packed(*names: str, size: int = 10) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"x" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.xml", b'<?xml version="1.0"?>\n<Project xmlns="http://schemas.microsoft.com/project">',
         "This is a Microsoft Project file"),
        ("plan.mpx", b"MPX,Microsoft Project,4.0", "This is a Microsoft Project file"),
        ("plan.mpp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This is a Microsoft Project file"),
        ("plan.xer", b"ERMHDR\t20.12\t2022-08-22\tProject", "This is a Primavera file"),
        ("plan.xml", b'<?xml version="1.0"?><APIBusinessObjects>', "This is a Primavera file"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This is an old Excel file"),
        ("report.pdf", b"%PDF-1.7 ...", "This is a PDF"),
        ("report.xls", b"<html><table><tr><td>Tills", "This file is a web page"),
        ("feed.xml", b'<?xml version="1.0"?><feed/>', "This is an XML file"),
        ("list.json", b'[{"name": "Tills"}]', "This is a JSON file"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\0", "neither text nor an Excel workbook"),
        ("list.zip", packed("list.csv"), "This is a packed file, but not an Excel workbook"),
        ("letter.docx", packed("word/document.xml"), "This is a packed file, but not an Excel"),
        ("list.xlsx", packed("xl/workbook.xml")[:60], "This workbook is damaged"),
        ("list.xlsx", packed("xl/workbook.xml"), "This workbook is damaged"),
    ],
    # A packed file holds the time at which it was made: two processes would call the same test by two names.
    ids=lambda value: value if isinstance(value, str) else "content",
)  # fmt: skip
def test_file_that_is_no_list_is_refused_with_what_to_do(
    name: str, content: bytes, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        table_of(content, name=name)

    assert "choose that file" in str(refused.value)


def test_file_that_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken, match="more than 25 MB"):
        table_of(b"x" * (formats.MOST_BYTES + 1))


def test_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "_MOST_UNPACKED", 1_000_000)

    with pytest.raises(RuleBroken, match="more than 500 MB when it is opened"):
        table_of(packed("xl/workbook.xml", "xl/worksheets/sheet1.xml", size=600_000))


@pytest.mark.skipif(
    not REAL_FILES.is_dir(), reason="SECONDSLICE_TEST_SHARED_DATA names no folder with imports/"
)
def test_real_files_are_imported_or_refused_in_words(pmo: Workspace) -> None:
    def content(name: str) -> bytes:
        return (REAL_FILES / name).read_bytes()

    fates = import_of(
        pmo, content("smartsheet-sample.xlsx"), name="s.xlsx", customer="IT", no_sponsors=True
    )
    assert [fate.fate for fate in fates] == [Fate.NEW] * 5
    assert list(Project.objects.order_by("name").values_list("name", "phase"))[:3] == [
        ("Phase 1", "operation"),
        ("Phase 2", "execution"),
        ("Phase 3", "planning"),
    ]
    for name in ("msproject-sample1.xml", "msproject-headers.xml", "primavera-resource-rates.xer"):
        with pytest.raises(RuleBroken, match=r"This is a (Microsoft Project|Primavera) file"):
            table_of(content(name), name=name)
