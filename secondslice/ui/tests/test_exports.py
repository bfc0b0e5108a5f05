from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import openpyxl
import pytest
from django.http import FileResponse, Http404, StreamingHttpResponse

from secondslice.ui.exports import Cell, Sheet, file_response

TODAY = date(2026, 3, 6)
NASTY = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
ROWS: list[tuple[Cell, ...]] = [
    ('Zoë, "the" boss', 3, Decimal("1234.50"), TODAY, datetime(2026, 3, 6, 9, 30, tzinfo=UTC), None)
]
HEADERS = ("Name", "People", "Budget", "Start", "Seen", "End")


def csv_of(rows: list[tuple[Cell, ...]]) -> bytes:
    response = cast(
        "StreamingHttpResponse",
        file_response(Sheet("My list", HEADERS, rows), form="csv", on=TODAY),
    )
    return b"".join(cast("Iterable[bytes]", response.streaming_content))


def workbook_of(rows: list[tuple[Cell, ...]]) -> openpyxl.Workbook:
    response = file_response(Sheet("My list", HEADERS, rows), form="xlsx", on=TODAY)
    assert isinstance(response, FileResponse)
    return openpyxl.load_workbook(
        io.BytesIO(b"".join(cast("Iterable[bytes]", response.streaming_content)))
    )


def test_csv_opens_with_the_right_letters_and_iso_dates() -> None:
    content = csv_of(ROWS)

    assert content.startswith(b"\xef\xbb\xbfName,People")
    assert 'Zoë, ""the"" boss",3,1234.50,2026-03-06,2026-03-06 09:30:00' in content.decode()


def test_file_is_named_by_list_and_day() -> None:
    response = file_response(Sheet("Müller's list", HEADERS, []), form="csv", on=TODAY)

    assert response["Content-Disposition"] == 'attachment; filename="mullers-list-2026-03-06.csv"'


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula_in_csv(text: str) -> None:
    line = csv_of([(text,)]).decode().split("\r\n", 1)[1]

    assert line.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", NASTY[:4])
def test_no_text_becomes_a_formula_in_xlsx(text: str) -> None:
    cell = workbook_of([(text,)]).worksheets[0]["A2"]

    assert (cell.value, cell.data_type) == (text, "s")


def test_xlsx_has_typed_cells() -> None:
    sheet = workbook_of(ROWS).worksheets[0]

    assert [cell.value for cell in sheet[2]][1:5] == [
        3,
        1234.5,
        datetime(2026, 3, 6),  # noqa: DTZ001  (a spreadsheet has no zones)
        datetime(2026, 3, 6, 9, 30),  # noqa: DTZ001
    ]


def test_negative_number_stays_a_number() -> None:
    assert csv_of([(-5,)]).decode().split("\r\n")[1] == "-5"


def test_unknown_form_is_not_there() -> None:
    with pytest.raises(Http404):
        file_response(Sheet("x", HEADERS, []), form="pdf", on=TODAY)
