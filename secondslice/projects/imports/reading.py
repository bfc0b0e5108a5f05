"""Files -> rows: find the header, whatever stands above it, and read the list below it, lazily."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import python_calamine
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports import cards, formats, texts
from secondslice.projects.imports.card_lines import card_lines
from secondslice.projects.imports.cells import Cell, Row, text_of
from secondslice.projects.imports.columns import recognised

MOST_ROWS, MOST_COLUMNS = 100_000, 500
_LOOK_FOR_HEADER = 30
_ENOUGH_FILLED = 0.6
_SAMPLES = 3
_FEW = 30
_LOOK_AT = 3000


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What the person chose about reading the file; empty: we find out."""

    sheet: str = ""
    encoding: str = ""
    header_row: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A list: its headers, and its rows as often as one wants them."""

    headers: tuple[str, ...]
    header_row: int
    rows: Callable[[], Iterator[Row]]
    sheet: str = ""

    def column(self, place: int) -> Iterator[Cell]:
        """Return the cells of one column."""
        return (row.cells[place] for row in self.rows())

    def look(self) -> tuple[list[list[str]], list[list[str]]]:
        """Return up to three values of each column to show, and all its values where these are few."""
        found: list[dict[str, None]] = [{} for _header in self.headers]
        for row in itertools.islice(self.rows(), _LOOK_AT):
            for place, cell in enumerate(row.cells):
                if len(found[place]) <= _FEW and (text := text_of(cell)[:60]):
                    found[place][text] = None
        values = [list(one) for one in found]
        return [one[:_SAMPLES] for one in values], [
            one if len(one) <= _FEW else [] for one in values
        ]


def sheets_of(content: bytes, *, name: str) -> list[str]:
    """Return the names of a workbook's sheets, hidden ones last; nothing for a text file."""
    return _names(_workbook(content)) if formats.is_workbook(content, name=name) else []


def open_table(content: bytes, *, name: str, read_as: ReadAs) -> Table:
    """Return the list in a file. Raise RuleBroken, in words, when there is none.

    In a workbook it stands on the chosen sheet, else on the first that has headers we know: the cover is passed over.
    """
    if not formats.is_workbook(content, name=name):
        text = texts.decoded(content, read_as.encoding)
        if cards.are_cards(text):
            return _cards(text)
        return _table(lambda: iter(texts.records(text)), read_as.header_row)
    book = _workbook(content)
    names = _names(book)
    if not names:
        raise RuleBroken(_("This workbook has no sheet with cells. Choose another file."))
    if not read_as.sheet:
        return _likeliest(book, names, read_as.header_row)
    if read_as.sheet not in names:
        raise RuleBroken(
            _("There is no sheet “%(sheet)s” in this workbook. It has: %(names)s.")
            % {"sheet": read_as.sheet, "names": ", ".join(names)}
        )
    return _on_sheet(book, read_as.sheet, read_as.header_row)


def lines_of(content: bytes, *, name: str, encoding: str) -> Iterator[str]:
    """Yield all that stands in a file, on every sheet and above the list too. Raise RuleBroken when it is none."""
    if not formats.is_workbook(content, name=name):
        text = texts.decoded(content, encoding)
        lines: Iterable[str] = text.splitlines()
        if cards.are_cards(text):  # its lines may be folded, and written in codes
            lines = itertools.chain(lines, (line.value for line in card_lines(text)))
        yield from map(text_of, lines)
        return
    book = _workbook(content)
    for sheet in _names(book):
        try:
            rows = book.get_sheet_by_name(sheet).iter_rows()
        except python_calamine.CalamineError:
            raise RuleBroken(_damaged()) from None
        yield from (" ".join(map(text_of, row)) for row in rows)


def _cards(text: str) -> Table:
    table = Table(cards.HEADERS, 1, lambda: cards.card_rows(text))
    for _row in table.rows():
        return table
    raise RuleBroken(_("There is nothing in this list. Choose another sheet or file."))


def _table(records: Callable[[], Iterator[Sequence[Cell]]], chosen_row: int) -> Table:
    start = itertools.islice(records(), max(_LOOK_FOR_HEADER, min(chosen_row, MOST_ROWS)))
    header_row, cells = _header(
        [(number, list(cells)) for number, cells in enumerate(start, 1)], chosen_row
    )
    headers = _named(cells)
    if len(headers) > MOST_COLUMNS:
        raise RuleBroken(
            _("This list has more than 500 columns. Leave out those that are not needed.")
        )
    table = Table(headers, header_row, lambda: _rows(records(), header_row, len(headers)))
    if next(table.rows(), None) is None:
        raise RuleBroken(
            _(
                "There is a header in row %(row)s, and no row under it. Choose another sheet or file."
            )
            % {"row": header_row}
        )
    return table


