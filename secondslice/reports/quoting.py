"""The words of a quote when a report is drawn: looked up each time, never kept in the report.

A quote of a document names a row and a digest. Who draws a report is given the words of those that are still allowed,
by the id of the quote; a quote that is not among them is left out, with a sentence where it stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from secondslice.reports.document import Document, Quote


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """The words that may be shown today, and the name that stands under them; the name may be empty."""

    words: str
    signed: str


def digest_of_words(words: str, signed: str) -> str:
    """Return what a quote keeps of the words and the name that were allowed: nothing that can be read."""
    return hashlib.sha256(f"{signed}\n{words}".encode()).hexdigest()


def gone_from(document: Document, quotes: Mapping[str, QuoteWords]) -> list[Quote]:
    """Return the quotes of a document that may no longer be shown as they were, in order.

    `quotes` holds what may be shown, by the id of the quote.
    """
    return [one for one in document.quotes() if one.id not in quotes]
