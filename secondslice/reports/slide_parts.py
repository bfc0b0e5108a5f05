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
from secondslice.reports.slide_heights import (
    AFTER,
    BETWEEN,
    BODY,
    HEAD,
    HEADLINE,
    NOTE,
    NUMBER,
    rows_of_cards,
    rows_of_stories,
    stories_across,
)
from secondslice.reports.slide_tools import (
    EMU,
    ID_SIZE,
    LETTER,
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


def add_figures(slide: Any, figures: Sequence[Figure], box: Box, reader: Reader) -> None:
    """Write numbers: below each other in a narrow place, else up to four beside each other."""
    rows = rows_of_cards(figures, box.width)
    for row, high in rows:
        for figure, cell in zip(
            row, _cells(box.upper(high), len(rows[0][0]), reader), strict=False
        ):
            _figure(slide, figure, cell, reader)
        box = box.below(high + AFTER)


def _cells(box: Box, count: int, reader: Reader) -> list[Box]:
    """Return places beside each other, the first of the reading direction first."""
    cells = box.grid(count, 1, gap=BETWEEN / EMU)
    return cells[::-1] if reader.rtl else cells


def _figure(slide: Any, figure: Figure, cell: Box, reader: Reader) -> None:
    large = HEADLINE if figure.is_headline else NUMBER
    badge = telling.badge_words(figure.badge)
    beside = int((len(badge) + 4) * NOTE * LETTER * POINT) if badge else 0
    shown = size_in_one_line(
        figure.shown, (cell.width - beside, cell.height), most=large, least=BODY
    )
    paragraphs = [
        [(figure.label, Look(NOTE, faded=True)), (f"  {figure.id}", Look(ID_SIZE, faded=True))],
        [
            (
                figure.shown,
                Look(shown, bold=True, colour=reader.tones["yes"] if figure.is_headline else ""),
            ),
            *([(f"  [{badge}]", Look(NOTE, faded=True))] if badge else []),
        ],
    ]
    if figure.note:
        paragraphs.append([(figure.note, Look(NOTE, faded=True))])
    text_box(slide, cell, paragraphs, reader, after=1)


def add_picture(slide: Any, chart: Chart, box: Box, reader: Reader) -> None:
    """Draw a chart below its finding; its note stands under it."""
    title = size_that_fits(chart.title, (box.width, inches(0.55)), most=16, least=BODY)
    strip = height_of(f"{chart.title} {chart.id}", title, box.width) + inches(0.05)
    text_box(
        slide,
        box.upper(strip),
        [[(chart.title, Look(title, bold=True)), (f"  {chart.id}", Look(ID_SIZE, faded=True))]],
        reader,
    )
    rest = box.below(strip)
    note = height_of(chart.note, NOTE, box.width) + inches(0.05) if chart.note else 0
    add_chart(slide, chart, rest.upper(rest.height - note), reader)
    if note:
        text_box(
            slide, rest.below(rest.height - note), [[(chart.note, Look(NOTE, faded=True))]], reader
        )


def add_head(slide: Any, words: str, box: Box, reader: Reader) -> None:
    """Write the title of a section that shares a slide with others."""
    text_box(slide, box, [[(words, Look(HEAD, bold=True))]], reader, after=0)


def add_words(slide: Any, body: Any, paragraphs: list[str], box: Box, deck: Any) -> None:
    """Write paragraphs into the slide's own place for text, or into a box; several have a point before each."""
    if body is not None:
        deck.fill(body, paragraphs, box=box, least=NOTE)
        written = body
    else:
        size = size_that_fits("\n".join(paragraphs), (box.width, box.height), most=16, least=NOTE)
        lines = [[(one, Look(size))] for one in paragraphs]
        written = text_box(slide, box, lines, deck.reader, after=6)
    if len(paragraphs) > 1:
        for paragraph in written.text_frame.paragraphs:
            _mark(paragraph, deck.reader, "buChar", char="\N{BULLET}")


def add_quotes(
    slide: Any,
    quotes: Sequence[Quote],
    said: Mapping[str, QuoteWords],
    box: Box,
    reader: Reader,
) -> None:
    """Write what customers said beside each other; where one is no longer allowed, say so."""
    wide = stories_across(len(quotes), box.width)
    down = -(-len(quotes) // wide)
    places = [cell for row in box.grid(1, down) for cell in _cells(row, wide, reader)]
    for quote, cell in zip(quotes, places, strict=False):
        words = said.get(quote.id)
        if words is None:
            text_box(slide, cell, [[(telling.quote_gone(), Look(BODY, faded=True))]], reader)
            continue
        text = _("“%(words)s”") % {"words": telling.clean(words.words)}
        size = size_that_fits(text, (cell.width, int(cell.height * 0.8)), most=18, least=NOTE)
        own = replace(reader, rtl=telling.reads_from_right(words.words))
        text_box(
            slide,
            cell,
            [[(text, Look(size))], [(telling.clean(words.signed), Look(NOTE, faded=True))]],
            own,
            after=6,
        )


def add_stories(slide: Any, stories: Sequence[Story], box: Box, reader: Reader) -> None:
    """Tell cases in their steps, beside each other."""
    rows = rows_of_stories(stories, box.width)
    for row, high in rows:
        for story, cell in zip(row, _cells(box.upper(high), len(rows[0][0]), reader), strict=False):
            _story(slide, story, cell, reader)
        box = box.below(high)


def _story(slide: Any, story: Story, box: Box, reader: Reader) -> None:
    words = "\n".join([story.title, *(f"1. {step}" for step in story.steps)])
    room = (box.width - inches(0.3), box.height - inches(0.08) * len(story.steps))
    size = size_that_fits(words, room, most=BODY, least=NOTE)
    shape = text_box(
        slide,
        box,
        [
            [(story.title, Look(size, bold=True)), (f"  {story.id}", Look(ID_SIZE, faded=True))],
            *([(step, Look(size))] for step in story.steps),
        ],
        reader,
        after=4,
    )
    for paragraph in list(shape.text_frame.paragraphs)[1:]:
        _mark(paragraph, reader, "buAutoNum", type="arabicPeriod")


def _mark(paragraph: Any, reader: Reader, kind: str, **how: str) -> None:
    """Put a number or a point before a paragraph, and let its lines stand behind it."""
    from lxml import etree  # noqa: PLC0415

    settings = paragraph._p.get_or_add_pPr()
    for one in [each for each in settings if etree.QName(each).localname.startswith("bu")]:
        settings.remove(one)
    side = "marR" if reader.rtl else "marL"
    settings.set(side, str(inches(0.32)))
    settings.set("indent", str(-inches(0.32)))
    settings.append(etree.Element(f"{{{NAMES['a']}}}buFont", typeface="+mj-lt"))
    settings.append(etree.Element(f"{{{NAMES['a']}}}{kind}", **how))
