"""What the PDF and the slides of a report say beside the document: names, units, where each number comes from.

Everything is in the language of the document: call it inside `in_language_of`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from secondslice.reports.document import (
    Badge,
    Chart,
    Document,
    Figure,
    Series,
    Source,
    Story,
    Table,
)

FIRST_REFS = 3
_SHORT = 8
"""How much of a public id stands in print: enough to tell rows of one workspace apart."""
_MILLION = 1_000_000
_SURE_FROM = 2
"""Promised and claimed come first, co-signed and verified after them."""
_NO_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""What XML cannot hold, or what no reader can see."""
_NO_WORD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Origin:
    """One line of the appendix: where a number comes from."""

    id: str
    label: str
    what: str
    count: int
    count_words: str
    refs: str
    url: str


def in_language_of(document: Document) -> AbstractContextManager[None]:
    """Return the context in which sentences and numbers are in the language of the document."""
    return translation.override(document.language)


def is_rtl(document: Document) -> bool:
    """Tell whether the document is read from the right."""
    return document.language.split("-")[0] in settings.LANGUAGES_BIDI


def reads_from_right(text: str) -> bool:
    """Tell whether words are read from the right, by their first letter: a quote keeps its own direction.

    >>> reads_from_right("1. \u0646\u0639\u0645 (Yes)"), reads_from_right("Yes")
    (True, False)
    """
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side for side in sides if side in {"L", "R", "AL"}), "L") != "L"


def clean(text: str) -> str:
    r"""Return a text without what no file format can hold.

    >>> clean("Ben\x00 & \x1bCo\ud800\n=1+1")
    'Ben & Co\n=1+1'
    """
    return _NO_TEXT.sub("", text)


def cleaned(document: Document) -> Document:
    """Return the same document without letters that would break a file; names come from anybody."""
    told: Document = _each_text(document)
    return told


def _each_text(value: Any) -> Any:  # noqa: ANN401  (whatever a document holds)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_each_text(one) for one in value)
    if isinstance(value, Source):  # its ids are ours, and there may be many thousands
        return replace(value, what=clean(value.what), path=clean(value.path))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _each_text(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **changed)
    return value


def period_of(document: Document) -> str:
    """Return from when to when, as the reader writes days."""
    begins, ends = (
        formats.date_format(day, "DATE_FORMAT") for day in (document.begins_on, document.ends_on)
    )
    return _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}


def under_title(document: Document) -> list[str]:
    """Return what stands under the title: the subtitle, and the period unless the subtitle tells it."""
    period = period_of(document)
    told = [document.subtitle] if document.subtitle else []
    return told if period in document.subtitle else [*told, period]


def badge_words(badge: Badge) -> str:
    """Return the word beside a number that is not from the PMO's own rows; nothing for one that is."""
    return {
        "": "",
        "published": pgettext("a number", "published"),
        "folklore": pgettext("a number", "folklore"),
        "ours": pgettext("a number", "our own"),
    }[badge]


def written(value: float, unit: Literal["share", "money", "count"], currency: str = "") -> str:
    """Return a number of a chart in words: 64 %, 1.2M EUR, 1,250."""
    if unit == "share":
        return _("%(percent)s %%") % {"percent": formats.number_format(round(value * 100), 0)}
    number = _grouped(value)
    return f"{number}\N{NO-BREAK SPACE}{currency}" if unit == "money" and currency else number


def _grouped(value: float) -> str:
    # The word for million would be torn from its number where words run from the right and drawings from the left.
    if abs(value) >= _MILLION and not translation.get_language_bidi():
        from babel.numbers import format_compact_decimal  # noqa: PLC0415  (large: see calendars)

        locale = translation.to_locale(translation.get_language() or settings.LANGUAGE_CODE)
        return format_compact_decimal(value, locale=locale, fraction_digits=1)
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else 1  # noqa: PLR2004
    return str(
        formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)
    )


def is_sure(place: int) -> bool:
    """Tell whether a step of the chain from promised to verified is the customer's word, or finance's."""
    return place >= _SURE_FROM


def interval(series: Series, place: int) -> tuple[float, float] | None:
    """Return the interval of one number of a series, or None where it has none."""
    if place >= min(len(series.low), len(series.high)):
        return None
    low, high = series.low[place], series.high[place]
    return None if low is None or high is None else (low, high)


def points_of(chart: Chart, series: Series) -> list[tuple[str, str]]:
    """Return each category with its number and interval in words."""
    told = []
    for place, category in enumerate(chart.categories):
        value = series.values[place] if place < len(series.values) else None
        told.append((category, _number_and_interval(chart, series, place, value)))
    return told


def _number_and_interval(chart: Chart, series: Series, place: int, value: float | None) -> str:
    if value is None:
        return pgettext("a number", "none")
    number = written(value, chart.unit, chart.currency)
    ends = interval(series, place)
    if ends is None:
        return number
    low, high = (written(one, chart.unit, chart.currency) for one in ends)
    return _("%(number)s (%(low)s to %(high)s)") % {"number": number, "low": low, "high": high}


def alt_of(chart: Chart) -> str:
    """Return what a chart says to who cannot see it: its finding, and all its numbers."""
    parts = [chart.title.rstrip(".") + "."]
    for series in chart.series:
        numbers = "; ".join(
            f"{_NO_WORD.sub(' ', category)}: {number}"
            for category, number in points_of(chart, series)
        )
        parts.append(f"{series.name}: {numbers}." if series.name else f"{numbers}.")
    if chart.note:
        parts.append(chart.note)
    return " ".join(parts)


def quote_gone() -> str:
    """Return the sentence that stands where a quote stood."""
    return _("A quote stood here. It is left out because its author no longer allows it.")


def rows_words(source: Source) -> str:
    """Return from how many rows something comes, as words."""
    count = len(source.refs)
    if not count:
        return pgettext("rows", "no row")
    return translation.ngettext("%(count)s row", "%(count)s rows", count) % {
        "count": formats.number_format(count, 0, use_l10n=True, force_grouping=True)
    }


def url_of(source: Source) -> str:
    """Return the whole address of the page that lists the rows, or nothing when there is none."""
    return f"{settings.BASE_URL}{source.path}" if source.path.startswith("/") else ""


def origins(document: Document) -> Iterator[Origin]:
    """Yield where each number, table, picture and story comes from, in order."""
    labels = {}
    for one in document.blocks():
        if isinstance(one, Figure):
            labels[one.id] = one.label
        elif isinstance(one, Table | Chart | Story):
            labels[one.id] = one.title
    for id_, source in document.sources().items():
        refs = [one[:_SHORT] for one in source.refs[:FIRST_REFS]]
        more = ["…"] if len(source.refs) > FIRST_REFS else []
        yield Origin(
            id=id_,
            label=labels[id_],
            what=source.what,
            count=len(source.refs),
            count_words=rows_words(source),
            refs=" ".join([*refs, *more]),
            url=url_of(source),
        )