def _likeliest(book: python_calamine.CalamineWorkbook, names: list[str], chosen_row: int) -> Table:
    found: list[Table] = []
    refusals: list[RuleBroken] = []
    for name in names:
        try:
            table = _on_sheet(book, name, chosen_row)
        except RuleBroken as refused:
            refusals.append(refused)
            continue
        if sum(map(recognised, table.headers)) > 1:
            return table
        found.append(table)
    if not found:
        raise refusals[0]
    return found[0]


def _on_sheet(book: python_calamine.CalamineWorkbook, name: str, chosen_row: int) -> Table:
    try:
        sheet = book.get_sheet_by_name(name)
    except python_calamine.CalamineError:
        raise RuleBroken(_damaged()) from None
    # Empty columns on the left keep their letters.
    left = [None] * (sheet.start[1] if sheet.start else 0)
    return replace(
        _table(lambda: ([*left, *row] for row in sheet.iter_rows()), chosen_row), sheet=name
    )


def _names(book: python_calamine.CalamineWorkbook) -> list[str]:
    sheets = [
        sheet
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    sheets.sort(key=lambda sheet: sheet.visible != python_calamine.SheetVisibleEnum.Visible)
    return [sheet.name for sheet in sheets]


def _workbook(content: bytes) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        raise RuleBroken(
            _("This workbook has a password. Save it without one, and choose that file.")
        ) from None
    except python_calamine.CalamineError:
        raise RuleBroken(_damaged()) from None


def _damaged() -> str:
    return _(
        "This workbook is damaged. Open it in Excel or LibreOffice, save it again as .xlsx, and choose that file."
    )


def _rows(records: Iterator[Sequence[Cell]], header_row: int, width: int) -> Iterator[Row]:
    count = 0
    for number, cells in enumerate(records, 1):
        if number <= header_row or not any(text_of(cell) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise RuleBroken(
                _("This list has more than 100,000 rows. Split it, and import the parts.")
            )
        filled = list(cells[:width])
        filled.extend([None] * (width - len(filled)))
        yield Row(number, filled)


def _header(start: list[tuple[int, list[Cell]]], chosen: int) -> tuple[int, list[Cell]]:
    """Return the row that names the columns: the one told, else that with most known names, else a full one."""
    filled = [(number, cells, sum(1 for cell in cells if text_of(cell))) for number, cells in start]
    if chosen:
        for number, cells, count in filled:
            if number == chosen and count:
                return number, cells
        raise RuleBroken(
            _("Row %(row)s is empty. Give the number of the row that names the columns.")
            % {"row": chosen}
        )
    filled = [item for item in filled if item[2]]
    if not filled:
        raise RuleBroken(_("There is nothing in this list. Choose another sheet or file."))
    known = [
        (sum(recognised(text_of(cell)) for cell in cells if isinstance(cell, str)), -number)
        for number, cells, _count in filled
    ]
    best, minus = max(known)
    if best > 1 or (best == 1 and len(filled) > 1):
        return next((number, cells) for number, cells, _count in filled if number == -minus)
    widest = max(count for _number, _cells, count in filled)
    for number, cells, count in filled:
        texts_only = all(isinstance(cell, str) or cell is None for cell in cells)
        if count >= widest * _ENOUGH_FILLED and texts_only:
            return number, cells
    return filled[0][0], filled[0][1]


def _named(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return a name for every column: repeats get a number, a column without a name its letter."""
    texts_ = [text_of(cell)[:200] for cell in cells]
    while texts_ and not texts_[-1]:
        texts_.pop()
    names: dict[str, None] = {}
    for place, text in enumerate(texts_):
        name = text or _("Column %(letter)s") % {"letter": letter_of(place)}
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        names[next(one for one in itertools.chain([name], numbered) if one not in names)] = None
    return tuple(names)


def letter_of(place: int) -> str:
    """Return the letter a spreadsheet shows above a column.

    >>> letter_of(0), letter_of(25), letter_of(26), letter_of(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
