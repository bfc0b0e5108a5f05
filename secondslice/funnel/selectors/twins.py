"""Opportunities that are probably there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.funnel.access import told_as, visible_opportunities
from secondslice.funnel.likeness import Looks, are_alike
from secondslice.funnel.models import IS_OPEN, Apart, Opportunity, StageChange
from secondslice.funnel.rules import Kind

MOST_PAIRS = 100
"""So many pairs are shown; the others come when these are decided."""
MOST_OF_ONE = 60
"""Of one customer only the newest so many are compared with each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that look alike: the older one, and the newer."""

    first: Opportunity
    second: Opportunity


def twins_of(membership: Membership, opportunity: Opportunity) -> list[Opportunity]:
    """Return what can still be won at the same customer and looks like this one, oldest first."""
    if not opportunity.is_open:
        return []
    apart = _apart(membership)
    found = list(
        _compared(membership).filter(customer=opportunity.customer_id).order_by("opened_at", "pk")
    )
    mine = next((one for one in found if one.pk == opportunity.pk), opportunity)
    return [
        one
        for one in found
        if one.pk != mine.pk and _seem_one(mine, one) and _key(mine, one) not in apart
    ]


def twins_typed(membership: Membership, customer: Customer, title: str) -> list[Opportunity]:
    """Return what can still be won at a customer and looks like what somebody has just typed, oldest first.

    What was told in confidence is not among it: what is typed could not be merged with it.
    """
    found = _compared(membership).filter(customer=customer).order_by("opened_at", "pk")
    return [one for one in found if not one.is_confided and are_alike(Looks(title), _looks(one))]


def pairs_of(membership: Membership) -> list[Pair]:
    """Return all pairs that look alike and about which nobody has decided, by customer: two queries."""
    by_customer: defaultdict[int, list[Opportunity]] = defaultdict(list)
    for one in _compared(membership).order_by("customer__name", "customer", "-opened_at", "-pk"):
        if len(by_customer[one.customer_id]) < MOST_OF_ONE:
            by_customer[one.customer_id].append(one)
    apart = _apart(membership)
    pairs = (pair for some in by_customer.values() for pair in _alike(some, apart))
    return [pair for pair, _number in zip(pairs, range(MOST_PAIRS), strict=False)]


def to_merge_with(membership: Membership, opportunity: Opportunity) -> list[Opportunity]:
    """Return what this one can be merged with: everything of the customer that counts, what looks alike first."""
    alike = twins_of(membership, opportunity)
    others = (
        visible_opportunities(membership)
        .filter(told_as(opportunity.mode), customer=opportunity.customer_id, merged_into=None)
        .exclude(Q(pk__in=[opportunity.pk, *(one.pk for one in alike)]) | Q(kind=Kind.VOID))
        .order_by("-opened_at", "-pk")
    )
    return [*alike, *others[:MOST_OF_ONE]]


def merged_into(membership: Membership, opportunity: Opportunity) -> list[Opportunity]:
    """Return what was merged into this one and may be read by this member, oldest first."""
    found = visible_opportunities(membership).filter(merged_into=opportunity)
    log = StageChange.objects.select_related("by").order_by("-at", "-pk")
    return list(
        found.prefetch_related(Prefetch("stage_changes", queryset=log, to_attr="log")).order_by(
            "opened_at", "pk"
        )
    )


def _compared(membership: Membership) -> QuerySet[Any]:
    found = visible_opportunities(membership).filter(IS_OPEN)
    return found.annotate(about=F("order__version__service"))


def _looks(one: Opportunity) -> Looks:
    return Looks(one.title, getattr(one, "about", None))


def _alike(some: Iterable[Opportunity], apart: set[tuple[int, int]]) -> Iterable[Pair]:
    for newer, older in combinations(some, 2):
        if _seem_one(older, newer) and _key(older, newer) not in apart:
            yield Pair(older, newer)


def _seem_one(one: Opportunity, other: Opportunity) -> bool:
    """Tell whether both look alike and may be merged: what was told in confidence stays apart from what was not."""
    return one.mode == other.mode and are_alike(_looks(one), _looks(other))


def _key(one: Opportunity, other: Opportunity) -> tuple[int, int]:
    first, second = sorted([one.pk, other.pk])
    return first, second


def _apart(membership: Membership) -> set[tuple[int, int]]:
    found = Apart.objects.filter(workspace=membership.workspace_id)
    return set(found.values_list("first", "second"))
