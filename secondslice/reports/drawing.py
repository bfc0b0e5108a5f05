"""A report as its pages show it: figures side by side, charts drawn, quotes with the words that are allowed today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, log10

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secondslice.reports.document import Block, Chart, Document, Figure, Quote, Source, Text
from secondslice.reports.quoting import QuoteWords
from secondslice.ui.charts.falls import Fall, Falls
from secondslice.ui.charts.series import Several, Strand
from secondslice.ui.templatetags.ui import percent

STEPS = 4
LOOKS = {"yes": "yes", "no": "no", "waiting": "waiting", "unknown": "plain", "plain": "plain"}
SURE_FROM = 2
"""In the chain from promised to verified: the customer's word and what finance says."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as it is drawn, its legend, and the same numbers as a table."""

    drawn: SafeString
    keys: Sequence[tuple[str, SafeString]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a section: some figures side by side, or one block of another kind."""

    kind: str
    block: Block | None = None
    figures: Sequence[Figure] = ()
    texts: Sequence[Text] = ()
    """Several sentences in a row: a list."""
    picture: Picture | None = None
    quote: QuoteWords | None = None


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section."""

    key: str
    title: str
    parts: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A line of the appendix: from which rows a number comes."""

    id: str
    source: Source
    count: int


@dataclass(frozen=True, slots=True)
class ShownReport:
    """The whole report."""

    document: Document
    headline: Figure | None
    sections: Sequence[ShownSection]
    sources: Sequence[SourceRow]
    lost: int = field(default=0)
    """How many quotes were left out."""


def drawn(document: Document, quotes: Mapping[str, QuoteWords]) -> ShownReport:
    """Return a report ready for its templates. `quotes` holds the words that may be shown, by the id of the quote."""
    headline = next(
        (one for one in document.blocks() if isinstance(one, Figure) and one.is_headline), None
    )
    sections = [
        ShownSection(one.key, one.title, _parts(one.blocks, quotes, document.currency))
        for one in document.sections
    ]
    sources = [
        SourceRow(key, source, len(source.refs)) for key, source in document.sources().items()
    ]
    lost = sum(one.id not in quotes for one in document.quotes())
    return ShownReport(document, headline, sections, sources, lost)


def _parts(blocks: Sequence[Block], quotes: Mapping[str, QuoteWords], currency: str) -> list[Shown]:
    found: list[Shown] = []
    for kind, run in groupby(blocks, key=lambda one: type(one).__name__.lower()):
        mine = list(run)
        figures = [one for one in mine if isinstance(one, Figure) and not one.is_headline]
        texts = [one for one in mine if isinstance(one, Text)]
        if figures:
            found.append(Shown("figures", figures=figures))
        elif len(texts) > 1:
            found.append(Shown("list", texts=texts))
        elif kind != "figure":
            found += [_shown(kind, one, quotes, currency) for one in mine]
    return found


def _shown(kind: str, one: Block, quotes: Mapping[str, QuoteWords], currency: str) -> Shown:
    picture = _picture(one, currency) if isinstance(one, Chart) else None
    words = quotes.get(one.id) if isinstance(one, Quote) else None
    return Shown(kind, one, picture=picture, quote=words)


def _picture(chart: Chart, currency: str) -> Picture:
    drawing = _falls(chart) if chart.form == "falls" else _several(chart)
    keys = drawing.keys() if isinstance(drawing, Several) else []
    unit = {"share": "%", "money": chart.currency or currency, "count": ""}[chart.unit]
    heads = [f"{one.name}, {unit}" if unit else one.name for one in chart.series]
    return Picture(
        drawing.drawn(),
        keys,
        ["", *heads],
        [
            [name, *(_with_interval(chart, which, at) for which in range(len(chart.series)))]
            for at, name in enumerate(chart.categories)
        ],
    )


def _falls(chart: Chart) -> Falls:
    values = [one or 0.0 for one in chart.series[0].values]
    return Falls(
        [
            Fall(name, value, _written(chart, value), "sure" if at >= SURE_FROM else "plain")
            for at, (name, value) in enumerate(zip(chart.categories, values, strict=True))
        ]
    )


def _several(chart: Chart) -> Several:
    strands = [
        Strand(
            one.name,
            one.values,
            ["" if value is None else _written(chart, value) for value in one.values],
            LOOKS[one.tone],
            one.low,
            one.high,
        )
        for one in chart.series
    ]
    ends = [v for one in chart.series for v in (*one.values, *one.high) if v is not None]
    most = 1.0 if chart.unit == "share" else _top(max(ends, default=1.0))
    grid = [_written(chart, most * step / STEPS) for step in range(STEPS + 1)]
    return Several(chart.categories, strands, most, grid, is_lines=chart.form == "lines")


def _top(value: float) -> float:
    """Return a round number at or above a value, that four steps divide well.

    >>> _top(7), _top(4), _top(130.0)
    (8.0, 4.0, 200.0)
    """
    if value <= STEPS:
        return float(STEPS)
    size = 10 ** int(log10(value))
    return float(next(one for one in (1, 2, 4, 8, 10) if one * size >= value) * size)


def _written(chart: Chart, value: float) -> str:
    if chart.unit == "share":
        return percent(value)
    return str(formats.number_format(ceil(value - 0.5), 0, use_l10n=True, force_grouping=True))


def _with_interval(chart: Chart, which: int, at: int) -> str:
    one = chart.series[which]
    value = one.values[at]
    if value is None:
        return _("too few")
    low, high = (one.low[at], one.high[at]) if one.low and one.high else (None, None)
    if low is None or high is None:
        return _written(chart, value)
    told = {
        "value": _written(chart, value),
        "low": _written(chart, low),
        "high": _written(chart, high),
    }
    return _("%(value)s (%(low)s to %(high)s)") % told
