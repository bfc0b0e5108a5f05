"""Which words may stand in a report today, and which of a report's quotes are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.reports.document import Quote
from secondslice.reports.quoting import QuoteWords, digest_of_words
from secondslice.value.models import Testimonial
from secondslice.value.selectors import mailable_rows


def quotable(
    workspace: Workspace, *, today: date, customer: Customer | None = None
) -> Sequence[Testimonial]:
    """Return what authors allow in reports today, the newest first: one query.

    About one customer only what is signed: words without a name would have one there.
    """
    found = mailable_rows(workspace, today=today)
    if customer is not None:
        found = found.filter(customer=customer).exclude(under=Testimonial.Name.NOBODY)
    return list(found)


def words_for(
    workspace: Workspace, quotes: Sequence[Quote], *, today: date
) -> dict[str, QuoteWords]:
    """Return the words of those quotes that may be shown as they were allowed, by the id of the quote: one query."""
    if not quotes:
        return {}
    rows = mailable_rows(workspace, today=today).filter(ref__in=[one.ref for one in quotes])
    known = {str(one.ref): one for one in rows}
    found = {}
    for quote in quotes:
        row = known.get(quote.ref)
        if row is not None and digest_of_words(row.words, row.signed) == quote.digest:
            found[quote.id] = QuoteWords(row.words, row.signed)
    return found


def digests_that_stand(workspace: Workspace, quotes: Sequence[Quote], *, today: date) -> set[str]:
    """Return the digests of those quotes, of whatever reports, that may be shown as they were allowed: one query."""
    rows = mailable_rows(workspace, today=today).filter(ref__in={one.ref for one in quotes})
    return {digest_of_words(row.words, row.signed) for row in rows} if quotes else set()
