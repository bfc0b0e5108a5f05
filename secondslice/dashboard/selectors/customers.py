"""The list of customers, with how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.customers.selectors import CustomerFilter, customer_list, customer_page
from secondslice.funnel.rules import Life
from secondslice.funnel.selectors.lifecycle import customers_at, lives_of
from secondslice.funnel.words import life_words
from secondslice.ui.exports import CHUNK, Sheet


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of the list."""

    customer: Customer
    life: Life


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is narrowed to."""

    filter: CustomerFilter
    life: str

    @property
    def is_wide(self) -> bool:
        """Tell whether nothing is narrowed."""
        return not (self.filter.search or self.filter.kind or self.life)


def chosen_from(membership: Membership, asked: Mapping[str, str], *, today: date) -> Chosen:
    """Return what an address asks for; what makes no sense narrows nothing."""
    wanted = asked.get("life", "") if asked.get("life", "") in set(Life) else ""
    found = CustomerFilter(search=asked.get("q", "").strip(), kind=asked.get("kind", ""))
    if wanted:
        found = replace(found, among=customers_at(membership.workspace, wanted, today=today))
    return Chosen(found, wanted)


def customer_rows(
    membership: Membership, chosen: Chosen, *, today: date, after: str
) -> tuple[list[CustomerRow], str]:
    """Return one page of the customers by name, and where the next one begins."""
    some = customer_page(membership, chosen.filter, after=after)
    lives = lives_of(membership.workspace, (one.pk for one in some.rows), today=today)
    return [CustomerRow(one, lives[one.pk]) for one in some.rows], some.after


def customer_sheet(membership: Membership, chosen: Chosen, *, today: date) -> Sheet:
    """Return every customer that the filter leaves, by name."""
    found: QuerySet[Any] = customer_list(membership, chosen.filter)  # with its counts
    keys = found.order_by().values_list("pk", flat=True)
    lives = lives_of(membership.workspace, keys, today=today)
    headers = (
        _("Customer"), _("Kind"), _("Lifecycle"), _("Id elsewhere"), _("People"), _("Projects"),
    )  # fmt: skip
    rows = (
        (
            one.name,
            one.get_kind_display(),
            life_words(lives.get(one.pk, Life.LEAD)),
            one.external_id,
            one.people_count,
            one.project_count,
        )
        for one in found.order_by("sort_name", "ref").iterator(CHUNK)
    )
    return Sheet(_("Customers"), headers, rows)
