"""The parts of a report on a slide: numbers, words, pictures, quotes, stories. Each is drawn into a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from secondslice.reports import telling
from secondslice.reports.document import Chart, Figure, Quote, Story
from secondslice.reports.quoting import QuoteWords
from secondslice.reports.slide_charts import add_chart
from secondslice.reports.slide_tools import (
    ID_SIZE,
    LINE,
    NAMES,
    POINT,
    Box,
    Look,
    Reader,
    height_of,
    inches,
    size_in_one_line,
    size_that_fits,
    text_box,
)

_SMALL, _USUAL = 11.0, 14.0
_CARD = inches(2.5)
"""How wide a number with its note should at least be."""


def add_figures(slide: Any, figures: Sequence[Figure], box: Box, reader: Reader) -> None:
    """Write numbers: below each other in a narrow place, else up to three beside each other."""
    across = min(3, len(figures), max(1, box.width // _CARD))
    if across == 3 and len(figures) == 4:  # noqa: PLR2004  (two and two)
        across = 2
    down = -(-len(figures) // across)
    tall = min(box.height, inches(1.75) * down)
    cells = box.upper(tall).grid(across, down)
    if reader.rtl:
        cells = [
            one for row in range(down) for one in cells[row * across : (row + 1) * across][::-1]
        ]
    for figure, cell in zip(figures, cells, strict=False):
        _figure(slide, figure, cell, reader)


def _figure(slide: Any, figure: Figure, cell: Box, reader: Reader) -> None:
    label = size_that_fits(
        figure.label, (cell.width - inches(0.4), int(2 * _SMALL * LINE * POINT)), most=12
    )
    large = 40 if figure.is_headline else 26
    room = max(inches(0.3), cell.height - height_of(figure.label, label, cell.width) - inches(0.4))
    shown = size_in_one_line(figure.shown, (cell.width, room), most=large)
    badge = telling.badge_words(figure.badge)
    paragraphs = [
        [(figure.label, Look(label, faded=True)), (f"  {figure.id}", Look(ID_SIZE, faded=True))],
        [
            (
                figure.shown,
                Look(shown, bold=True, colour=reader.tones["yes"] if figure.is_headline else ""),
            ),
            *([(f"  [{badge}]", Look(_SMALL, faded=True))] if badge else []),
        ],
    ]
    if figure.note:
        paragraphs.append([(figure.note, Look(10.5, faded=True))])
    text_box(slide, cell, paragraphs, reader, after=1)


def add_picture(slide: Any, chart: Chart, box: Box, reader: Reader) -> None:
    """Draw a chart below its finding; its note stands under it."""
    title = size_that_fits(chart.title, (box.width, inches(0.55)), most=16, least=11)
    strip = height_of(f"{chart.title} {chart.id}", title, box.width) + inches(0.05)
    text_box(
        slide,
        box.upper(strip),
        [[(chart.title, Look(title, bold=True)), (f"  {chart.id}", Look(ID_SIZE, faded=True))]],
        reader,
    )
    rest = box.below(strip)
    note = height_of(chart.note, 10.5, box.width) + inches(0.05) if chart.note else 0
    add_chart(slide, chart, rest.upper(rest.height - note), reader)
    if note:
        text_box(
            slide, rest.below(rest.height - note), [[(chart.note, Look(10.5, faded=True))]], reader
        )


def add_words(slide: Any, body: Any, paragraphs: list[str], box: Box, deck: Any) -> None:
    """Write paragraphs into the slide's own place for text, or into a box when it has none."""
    if body is not None:
        deck.fill(body, paragraphs, box=box)
        return
    size = size_that_fits("\n".join(paragraphs), (box.width, box.height), most=18, least=10)
    text_box(slide, box, [[(one, Look(size))] for one in paragraphs], deck.reader, after=8)


def add_quotes(
    slide: Any,
    quotes: Sequence[Quote],
    said: Mapping[str, QuoteWords],
    box: Box,
    reader: Reader,
) -> None:
    """Write what customers said; where one is no longer allowed, say so."""
    for quote, cell in zip(quotes, box.grid(1, len(quotes)), strict=True):
        words = said.get(quote.id)
        if words is None:
            text_box(slide, cell, [[(telling.quote_gone(), Look(_USUAL, faded=True))]], reader)
            continue
        text = _("“%(words)s”") % {"words": telling.clean(words.words)}
        size = size_that_fits(text, (cell.width, int(cell.height * 0.8)), most=20, least=10)
        own = replace(reader, rtl=telling.reads_from_right(words.words))
        text_box(
            slide,
            cell,
            [[(text, Look(size))], [(telling.clean(words.signed), Look(_SMALL, faded=True))]],
            own,
            after=6,
        )


def add_story(slide: Any, story: Story, box: Box, reader: Reader) -> None:
    """Tell a case in its steps."""
    words = "\n".join([story.title, *(f"1. {step}" for step in story.steps)])
    size = size_that_fits(
        words, (box.width - inches(0.3), int(box.height * 0.85)), most=16, least=10
    )
    shape = text_box(
        slide,
        box,
        [
            [
                (story.title, Look(size + 1, bold=True)),
                (f"  {story.id}", Look(ID_SIZE, faded=True)),
            ],
            *([(step, Look(size))] for step in story.steps),
        ],
        reader,
        after=6,
    )
    from lxml import etree  # noqa: PLC0415

    for paragraph in list(shape.text_frame.paragraphs)[1:]:
        settings = paragraph._p.get_or_add_pPr()
        side = "marR" if reader.rtl else "marL"
        settings.set(side, str(inches(0.32)))
        settings.set("indent", str(-inches(0.32)))
        settings.append(etree.Element(f"{{{NAMES['a']}}}buFont", typeface="+mj-lt"))
        settings.append(etree.Element(f"{{{NAMES['a']}}}buAutoNum", type="arabicPeriod"))
