from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from secondslice.reports.document import (
    Chart,
    Document,
    Figure,
    Section,
    Series,
    Table,
    Text,
    fingerprint,
)
from secondslice.reports.quoting import QuoteWords
from secondslice.reports.slides import slides_of_report
from secondslice.reports.telling import alt_of, origins
from secondslice.reports.tests.sample import DEFENCE, EXECUTIVE, ONE_PAGER, QUOTES, WEAK, rows
from secondslice.reports.tests.sample_languages import ARABIC, GERMAN
from secondslice.reports.tests.templates import a_template

pytestmark = pytest.mark.once
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def made(document: Document, template: bytes | None = None, **words: str) -> Any:
    return Presentation(io.BytesIO(slides_of_report(document, QUOTES, template, **words)))


def told(slide: Any) -> str:
    """Return everything a slide says, on one line."""
    parts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    parts += [
        cell.text
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    return " ".join(" ".join(parts).split())


def all_told(deck: Any) -> str:
    return " ".join(told(slide) for slide in deck.slides)


def notes(deck: Any) -> str:
    return "\n".join(
        one.notes_slide.notes_text_frame.text for one in deck.slides if one.has_notes_slide
    )


def shapes(deck: Any, what: str) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, what)]


@pytest.mark.parametrize(
    ("document", "template"),
    [
        (EXECUTIVE, None),
        (EXECUTIVE, a_template()),
        (ONE_PAGER, a_template(types=False, dark=False)),
        (GERMAN, None),
        (ARABIC, a_template()),
    ],
    ids=["ours", "dark", "nameless", "german", "arabic"],
)
def test_everything_of_a_report_stands_on_its_slides_and_nothing_beside_them(
    document: Document, template: bytes | None
) -> None:
    deck = made(document, template)
    said = all_told(deck)

    for section in document.sections:
        assert section.title in said
        assert all(one in said for one in section.weak)
    for one in document.blocks():
        if isinstance(one, Figure):
            assert all(word in said for word in (one.label, one.shown, one.note, one.id))
        elif isinstance(one, Table):
            assert all(cell in said for row in one.rows for cell in row)
        elif isinstance(one, Text):
            assert one.words in said
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_charts_are_charts_with_the_numbers_in_them() -> None:
    charts = [one for one in EXECUTIVE.blocks() if isinstance(one, Chart)]
    frames = shapes(made(EXECUTIVE), "has_chart")

    assert len(frames) == len(charts)
    for chart, frame in zip(charts, frames, strict=True):
        (plot,) = frame.chart.plots
        assert tuple(plot.categories) == chart.categories
        assert [(one.name, tuple(one.values)) for one in plot.series] == [
            (one.name, one.values) for one in chart.series
        ]
        assert frame._element.xpath(".//p:cNvPr")[0].get("descr") == alt_of(chart)


def test_numbers_and_intervals_of_a_chart_stand_in_the_sheet_behind_it() -> None:
    frame = shapes(made(EXECUTIVE), "has_chart")[1]
    sheet = openpyxl.load_workbook(
        io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob)
    ).active
    assert sheet is not None
    table = list(sheet.values)

    assert table[0] == (None, "Yes", "Response rate", "Yes −", "Yes +")  # noqa: RUF001
    assert table[1] == ("Q3 2025", 0.66, 0.48, 0.08, 0.07)
    bars = frame.chart._chartSpace.iter(f"{C}errBars")
    (error,) = list(bars)
    assert [one.text for one in error.find(f"{C}plus").iter(f"{C}f")] == ["Sheet1!$E$2:$E$6"]
    assert next(one.text for one in error.find(f"{C}minus").iter(f"{C}v")) == "0.08"


def test_shares_are_drawn_from_0_to_100_percent() -> None:
    axis = shapes(made(EXECUTIVE), "has_chart")[1].chart.value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == (0, 1)


def test_what_is_only_promised_is_not_coloured_as_what_is_sure() -> None:
    falls = Chart(
        "C1",
        "T",
        "falls",
        ("a", "b", "c", "d"),
        (Series("Amounts", (4.0, 3.0, 2.0, 1.0)),),
        "count",
        rows("x"),
    )
    document = replace(EXECUTIVE, sections=(Section("s", "S", (falls,)),))
    points = shapes(made(document), "has_chart")[0].chart.plots[0].series[0].points
    assert [str(points[at].format.fill.fore_color.rgb) for at in range(4)] == [
        "5F5A54",
        "5F5A54",
        "2F6B3A",
        "2F6B3A",
    ]


def test_long_tables_go_on_over_slides_and_lose_no_row_nor_their_header() -> None:
    long = Table(
        "T1",
        "Long",
        ("Who", "How many"),
        tuple((f"Row {n}", str(n)) for n in range(57)),
        rows("x"),
        (1,),
    )
    deck = made(replace(EXECUTIVE, sections=(Section("s", "S", (long,)),)))
    tables = [one.table for one in shapes(deck, "has_table")][:-1]  # the last is the appendix

    assert len(tables) > 2
    assert all(one.cell(0, 0).text == "Who" and one.first_row for one in tables)
    assert [one.cell(n, 0).text for one in tables for n in range(1, len(one.rows))] == [
        f"Row {n}" for n in range(57)
    ]


