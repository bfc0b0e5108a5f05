"""The tables of a report on slides: tables of PowerPoint, divided where one would be too high for a slide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secondslice.reports.document import Table
from secondslice.reports.slide_heights import BODY, NOTE
from secondslice.reports.slide_tools import (
    ID_SIZE,
    LINE,
    NAMES,
    POINT,
    Box,
    Look,
    Reader,
    describe,
    direct,
    height_of,
    inches,
    put,
    text_box,
)

_TITLE = 14.0
_NARROW = inches(10)
"""Up to so wide a place, tables are written a little smaller."""
_PADDING = inches(0.06)
_SPARE = inches(0.15)
"""Letters may be wider than is reckoned with, and a row then higher."""
_STRIP, _NOTE_GAP = inches(0.38), inches(0.08)
_LONGEST_WORD, _SHORT_CELL = 24, 9
_WIDE_LETTER = 0.66
_MOST_SHARE = 70
"""How many letters of a cell count for the width of its column."""


def widths_of(table: Table, width: int, size: float) -> list[int]:
    """Return how wide each column is: its longest word fits, and what is left goes to those with much text."""
    least, wish = [], []
    for place, name in enumerate(table.columns):
        cells = [row[place] for row in table.rows if place < len(row)]
        words = [name, *cells]
        whole = place in table.numeric
        half = name[: -(-len(name) // 2)]  # a heading takes two lines rather than five
        parts = [half, *name.split(), *(part for one in cells for part in _parts(one, whole=whole))]
        longest = min(_LONGEST_WORD, max((len(one) for one in parts), default=1))
        least.append(int((longest + 1) * size * _WIDE_LETTER * POINT) + 2 * _PADDING)
        wish.append(-(-sum(min(_MOST_SHARE, len(one)) for one in words) // len(words)))
    spare = width - sum(least)
    if spare < 0:
        return [one * width // sum(least) for one in least]
    free = [0 if place in table.numeric else one for place, one in enumerate(wish)]
    free = free if any(free) else [1] * len(free)
    return [one + spare * share // sum(free) for one, share in zip(least, free, strict=True)]


def _parts(cell: str, *, whole: bool) -> list[str]:
    """Return what of a cell should not be broken: numbers and short texts are one word."""
    return [cell] if whole or len(cell) <= _SHORT_CELL else cell.split()


def cell_size(width: int) -> float:
    """Return the size in which a table is written in a place."""
    return BODY if width > _NARROW else NOTE


def chunks_of(table: Table, box: Box, *, size: float) -> list[list[tuple[str, ...]]]:
    """Return the rows of a table without title and note in parts that fit the place, about equally long."""
    parts = _chunks(table, box, size, most=len(table.rows))
    evenly = _chunks(table, box, size, most=-(-len(table.rows) // max(1, len(parts))))
    return evenly if len(evenly) == len(parts) else parts


def _chunks(table: Table, box: Box, size: float, *, most: int) -> list[list[tuple[str, ...]]]:
    widths = widths_of(table, box.width, size)
    room = box.height - row_height(table.columns, widths, size) - _SPARE
    rest, parts = list(table.rows), []
    while rest:
        count = max(1, min(most, _count_within(rest, widths, size, room)))
        parts.append(rest[:count])
        rest = rest[count:]
    return parts


def rows_that_fit(table: Table, rows: Sequence[Sequence[str]], width: int, height: int) -> int:
    """Return how many of these rows fit a height, with title, header and note."""
    size = cell_size(width)
    widths = widths_of(table, width, size)
    room = height - _around(table, width) - row_height(table.columns, widths, size)
    return _count_within(rows, widths, size, room)


def _count_within(
    rows: Sequence[Sequence[str]], widths: Sequence[int], size: float, room: int
) -> int:
    for count, row in enumerate(rows):
        room -= row_height(row, widths, size)
        if room < 0:
            return count
    return len(rows)


def _around(table: Table, width: int) -> int:
    """Return what a table's title and note take."""
    return _STRIP + (height_of(table.note, NOTE, width) + _NOTE_GAP if table.note else 0)


