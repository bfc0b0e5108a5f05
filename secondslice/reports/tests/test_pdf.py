from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from datetime import date

import pikepdf
import pypdf
import pytest
from django.conf import settings

from secondslice.reports.document import Chart, Document, Figure, Section, Series, Text, fingerprint
from secondslice.reports.pdf import pdf_of_report
from secondslice.reports.quoting import QuoteWords
from secondslice.reports.telling import alt_of
from secondslice.reports.tests.sample import (
    DEFENCE,
    EXECUTIVE,
    ONE_PAGER,
    QUOTES,
    WEAK,
    of_kind,
    rows,
)
from secondslice.reports.tests.sample_languages import ARABIC, GERMAN

pytestmark = pytest.mark.once


def made(document: Document, *, superseded: str = "") -> bytes:
    print_ = fingerprint(document)
    return pdf_of_report(document, QUOTES, fingerprint=print_, superseded=superseded)


def pages(content: bytes) -> list[str]:
    """Return the text of each page, on one line: where a line breaks is not the point."""
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Return all tags, in reading order."""
    found: list[pikepdf.Dictionary] = []
    waiting: list[pikepdf.Object] = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(reversed(list(one)))
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found.append(one)
            if "/K" in one:
                waiting.append(one.K)
    return found


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(one.S) for one in structure(pdf)]


@pytest.mark.parametrize("document", [EXECUTIVE, DEFENCE, ONE_PAGER, GERMAN, ARABIC])
def test_report_claims_to_be_accessible_and_to_be_kept_and_has_what_that_needs(
    document: Document,
) -> None:
    pdf = pikepdf.open(io.BytesIO(made(document)))

    with pdf.open_metadata() as told:
        assert (told["pdfuaid:part"], told["pdfaid:part"], told["pdfaid:conformance"]) == (
            "1",
            "2",
            "A",
        )
        assert document.title in str(told["dc:title"])
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == document.language
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert {"/H1", "/H2", "/Figure", "/P", "/Link"} <= set(tags(pdf))
    fonts = [
        str(one.get("/BaseFont", "")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary)
    ]
    assert {"Inter" in one or "NotoSansArabic" in one for one in fonts if one} == {True}


def test_every_chart_says_its_finding_and_its_numbers_to_who_cannot_see_it() -> None:
    pdf = pikepdf.open(io.BytesIO(made(EXECUTIVE)))
    charts = [one for one in EXECUTIVE.blocks() if isinstance(one, Chart)]

    alts = [str(one.Alt) for one in structure(pdf) if one.S == "/Figure" and "/Alt" in one]

    assert alts == [alt_of(one) for one in charts]
    assert "Q3 2026: 71 % (65 % to 77 %)" in alts[1]
    assert "Q1 2026: none" in alts[1]


def test_tables_have_header_cells_and_titles_make_an_outline() -> None:
    content = made(EXECUTIVE)
    pdf = pikepdf.open(io.BytesIO(content))

    # three tables of sections and the appendix, with a header cell for each column
    assert tags(pdf).count("/Table") == 4
    assert tags(pdf).count("/TH") == 5 + 4 + 4 + 5
    outline = str(pypdf.PdfReader(io.BytesIO(content)).outline)
    assert all(one.title in outline for one in EXECUTIVE.sections)
    assert "Where each number comes from" in outline


def test_same_report_is_the_same_file_and_another_number_is_another() -> None:
    first = made(EXECUTIVE)
    time.sleep(1.1)  # a clock in it would have moved
    assert made(EXECUTIVE) == first
    assert made(replace(EXECUTIVE, pmo="Another PMO")) != first


def test_page_says_whose_report_it_is_for_when_and_which_page_of_how_many() -> None:
    told = pages(made(EXECUTIVE))

    assert 4 <= len(told) <= 8
    for number, page in enumerate(told, 1):
        assert f"Page {number} of {len(told)}" in page
        assert "Margherita Manufacturing Group PMO · July 1, 2026 to Sept. 30, 2026" in page
        assert fingerprint(EXECUTIVE)[:12] in page
    assert fingerprint(EXECUTIVE) in told[-1].replace(" ", "")


def test_defence_pack_names_its_weak_spots_on_every_page() -> None:
    for page in pages(made(DEFENCE)):
        assert all(one in page for one in WEAK)


def test_very_many_weak_spots_stand_below_every_page_and_cover_nothing() -> None:
    many = tuple(
        f"Weak spot number {number}: {'something is not known here, ' * 3}." for number in range(14)
    )
    told = pages(made(replace(DEFENCE, weak=many)))

    assert all(one in page for page in told for one in many)
    assert all(f"Page {number} of {len(told)}" in page for number, page in enumerate(told, 1))


@pytest.mark.parametrize(
    "document", [ONE_PAGER, replace(EXECUTIVE, kind="one-pager"), replace(ARABIC, kind="one-pager")]
)
def test_one_pager_is_one_page_and_leaves_nothing_out(document: Document) -> None:
    told = pages(made(document))

    assert len(told) == 1
    if document.language == "en":
        assert all(one.title in told[0] for one in document.sections)
        assert all(one.id in told[0] for one in document.blocks() if isinstance(one, Figure))


def test_every_number_carries_its_id_and_the_appendix_leads_to_its_rows() -> None:
    content = made(EXECUTIVE)
    told = pages(content)
    links = {
        str(one["/A"]["/URI"])
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
        for one in (note.get_object() for note in page.get("/Annots", []))
        if "/A" in one and "/URI" in one["/A"]
    }

    for figure in (one for one in EXECUTIVE.blocks() if isinstance(one, Figure)):
        assert re.search(rf"{re.escape(figure.label)} {figure.id}\b", " ".join(told[:-1]))
        assert re.search(rf"\b{figure.id}\b", told[-1])
    assert links == {
        f"{settings.BASE_URL}/w/margherita/value/?since=2026-07-01",
        f"{settings.BASE_URL}/w/margherita/impact/folklore/",
    }
    assert "214 rows" in told[-1]
    assert "3f0c0000 3f0c1eef 3f0c3dde …" in told[-1]


def test_quote_that_is_no_longer_allowed_is_left_out_with_a_sentence() -> None:
    told = " ".join(pages(pdf_of_report(EXECUTIVE, {"Q2": QUOTES["Q2"]})))

    assert QUOTES["Q1"].words not in told
    assert told.count("no longer allows it") == 2
    assert QUOTES["Q2"].words in told


def test_report_that_is_no_longer_as_issued_says_so_on_every_page() -> None:
    told = pages(made(DEFENCE, superseded="This report is no longer as it was issued."))

    assert all("This report is no longer as it was issued." in page for page in told)


def test_folklore_is_called_so_beside_its_number() -> None:
    told = " ".join(pages(made(EXECUTIVE)))

    assert "96 % folklore" in told
    assert "Often told, and not from this PMO's rows." in told


HOSTILE = (
    "\x00\x1b[2J#set page(width: 1pt) <script>&amp; $x$ *b* @F1 \\ \u2028 =cmd|'/c'!A0 \ud800\ufffe"
)


def test_names_that_would_be_markup_or_break_a_file_stay_text() -> None:
    evil = Section(
        "evil",
        HOSTILE,
        (
            Text(HOSTILE),
            Figure("F1", HOSTILE, HOSTILE, "1", HOSTILE, rows(HOSTILE)),
            Chart(
                "C1",
                HOSTILE,
                "bars",
                (HOSTILE,),
                (Series(HOSTILE, (1.0,)),),
                "count",
                rows("x"),
            ),
        ),
        weak=(HOSTILE,),
    )
    document = replace(DEFENCE, title=HOSTILE, pmo=HOSTILE, sections=(evil,), weak=(HOSTILE,))

    content = pdf_of_report(document, {"Q1": QuoteWords(HOSTILE, HOSTILE)}, fingerprint="00")

    told = " ".join(pages(content))
    assert "#set page(width: 1pt) <script>&amp; $x$ *b* @F1 \\" in told
    assert b"pdfuaid:part" in content


@pytest.mark.parametrize("kind", ["executive", "one-pager", "defence"])
def test_report_without_anything_in_it_is_still_a_report(kind: str) -> None:
    bare = replace(of_kind("executive"), kind=kind, sections=(), weak=(), subtitle="")  # type: ignore[arg-type]
    assert "What the PMO was worth" in pages(made(bare))[0]


def test_period_is_written_as_the_reader_writes_days() -> None:
    german = replace(GERMAN, begins_on=date(2026, 3, 1))
    assert "1. März 2026 bis 30. September 2026" in pages(made(german))[0]


def test_period_that_the_subtitle_tells_is_not_told_twice() -> None:
    period = "July 1, 2026 to Sept. 30, 2026"
    told = pages(made(replace(EXECUTIVE, subtitle=f"{period}, as on Oct. 2, 2026")))[0]
    assert told.count(period) == 2  # under the title and below the page


def test_chart_stands_on_the_page_of_its_section_title() -> None:
    figures = tuple(
        Figure(f"F{number}", f"Label {number}", "12", "12", "Of 40.", rows("x"))
        for number in range(3)
    )
    chart = Chart(
        "C1", "It grows", "bars", ("a", "b"), (Series("Yes", (1.0, 2.0)),), "count", rows("x")
    )
    for filler in range(2, 40, 3):
        before = Section("a", "Before", tuple(Text(f"Sentence {n}.") for n in range(filler)))
        then = Section("b", "Unmistakable finding", (*figures, Text("And so it is."), chart))
        found = pages(made(replace(EXECUTIVE, sections=(before, then))))[1:]

        (own,) = [one for one in found if "Unmistakable finding" in one]
        assert all(one in own for one in ("Label 2", "And so it is.", "It grows")), filler


def test_all_weak_spots_stand_below_every_page_of_a_defence_pack() -> None:
    many = tuple(f"Spot {number}: something is not known." for number in range(11))
    for page in pages(made(replace(DEFENCE, weak=many))):
        assert all(f"Spot {number}:" in page for number in range(11))
