"""The lists of customers and people as files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.customers import selectors
from secondslice.customers.selectors import ContactFilter
from secondslice.customers.words import wish_words
from secondslice.ui.exports import CHUNK, Sheet


def contact_sheet(membership: Membership, chosen: ContactFilter, *, today: date) -> Sheet:
    """Return everybody whom the filter leaves, by name, with what holds questions back today."""
    found: QuerySet[Any] = selectors.contact_list(membership, chosen)  # with its count
    headers = (
        _("Name"), _("E-mail address"), _("Job title"), _("Phone"), _("Customer"), _("Language"), _("Projects"),
        _("Wish"),
    )  # fmt: skip
    rows = (
        (
            one.name,
            one.email,
            one.title,
            one.phone,
            one.customer.name,
            one.language,
            one.project_count,
            wish_words(one, today=today),
        )
        for one in found.order_by("sort_name", "ref").iterator(CHUNK)
    )
    return Sheet(_("People"), headers, rows)
