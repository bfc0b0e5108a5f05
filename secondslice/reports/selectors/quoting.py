"""Which words may stand in a report today, and which of a report's quotes are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.reports.document import Quote
from secondslice.reports.quoting import QuoteWords, digest_of_words
from secondslice.value.models import Testimonial
from secondslice.value.selectors import ReportedQuote, published_rows, quotes_for_reports


def quotable(
    workspace: Workspace, *, today: date, customer: Customer | None = None
) -> Sequence[ReportedQuote]:
    """Return what authors allow in reports today, the newest first, signed as digests are reckoned: one query."""
    with translation.override(settings.LANGUAGE_CODE):
        return quotes_for_reports(workspace, today=today, customer=customer)


def _rows(workspace: Workspace, quotes: Iterable[Quote], *, today: date) -> QuerySet[Testimonial]:
    """Return those of these quotes that may stand in a report today, as they read now."""
    found = published_rows(workspace, today=today, place=Testimonial.Place.REPORTS)
    return found.filter(ref__in={one.ref for one in quotes})


def words_for(
    workspace: Workspace, quotes: Sequence[Quote], *, today: date, language: str
) -> dict[str, QuoteWords]:
    """Return the words of those quotes that may be shown as they were allowed, by the id of the quote: one query.

    `language`: that of the report, in which the part of an author stands under the words, whoever reads it.
    """
    if not quotes:
        return {}
    known = {str(one.ref): one for one in _rows(workspace, quotes, today=today)}
    found = {}
    for quote in quotes:
        row = known.get(quote.ref)
        if row is not None and _digest(row) == quote.digest:
            with translation.override(language):
                found[quote.id] = QuoteWords(row.words, row.signed)
    return found


def digests_that_stand(workspace: Workspace, quotes: Sequence[Quote], *, today: date) -> set[str]:
    """Return the digests of those quotes, of whatever reports, that may be shown as they were allowed: one query."""
    rows = _rows(workspace, quotes, today=today) if quotes else ()
    return {_digest(row) for row in rows}


def _digest(row: Testimonial) -> str:
    """Return the digest in one language, so that a report in another one, or its reader's, makes no difference."""
    with translation.override(settings.LANGUAGE_CODE):
        return digest_of_words(row.words, row.signed)