def test_notes_say_where_each_number_of_a_slide_comes_from() -> None:
    said = notes(made(EXECUTIVE))

    for one in origins(EXECUTIVE):
        line = next(line for line in said.split("\n") if line.startswith(f"{one.id}: "))
        assert all(word in line for word in (one.label, one.what, one.count_words, one.url))


def test_appendix_lists_every_id_with_a_link_to_its_rows() -> None:
    deck = made(EXECUTIVE)
    listed = [
        (
            one.table.cell(n, 0).text,
            one.table.cell(n, 2).text_frame.paragraphs[0].runs[0].hyperlink.address,
        )
        for one in shapes(deck, "has_table")
        if one.table.cell(0, 0).text == "Id"
        for n in range(1, len(one.table.rows))
    ]
    assert listed == [(one.id, one.url) for one in origins(EXECUTIVE)]


@pytest.mark.parametrize("template", [None, a_template()], ids=["ours", "dark"])
def test_defence_pack_names_its_weak_spots_on_every_slide(template: bytes | None) -> None:
    for slide in made(DEFENCE, template).slides:
        assert all(one in told(slide) for one in WEAK)


def test_very_many_weak_spots_are_each_named_if_shortened() -> None:
    many = tuple(f"Spot {number}: {'something is not known here, ' * 3}" for number in range(12))
    for slide in made(replace(DEFENCE, weak=many)).slides:
        assert all(f"Spot {number}" in told(slide) for number in range(12))


def test_slides_in_a_template_are_left_out_with_what_names_them() -> None:
    content = slides_of_report(EXECUTIVE, QUOTES, a_template())

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = b"".join(parts.read(one) for one in parts.namelist())
        shown = parts.read("ppt/presentation.xml").decode()
    assert b"Secret of last year" not in everything
    assert "sectionLst" not in shown
    assert len(re.findall("<p:sldId ", shown)) == len(Presentation(io.BytesIO(content)).slides)


def test_template_gives_layouts_and_letters_and_is_found_without_names() -> None:
    deck = made(EXECUTIVE, a_template(types=False))

    assert deck.slides[0].slide_layout.name == "Asettelu 0"
    assert {one.slide_layout.name for one in list(deck.slides)[1:]} == {"Asettelu 1"}
    assert deck.slide_width == 9_144_000
    assert all(slide.shapes.title.text for slide in deck.slides)
    fonts = {run.font.name for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
             for paragraph in shape.text_frame.paragraphs for run in paragraph.runs}  # fmt: skip
    assert fonts <= {None, "+mn-lt"}


def test_colours_that_mean_something_can_be_seen_on_dark_slides() -> None:
    for template, colour in (
        (None, "2F6B3A"),
        (a_template(dark=False), "2F6B3A"),
        (a_template(), "8FCE99"),
    ):
        series = shapes(made(EXECUTIVE, template), "has_chart")[1].chart.plots[0].series[0]
        assert str(series.format.line.color.rgb) == colour


def test_arabic_slides_run_from_the_right() -> None:
    deck = made(ARABIC)
    title = deck.slides[2].shapes.title.text_frame.paragraphs[0]._p
    assert (title.pPr.get("rtl"), title.pPr.get("algn")) == ("1", "r")
    assert shapes(deck, "has_table")[0].table._tbl.tblPr.get("rtl") == "1"
    assert title.r_lst[0].rPr.get("lang") == "ar"


def test_quote_that_is_no_longer_allowed_is_left_out_with_a_sentence() -> None:
    deck = Presentation(io.BytesIO(slides_of_report(EXECUTIVE, {"Q2": QUOTES["Q2"]})))
    said = all_told(deck)
    assert (QUOTES["Q1"].words in said, QUOTES["Q2"].words in said) == (False, True)
    assert said.count("no longer allows it") == 2


def test_report_that_is_no_longer_as_issued_says_so_on_the_first_slide() -> None:
    assert "No longer as issued." in told(
        made(EXECUTIVE, superseded="No longer as issued.").slides[0]
    )


def test_fingerprint_stands_below_the_slides() -> None:
    assert all(fingerprint(EXECUTIVE)[:12] in told(slide) for slide in made(EXECUTIVE).slides)


HOSTILE = "\x00\x1b]]><a:t>&amp; =1+1 \ud800\ufffe \u2028"


