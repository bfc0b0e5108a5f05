from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.reports.document import Chart, Series
from secondslice.reports.print_charts import HALF, WIDE, svg_of
from secondslice.reports.tests.sample import EXECUTIVE, rows

Form = Literal["bars", "lines", "falls"]
SVG = "{http://www.w3.org/2000/svg}"
CHARTS = [one for one in EXECUTIVE.blocks() if isinstance(one, Chart)]
SHARES = Chart(
    "C1", "Finding", "bars", ("A", "B"),
    (Series("Yes", (0.5, 0.25), (0.4, None), (0.6, None), "yes"),), "share", rows("Rows"),
)  # fmt: skip


def words(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[float]:
    return [float(one.get("height", 0)) for one in ET.fromstring(svg).iter(f"{SVG}rect")]


def test_share_is_drawn_from_0_to_100_percent_however_small() -> None:
    told = words(svg_of(replace(SHARES, series=(Series("Yes", (0.02, 0.01)),))))
    assert {"0 %", "25 %", "50 %", "75 %", "100 %"} <= set(told)


def test_bar_is_as_high_as_its_number() -> None:
    half, quarter = bars(svg_of(SHARES))
    assert half == pytest.approx(2 * quarter, abs=0.2)


def test_interval_is_a_whisker_and_there_is_none_without_one() -> None:
    assert svg_of(SHARES).count('stroke-width="1.2"') == 1
    assert (
        svg_of(replace(SHARES, series=(Series("Yes", (0.5, 0.25)),))).count('stroke-width="1.2"')
        == 0
    )


def test_line_is_broken_where_there_is_no_number() -> None:
    line = replace(
        SHARES,
        form="lines",
        categories=tuple("ABCDE"),
        series=(Series("Yes", (0.5, 0.6, None, 0.7, 0.8)),),
    )
    assert len(re.findall('stroke-width="2"', svg_of(line))) == 2


def test_yes_and_no_have_their_colours_and_promised_is_not_shown_as_sure() -> None:
    falls = replace(CHARTS[0], series=(Series("Amounts", (4.0, 3.0, 2.0, 1.0)),), unit="count")
    found = re.findall(r'<rect[^>]*fill="(#\w+)"', svg_of(falls))
    assert found == ["#8a837b", "#8a837b", "#2f6b3a", "#2f6b3a"]
    assert 'fill="#6a2c5f"' in svg_of(
        replace(SHARES, series=(Series("No", (0.1, 0.2), tone="no"),))
    )


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    with translation.override("de"):
        assert "2,9\N{NO-BREAK SPACE}Mio.\N{NO-BREAK SPACE}EUR" in words(svg_of(CHARTS[0]))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.id)
@pytest.mark.parametrize("width", [WIDE, HALF])
def test_every_mark_lies_inside_the_picture(chart: Chart, width: int) -> None:
    root = ET.fromstring(svg_of(chart, width=width))
    tall = float(root.get("height", 0))
    for one in root.iter(f"{SVG}rect"):
        assert float(one.get("x", 0)) >= 0
        assert float(one.get("x", 0)) + float(one.get("width", 0)) <= width
        assert 0 <= float(one.get("y", 0)) <= tall
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x", 0)) <= width
        assert 0 < float(one.get("y", 0)) <= tall


numbers = st.none() | st.floats(-1e9, 1e9, allow_nan=False)


@given(
    st.sampled_from(["bars", "lines", "falls"]),
    st.lists(st.text(max_size=60), max_size=9),
    st.lists(st.tuples(numbers, numbers, numbers), min_size=9, max_size=9),
)
@settings(max_examples=60, deadline=None)
def test_any_numbers_and_names_make_a_picture_that_can_be_read(
    form: Form, names: list[str], values: list[tuple[float | None, ...]]
) -> None:
    clean = tuple("".join(one for one in name if one.isprintable()) for name in names)
    told = [tuple(row[column] for row in values)[: len(clean)] for column in range(3)]
    series = Series("<&>", told[0], told[1], told[2])
    svg = svg_of(
        Chart("C1", "T", form, clean, (series, series), "money", rows("x"), currency="EUR")
    )
    assert ET.fromstring(svg).get("width") == str(WIDE)
    assert "nan" not in svg
