"""Lists as files: CSV that Excel opens with the right letters, and XLSX with typed cells. Both are safe to open.

A text that begins with =, +, - or @ would be run as a formula by a spreadsheet, and such a text may come from
anybody whose name or answer stands in the list. In CSV it gets an apostrophe in front, which spreadsheets know as
"this is text"; in XLSX the cell is typed as text.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.http import FileResponse, Http404
from django.utils.text import slugify

from secondslice.core import clock
from secondslice.core.http import MemberRequest

CHUNK = 500
"""Rows that are read from the database at a time."""
Cell = str | int | float | Decimal | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  (wide ones count too)
_WIDTH, _WIDEST = 12, 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to be written: the name of its file, its headers and its rows."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def download(request: MemberRequest, sheet: Sheet, *, at: datetime) -> FileResponse:
    """Answer with a list in the form that the address asks for: `?download=csv` or `?download=xlsx`."""
    today = clock.day_of(at, request.membership.time_zone)
    return file_response(sheet, form=request.GET.get("download", ""), on=today)


def file_response(sheet: Sheet, *, form: str, on: date) -> FileResponse:
    """Answer with a list as a file, `form` being csv or xlsx. The day stands in its name.

    It is written before the answer begins, so that it speaks the language and the time zone of who asked for it, and
    what goes wrong does not end in half a file. A long list goes to disk, not to memory.
    """
    if form not in _WRITERS:
        raise Http404
    write, content_type = _WRITERS[form]
    out: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  (the response closes it)
    write(sheet, out)
    out.seek(0)
    name = f"{slugify(sheet.name)}-{on.isoformat()}.{form}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=content_type)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("Ben")
    ("'=HYPERLINK(1)", 'Ben')
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _csv(sheet: Sheet, out: IO[bytes]) -> None:
    text = io.TextIOWrapper(
        out, encoding="utf-8-sig", newline=""
    )  # without the mark Excel reads wrong letters
    writer = csv.writer(text)
    writer.writerow([harmless(header) for header in sheet.headers])
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    text.detach()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return harmless(cell) if isinstance(cell, str) else cell


def _xlsx(sheet: Sheet, out: IO[bytes]) -> None:
    """Write row by row, so that a long list does not fill the memory."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for place, header in enumerate(sheet.headers):
        page.set_column(place, place, min(max(_WIDTH, len(header) + 2), _WIDEST))
    page.freeze_panes(1, 0)
    for place, header in enumerate(sheet.headers):
        page.write_string(0, place, header, bold)
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            _write(page, number, place, cell, moment)
    book.close()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    number: int,
    place: int,
    cell: Cell,
    moment: xlsxwriter.format.Format,
) -> None:
    """Write one cell with its type; text always as text."""
    if isinstance(cell, str):
        page.write_string(number, place, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(number, place, cell.replace(tzinfo=None), moment)
    elif isinstance(cell, date):
        page.write_datetime(number, place, cell)
    elif cell is not None:
        page.write_number(number, place, cell)


_WRITERS: dict[str, tuple[Callable[[Sheet, IO[bytes]], None], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, XLSX),
}
