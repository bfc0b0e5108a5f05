"""Customers' own words, as far as their authors allow them in reports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Lack, Quote, Section
from secondslice.reports.quoting import digest_of_words
from secondslice.reports.selectors.quoting import quotable


def section(scope: Scope, *, most: int = 3) -> Section:
    """Return the newest quotes; their words are looked up when the report is drawn."""
    found = quotable(scope.workspace, today=scope.today, customer=scope.customer)[:most]
    if not found:
        lack = _("No customer has allowed words for reports yet.")
        return Section("quotes", _("No words of customers yet"), (Lack(lack),))
    blocks = tuple(
        Quote(f"quote.{place}", str(one.ref), digest_of_words(one.words, one.signed))
        for place, one in enumerate(found, 1)
    )
    return Section("quotes", _("In our customers' own words"), blocks)
