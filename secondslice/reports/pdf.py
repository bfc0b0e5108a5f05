"""A report as a PDF for reading, for screen readers (PDF/UA-1) and for the archive (PDF/A-2a).

The same document gives the same file, byte by byte: its date is the last day of the period, and typst adds none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from secondslice.reports import telling
from secondslice.reports.document import Block, Chart, Document, Figure, Quote, Section, Table, Text
from secondslice.reports.document import fingerprint as fingerprint_of
from secondslice.reports.print_charts import HALF, WIDE, svg_of
from secondslice.reports.print_parts import taken_apart
from secondslice.reports.quoting import QuoteWords
from secondslice.ui.pdf import pdf_of

TEMPLATE = Path(__file__).parent / "templates" / "reports" / "report.typ"
_SHORT = 12
"""How many signs of the fingerprint stand below every page."""
_WIDE_CELL = 14
"""From how many letters on a column shares the free width instead of taking what it needs."""


def pdf_of_report(
    document: Document,
    quotes: Mapping[str, QuoteWords],
    *,
    fingerprint: str = "",
    superseded: str = "",
) -> bytes:
    """Return the report as a PDF.

    `quotes` holds the words that may be shown today, by the id of the quote. `superseded`: the sentence that says that
    the report is no longer as it was issued; it stands on top of every page. `fingerprint`: what the document had when
    it was issued; without one it is reckoned.
    """
    fingerprint = fingerprint or fingerprint_of(document)
    document = telling.cleaned(document)
    half = document.kind == "one-pager" and len(document.sections) > 1
    with telling.in_language_of(document):
        drawn = {
            one.id: taken_apart(svg_of(one, width=HALF if half else WIDE))
            for one in document.blocks()
            if isinstance(one, Chart)
        }
        headline = _headline(document)
        on_cover = headline["id"] if headline and document.kind != "one-pager" else ""
        values = {
            **_frame(document, fingerprint=fingerprint, superseded=telling.clean(superseded)),
            "headline": headline,
            "sections": [_section(one, quotes, on_cover=on_cover) for one in document.sections],
            "origins": [
                {"id": one.id, "label": one.label, "what": one.what, "count": one.count_words,
                 "refs": one.refs, "url": one.url}
                for one in telling.origins(document)
            ],
            "badges": list(_badges(document)),
            "charts": {key: asdict(one) for key, one in drawn.items()},
        }  # fmt: skip
        return pdf_of(TEMPLATE, values, is_to_be_kept=True)


def _frame(document: Document, *, fingerprint: str, superseded: str) -> dict[str, Any]:
    day = document.ends_on
    return {
        "kind": document.kind,
        "title": document.title,
        "subtitle": document.subtitle,
        "under_title": " · ".join(telling.under_title(document)),
        "pmo": document.pmo,
        "language": document.language.split("-")[0],
        "rtl": telling.is_rtl(document),
        "period": telling.period_of(document),
        "date": [day.year, day.month, day.day],
        "fingerprint": fingerprint[:_SHORT],
        "whole": fingerprint,
        "superseded": superseded,
        "weak": list(document.weak),
        "pages": _page_words(),
        "words": {
            "weak": _("Weak spots"),
            "contents": _("What this report says"),
            "fingerprint": _("Fingerprint"),
            "whole_fingerprint": _("Fingerprint of everything in this report but the quotes:"),
            "appendix": _("Where each number comes from"),
            "appendix_says": _(
                "Each number has an id. Its rows are listed on the page that the link opens, for who may sign in; the"
                " beginnings of the first ids of rows stand here."
            ),
            "origin": [_("Id"), _("What"), _("From"), _("Rows"), _("First rows")],
        },
    }


def _page_words() -> list[str]:
    """Return what stands before, between and after the two numbers of a page."""
    told = _("Page %(page)s of %(pages)s") % {"page": "\x1e", "pages": "\x1f"}
    before, rest = told.split("\x1e")
    between, after = rest.split("\x1f")
    return [before, between, after]


def _headline(document: Document) -> dict[str, Any] | None:
    """Return the first number that is a headline; it stands on the first page, too."""
    headline = next(
        (one for one in document.blocks() if isinstance(one, Figure) and one.is_headline), None
    )
    return _figure(headline) if headline else None


def _figure(one: Figure, *, on_cover: str = "") -> dict[str, Any]:
    """Return a number; one that stands large on the first page is not shouted a second time."""
    return {
        "id": one.id,
        "label": one.label,
        "shown": one.shown,
        "note": one.note,
        "badge": one.badge,
        "badge_words": telling.badge_words(one.badge),
        "is_headline": one.is_headline and one.id != on_cover,
    }


def _section(
    section: Section, quotes: Mapping[str, QuoteWords], *, on_cover: str
) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for kind, run in groupby(section.blocks, key=type):
        mine = list(run)
        texts = [one.words for one in mine if isinstance(one, Text)]
        if kind is Figure:
            figures = [_figure(one, on_cover=on_cover) for one in mine if isinstance(one, Figure)]
            blocks.append({"block": "figures", "items": figures})
        elif len(texts) > 1:
            blocks.append({"block": "list", "items": texts})
        else:
            blocks.extend(_others(mine, quotes))
    return {
        "key": section.key,
        "title": section.title,
        "blocks": blocks,
        "weak": list(section.weak),
    }


def _others(run: Iterable[Block], quotes: Mapping[str, QuoteWords]) -> Iterator[dict[str, Any]]:
    for one in run:
        if isinstance(one, Quote):
            yield _quote(one, quotes)
        elif isinstance(one, Chart):
            yield {"block": "chart", "id": one.id, "title": one.title, "note": one.note,
                   "alt": telling.alt_of(one)}  # fmt: skip
        elif isinstance(one, Table):
            yield {"block": "table", "widths": _widths(one), **_told(one)}
        else:
            yield {"block": type(one).__name__.lower(), **_told(one)}


def _told(one: Block) -> dict[str, Any]:
    """Return what a block says, without its rows: there may be many thousands, and the appendix tells of them."""
    return {each.name: getattr(one, each.name) for each in fields(one) if each.name != "source"}


def _quote(one: Quote, quotes: Mapping[str, QuoteWords]) -> dict[str, Any]:
    said = quotes.get(one.id)
    if said is None:
        return {"block": "gone", "words": telling.quote_gone()}
    words = _("“%(words)s”") % {"words": telling.clean(said.words)}
    return {"block": "quote", "words": words, "signed": telling.clean(said.signed),
            "rtl": telling.reads_from_right(said.words)}  # fmt: skip


def _widths(table: Table) -> list[int]:
    """Return for each column its part of the free width, or 0 for as wide as its text; numbers never share."""
    widths = []
    for place, name in enumerate(table.columns):
        cells = [row[place] for row in table.rows if place < len(row)]
        longest = max((len(one) for one in [name, *cells]), default=0)
        takes = place not in table.numeric and longest > _WIDE_CELL
        widths.append(min(longest, 60) if takes else 0)
    return widths if any(widths) else [1] * len(widths)


def _badges(document: Document) -> Iterator[dict[str, str]]:
    """Yield what each badge in the report means, once."""
    says = {
        "folklore": _("Often told, and not from this PMO's rows. It does not prove anything here."),
        "published": _("From a published study, not from this PMO's rows."),
        "ours": _("Our own reckoning; its formula stands in the documentation."),
    }
    there = {one.badge for one in document.blocks() if isinstance(one, Figure) and one.badge}
    for badge, words in says.items():
        if badge in there:
            yield {"badge": badge, "badge_words": telling.badge_words(badge), "says": words}
