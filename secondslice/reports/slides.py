"""A report as slides that can be edited: charts and tables are PowerPoint's own. The notes say where numbers come from.

Each section is a slide, or several when it holds much. With the organisation's template its layouts, fonts and colours
are used; the colours of Yes and No stay what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from secondslice.reports import telling
from secondslice.reports.document import (
    Block,
    Chart,
    Document,
    Figure,
    Lack,
    Quote,
    Section,
    Source,
    Story,
    Table,
    Text,
)
from secondslice.reports.document import fingerprint as fingerprint_of
from secondslice.reports.quoting import QuoteWords
from secondslice.reports.slide_deck import Deck
from secondslice.reports.slide_heights import NOTE
from secondslice.reports.slide_panes import Pane, halves, places_of, sheets_of
from secondslice.reports.slide_parts import (
    add_figures,
    add_head,
    add_picture,
    add_quotes,
    add_stories,
    add_words,
)
from secondslice.reports.slide_tables import add_table, chunks_of, draw_table
from secondslice.reports.slide_template import insets
from secondslice.reports.slide_tools import (
    LETTER,
    POINT,
    Box,
    Look,
    Reader,
    height_of,
    inches,
    text_box,
)

_WEAK_SIZE, _WEAK_LINES = NOTE, 3
_SHORT = 12
_TABLE_SIZE = NOTE


def slides_of_report(
    document: Document,
    quotes: Mapping[str, QuoteWords],
    template: bytes | None = None,
    *,
    fingerprint: str = "",
    superseded: str = "",
) -> bytes:
    """Return the report as a .pptx.

    `template`: the organisation's own, checked by `template_rules` when it was given; None for our look. The others are
    as for the PDF. Raise slide_template.NoLayout for a template without a slide for content.
    """
    fingerprint = fingerprint or fingerprint_of(document)
    document = telling.cleaned(document)
    with telling.in_language_of(document):
        reader = Reader(document.language, telling.is_rtl(document))
        drawing = _Drawing(Deck(template, reader), document, quotes)
        period = telling.period_of(document)
        mark = f"{_('Fingerprint')} {fingerprint[:_SHORT]}"
        choices = [(document.pmo, period, mark), (document.pmo, mark), (document.pmo,)]
        drawing.deck.foot([" · ".join(one) for one in choices])
        drawing.deck.fit_titles([_counted(one.title, 1, 2) for one in document.sections])
        drawing.first(telling.clean(superseded))
        drawing.summary()
        drawing.sections()
        drawing.appendix()
        return drawing.finished()


class _Drawing:
    """The slides of one report, in order."""

    def __init__(self, deck: Deck, document: Document, quotes: Mapping[str, QuoteWords]) -> None:
        self.deck = deck
        self.document = document
        self.quotes = quotes
        self.reader = deck.reader
        self.origins = {one.id: one for one in telling.origins(document)}

    def first(self, superseded: str) -> None:
        """Draw the slide with the title."""
        slide = self.deck.add(self.document.title, is_first=True)
        under = [*telling.under_title(self.document), self.document.pmo]
        body, area = self.deck.body_of(slide), self.deck.layouts.area
        weak = self._weak_of()
        if body is None:
            text_box(
                slide,
                area.below(area.height // 2),
                [[(one, Look(18))] for one in under],
                self.reader,
            )
        else:
            foot = area.top + area.height - self._strip(weak)
            if weak and body.top < foot < body.top + body.height:  # the weak spots stand below it
                left, right = insets(body)
                box = Box(body.left + left, body.top, body.width - left - right, foot - body.top)
                self.deck.fill(body, under, box=box)
            else:
                self.deck.fill(body, under)
        if superseded:
            words = [[(superseded, Look(14, bold=True, colour="B3391F"))]]
            text_box(
                slide, Box(area.left, inches(0.5), area.width, inches(0.8)), words, self.reader
            )
        self._weak(slide, weak)

    def summary(self) -> None:
        """Draw the slide with the finding of every section, beside the headline."""
        if not self.document.sections:
            return
        headline = next(
            (one for one in self.document.blocks() if isinstance(one, Figure) and one.is_headline),
            None,
        )
        slide = self.deck.add(_("What this report says"))
        box = self._weak(slide, self._weak_of())
        if headline is not None:
            beside, box = halves(box, 0.36, self.reader)
            add_figures(slide, [headline], beside, self.reader)
            self._note(slide, [headline])
        add_words(
            slide,
            self.deck.body_of(slide),
            [one.title for one in self.document.sections],
            box,
            self.deck,
        )

    def sections(self) -> None:
        """Draw the slides of all sections; short ones share one."""
        sheets = sheets_of(self.document.sections, self._room_for)
        counts = Counter(one.sections[0].key for one in sheets)
        drawn: Counter[str] = Counter()
        for sheet in sheets:
            first = sheet.sections[0]
            drawn[first.key] += 1
            title = first.title
            if counts[first.key] > 1:
                title = _counted(title, drawn[first.key], counts[first.key])
            slide = self.deck.add(title)
            box = self._weak(slide, self._weak_of(sheet.sections))
            for pane, place in zip(
                sheet.panes, places_of(sheet.panes, box, self.reader), strict=True
            ):
                self._pane(slide, pane, place)
            self._note(slide, list(sheet.blocks()))

    def _room_for(self, sections: Sequence[Section]) -> Box:
        return self._room(self._weak_of(sections))

    def _pane(self, slide: Any, pane: Pane, box: Box) -> None:
        reader = self.reader
        if pane.head:
            add_head(slide, pane.head, box, reader)
            return
        first = pane.blocks[0]
        if isinstance(first, Figure):
            add_figures(slide, [one for one in pane.blocks if isinstance(one, Figure)], box, reader)
        elif isinstance(first, Chart):
            add_picture(slide, first, box, reader)
        elif isinstance(first, Table):
            add_table(slide, first, pane.rows, box, reader)
        elif isinstance(first, Story):
            add_stories(slide, [one for one in pane.blocks if isinstance(one, Story)], box, reader)
        elif isinstance(first, Quote):
            quotes = [one for one in pane.blocks if isinstance(one, Quote)]
            add_quotes(slide, quotes, self.quotes, box, reader)
        else:
            words = [one.words for one in pane.blocks if isinstance(one, Text | Lack)]
            add_words(slide, self.deck.free_body_of(slide), words, box, self.deck)

    def appendix(self) -> None:
        """Draw where each number comes from."""
        origins = list(self.origins.values())
        if not origins:
            return
        columns = (_("Id"), _("What"), _("From"))
        rows = tuple((one.id, one.label, f"{one.what}, {one.count_words}") for one in origins)
        title = _("Where each number comes from")
        table = Table("", title, columns, rows, Source("", ""))
        weak = self._weak_of()
        done = 0
        for part in chunks_of(table, self._room(weak), size=_TABLE_SIZE):
            slide = self.deck.add(title)
            links = {(at, 2): origins[done + at].url for at in range(len(part))}
            draw_table(
                slide,
                table,
                part,
                self._weak(slide, weak),
                self.reader,
                size=_TABLE_SIZE,
                links=links,
            )
            done += len(part)

    def _weak_of(self, sections: Sequence[Section] = ()) -> list[str]:
        """Return the weak spots that a slide names: those of its sections, and in a defence pack all."""
        everywhere = list(self.document.weak) if self.document.kind == "defence" else []
        own = (one for section in sections for one in section.weak)
        return list(dict.fromkeys([*(one for one in own if one not in everywhere), *everywhere]))

    def _weak_text(self, weak: Sequence[str]) -> str:
        """Return the weak spots in one text; very many are each cut to their share of three lines."""
        room = int(
            _WEAK_LINES * self.deck.layouts.area.width / POINT / (_WEAK_SIZE * LETTER) * 0.95
        )
        words = " · ".join(weak)
        if len(words) > room:
            share = max(12, room // len(weak) - 3)
            words = " · ".join(
                one if len(one) <= share else f"{one[: share - 1].rstrip()}…" for one in weak
            )
        return words

    def _strip(self, weak: Sequence[str]) -> int:
        if not weak:
            return 0
        words = f"{_('Weak spots')}: {self._weak_text(weak)}"
        return height_of(words, _WEAK_SIZE, self.deck.layouts.area.width) + inches(0.12)

    def _room(self, weak: Sequence[str]) -> Box:
        area = self.deck.layouts.area
        return area.upper(area.height - self._strip(weak))

    def _weak(self, slide: Any, weak: Sequence[str]) -> Box:
        """Name the weak spots at the foot of the content. Return the room above."""
        area, room = self.deck.layouts.area, self._room(weak)
        if weak:
            told = [
                (f"{_('Weak spots')}: ", Look(_WEAK_SIZE, bold=True)),
                (self._weak_text(weak), Look(_WEAK_SIZE)),
            ]
            text_box(slide, area.below(room.height + inches(0.08)), [told], self.reader, after=0)
        return room

    def _note(self, slide: Any, blocks: Sequence[Block]) -> None:
        """Say in the notes of a slide where its numbers come from."""
        ids = [one.id for one in blocks if isinstance(one, Figure | Table | Chart | Story)]
        lines = [
            " ".join(
                part
                for part in (
                    f"{one.id}: {one.label}. {one.what}, {one.count_words}.",
                    one.refs,
                    one.url,
                )
                if part
            )
            for one in (self.origins[id_] for id_ in dict.fromkeys(ids))
        ]
        if lines:
            slide.notes_slide.notes_text_frame.text = "\n".join(
                [_("Where each number comes from"), *lines]
            )

    def finished(self) -> bytes:
        """Return the file, with what it is called and whose it is."""
        facts, document = self.deck.file.core_properties, self.document
        facts.title, facts.author, facts.subject = (
            document.title[:255],
            document.pmo[:255],
            document.subtitle[:255],
        )
        facts.last_modified_by, facts.comments, facts.keywords = document.pmo[:255], "", ""
        facts.language, facts.revision = document.language, 1
        facts.created = facts.modified = datetime.combine(document.ends_on, time())
        return self.deck.content()


def _counted(title: str, number: int, count: int) -> str:
    return _("%(title)s (%(number)s of %(all)s)") % {"title": title, "number": number, "all": count}
