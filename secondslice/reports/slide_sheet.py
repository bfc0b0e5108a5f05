"""The sheet behind a chart of PowerPoint, and the error bars that read the intervals from it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from secondslice.reports.document import Chart, Series
from secondslice.reports.slide_tools import NAMES
from secondslice.reports.telling import interval


def number_format(chart: Chart) -> str:
    """Return how a spreadsheet writes the numbers of a chart."""
    if chart.unit == "share":
        return "0%"
    if chart.unit == "money" and chart.currency.isalpha():
        return f'#,##0 "{chart.currency}"'
    return (
        "#,##0.##"
        if any(one is not None and one % 1 for row in chart.series for one in row.values)
        else "#,##0"
    )


def padded(values: tuple[float | None, ...], count: int) -> list[float | None]:
    """Return a number, or None, for each category."""
    return [values[place] if place < len(values) else None for place in range(count)]


def add_whiskers(mark: Any, series: Series, chart: Chart, place: int) -> None:
    """Add the intervals as error bars that read from the sheet."""
    from lxml import etree  # noqa: PLC0415

    if not _has_intervals(series, len(chart.categories)):
        return
    column = 1 + len(chart.series) + 2 * _before(chart, place)
    sides = []
    for name, at in (("plus", column + 1), ("minus", column)):
        ends = [_distance(series, one, plus=name == "plus") for one in range(len(chart.categories))]
        points = "".join(
            f'<c:pt idx="{n}"><c:v>{one!r}</c:v></c:pt>'
            for n, one in enumerate(ends)
            if one is not None
        )
        where = f"Sheet1!{xl_rowcol_to_cell(1, at, True, True)}:{xl_rowcol_to_cell(len(ends), at, True, True)}"  # noqa: FBT003
        sides.append(
            f"<c:{name}><c:numRef><c:f>{where}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(ends)}"/>{points}</c:numCache></c:numRef></c:{name}>'
        )
    way = '<c:errDir val="y"/>' if chart.form == "lines" else ""
    xml = (
        f'<c:errBars xmlns:c="{NAMES["c"]}" xmlns:a="{NAMES["a"]}">{way}'
        '<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{"".join(sides)}<c:spPr><a:ln w="12700">'
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    mark._element.find("c:cat", NAMES).addprevious(etree.fromstring(xml))


def _before(chart: Chart, place: int) -> int:
    """Return how many series before this one have intervals."""
    return sum(
        any(interval(one, at) for at in range(len(chart.categories)))
        for one in chart.series[:place]
    )


def _distance(series: Series, place: int, *, plus: bool) -> float | None:
    ends = interval(series, place)
    value = series.values[place] if place < len(series.values) else None
    if ends is None or value is None:
        return None
    return round(max(0.0, ends[1] - value if plus else value - ends[0]), 10)


def workbook(chart: Chart) -> bytes:
    """Return the sheet behind the chart: categories, a column for each series, and after them the intervals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  (else it would tell when it was made)
    page = book.add_worksheet("Sheet1")
    numbers = book.add_format({"num_format": number_format(chart)})
    for row, name in enumerate(chart.categories, 1):
        page.write_string(row, 0, name)
    for column, (name, values) in enumerate(_columns(chart), 1):
        page.write_string(0, column, name)
        for row, value in enumerate(values, 1):
            if value is not None:
                page.write_number(row, column, value, numbers)
    book.close()
    return out.getvalue()


def _columns(chart: Chart) -> Iterator[tuple[str, list[float | None]]]:
    count = len(chart.categories)
    for series in chart.series:
        yield series.name, padded(series.values, count)
    for series in chart.series:
        if _has_intervals(series, count):
            for sign, plus in (("−", False), ("+", True)):  # noqa: RUF001  (a minus, not a hyphen)
                yield (
                    f"{series.name} {sign}",
                    [_distance(series, at, plus=plus) for at in range(count)],
                )


def _has_intervals(series: Series, count: int) -> bool:
    return any(interval(series, at) for at in range(count))