def test_names_that_would_break_xml_or_be_a_formula_stay_text() -> None:
    series = (Series(HOSTILE, (0.5,), (0.4,), (0.6,)),)
    evil = Section(
        HOSTILE,
        HOSTILE,
        (
            Figure("F1", HOSTILE, HOSTILE, "1", HOSTILE, rows(HOSTILE)),
            Chart(
                "C1", HOSTILE, "bars", (HOSTILE, "=1+1"), series, "money", rows("x"), currency='"&"'
            ),
            Table("T1", HOSTILE, (HOSTILE, "=A1"), ((HOSTILE, "=1+1"),), rows("x")),
        ),
        weak=(HOSTILE,),
    )
    document = replace(EXECUTIVE, title=HOSTILE, pmo=HOSTILE, subtitle=HOSTILE, sections=(evil,))

    content = slides_of_report(
        document, {"Q1": QuoteWords(HOSTILE, HOSTILE)}, superseded=HOSTILE, fingerprint="00"
    )

    deck = Presentation(io.BytesIO(content))
    assert "]]><a:t>&amp; =1+1" in all_told(deck)
    sheet_of = shapes(deck, "has_chart")[0].chart.part.chart_workbook.xlsx_part.blob
    book = openpyxl.load_workbook(io.BytesIO(sheet_of)).active
    assert book is not None
    assert (book["A3"].value, book["A3"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("kind", ["executive", "one-pager", "defence"])
def test_report_without_anything_in_it_is_still_a_presentation(kind: str) -> None:
    bare = replace(EXECUTIVE, kind=kind, sections=(), weak=(), subtitle="")  # type: ignore[arg-type]
    assert len(made(bare).slides) == 1


def test_the_same_report_is_the_same_file_whenever_it_is_made() -> None:
    first = slides_of_report(EXECUTIVE, QUOTES, None)
    time.sleep(2.1)  # an archive counts in steps of two seconds
    assert slides_of_report(EXECUTIVE, QUOTES, None) == first


def sizes(deck: Any) -> dict[float, set[str]]:
    """Return which words are written in which size, where a slide says it itself."""
    found: dict[float, set[str]] = {}
    for slide in deck.slides:
        frames = [one.text_frame for one in slide.shapes if one.has_text_frame]
        tables = [one.table for one in slide.shapes if one.has_table]
        frames += [cell.text_frame for one in tables for row in one.rows for cell in row.cells]
        for frame in frames:
            for paragraph in frame.paragraphs:
                for run in paragraph.runs:
                    if run.font.size is not None:
                        found.setdefault(run.font.size.pt, set()).add(run.text.strip())
    return found


@pytest.mark.parametrize("document", [EXECUTIVE, DEFENCE, ONE_PAGER, GERMAN, ARABIC])
def test_nothing_but_ids_and_the_foot_is_smaller_than_12_points(document: Document) -> None:
    small = {text for size, texts in sizes(made(document)).items() if size < 12 for text in texts}

    ids = set(document.sources())
    assert {one for one in small - ids if fingerprint(document)[:12] not in one} == set()


def test_short_sections_share_a_slide_each_with_its_title() -> None:
    short = tuple(
        Section(
            f"s{number}",
            f"Finding {number}",
            (Figure(f"F{number}", "Orders", "12", "12", "Of 40.", rows("x")),),
            weak=(f"Weak {number}.",),
        )
        for number in range(3)
    )
    slides = list(made(replace(EXECUTIVE, sections=short)).slides)

    assert len(slides) == 4  # the title, what it says, the three, the appendix
    shared = told(slides[2])
    assert all(f"Finding {number}" in shared and f"Weak {number}." in shared for number in range(3))
    assert "F2: " in slides[2].notes_slide.notes_text_frame.text


def test_sparse_report_of_ten_sections_has_at_most_sixteen_slides() -> None:
    figures = tuple(
        Figure(f"F{number}", "Orders", "12", "12", "Of 40 customers.", rows("x"))
        for number in range(4)
    )
    chart = Chart(
        "C1", "It grows", "bars", ("a", "b"), (Series("Yes", (1.0, 2.0)),), "count", rows("x")
    )
    sections = tuple(
        Section(
            f"s{number}",
            f"Finding {number}",
            (
                *(replace(one, id=f"{one.id}.{number}") for one in figures),
                Text("One sentence."),
                *([replace(chart, id=f"C{number}")] if number % 2 else []),
            ),
        )
        for number in range(10)
    )

    assert len(made(replace(DEFENCE, sections=sections)).slides) <= 16


def test_points_of_a_list_are_points_of_their_own() -> None:
    points = ("Nine benefits are due.", "Four cases are overdue.", "Two sponsors are silent.")
    section = Section("weak", "Weak spots", tuple(Text(one) for one in points))
    for template in (None, a_template()):
        slide = made(replace(EXECUTIVE, sections=(section,)), template).slides[2]
        paragraphs = [
            paragraph
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            if paragraph.text in points
        ]
        assert [one.text for one in paragraphs] == list(points)
        assert all(one._p.xpath("./a:pPr/a:buChar") for one in paragraphs)