def table_height(table: Table, rows: Sequence[Sequence[str]], width: int) -> int:
    """Return about how high some rows of a table are, with title and note."""
    size = cell_size(width)
    widths = widths_of(table, width, size)
    return _around(table, width) + sum(
        row_height(one, widths, size) for one in (table.columns, *rows)
    )


def row_height(cells: Sequence[str], widths: Sequence[int], size: float) -> int:
    """Return about how high a row is."""
    tallest = max(
        (
            height_of(cell, size, wide - 2 * _PADDING)
            for cell, wide in zip(cells, widths, strict=False)
        ),
        default=0,
    )
    return max(tallest, int(size * LINE * POINT)) + _PADDING


def add_table(
    slide: Any,
    table: Table,
    rows: Sequence[Sequence[str]],
    box: Box,
    reader: Reader,
) -> None:
    """Draw some rows of a table below its title; its note stands under it."""
    strip = _STRIP
    text_box(
        slide,
        box.upper(strip),
        [[(table.title, Look(_TITLE, bold=True)), (f"  {table.id}", Look(ID_SIZE, faded=True))]],
        reader,
    )
    tall = draw_table(slide, table, rows, box.below(strip), reader, size=cell_size(box.width))
    if table.note:
        text_box(
            slide,
            box.below(strip + tall + _NOTE_GAP),
            [[(table.note, Look(NOTE, faded=True))]],
            reader,
        )


def draw_table(
    slide: Any,
    table: Table,
    rows: Sequence[Sequence[str]],
    box: Box,
    reader: Reader,
    *,
    size: float,
    links: Mapping[tuple[int, int], str] | None = None,
) -> int:
    """Draw a table that can be edited, with its first row as header. Return how high it is."""
    widths = widths_of(table, box.width, size)
    heights = [row_height(one, widths, size) for one in (table.columns, *rows)]
    frame = slide.shapes.add_table(
        len(rows) + 1, len(table.columns), box.left, box.top, box.width, sum(heights)
    )
    describe(frame, f"{table.title}. {table.note}".strip(), name=f"{table.id} {table.title}"[:120])
    drawn = frame.table
    _plain_style(drawn, reader)
    for place, wide in enumerate(widths):
        drawn.columns[place].width = wide
    for number, (cells, tall) in enumerate(zip((table.columns, *rows), heights, strict=True)):
        drawn.rows[number].height = tall
        for place in range(len(table.columns)):
            words = cells[place] if place < len(cells) else ""
            cell = drawn.cell(number, place)
            cell.margin_top = cell.margin_bottom = _PADDING // 2
            cell.margin_left = cell.margin_right = _PADDING
            paragraph = cell.text_frame.paragraphs[0]
            direct(paragraph, reader, to_end=place in table.numeric)
            url = (links or {}).get((number - 1, place), "")
            if words:
                put(
                    paragraph,
                    words,
                    Look(size, bold=number == 0, faded=number == 0, url=url),
                    reader,
                )
            else:  # an empty cell is as high as the letters that it does not hold
                paragraph._p.get_or_add_endParaRPr().set("sz", str(int(size * 100)))
            _underline(cell, strong=number == 0)
    return sum(heights)


def _plain_style(drawn: Any, reader: Reader) -> None:
    """Take away the style that python-pptx sets: lines below rows are enough, and fit every template."""
    settings = drawn._tbl.tblPr
    settings.set("firstRow", "1")
    settings.set("bandRow", "0")
    if reader.rtl:
        settings.set("rtl", "1")
    style = settings.find("a:tableStyleId", NAMES)
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No style, no grid": every PowerPoint knows it


def _underline(cell: Any, *, strong: bool) -> None:
    from lxml import etree  # noqa: PLC0415

    light = "" if strong else '<a:lumMod val="40000"/><a:lumOff val="60000"/>'
    line = etree.fromstring(
        f'<a:lnB xmlns:a="{NAMES["a"]}" w="{12700 if strong else 6350}"><a:solidFill><a:schemeClr val="tx1">{light}'
        '</a:schemeClr></a:solidFill><a:prstDash val="solid"/></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().insert(0, line)
