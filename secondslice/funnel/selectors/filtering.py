"""What the board, the list and the file of opportunities are narrowed to. It stands in the address."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.search import holds_all
from secondslice.customers.access import customer_for
from secondslice.customers.models import Customer
from secondslice.customers.selectors import customers_by_name
from secondslice.funnel.menu.models import Service
from secondslice.funnel.menu.selectors import service_of, services_by_name
from secondslice.funnel.models import IS_OPEN, FunnelStage, Opportunity
from secondslice.funnel.selectors.people import people_who_sell

ME = "me"
NAMES = ("title", "customer__name", "contact__name")
PLAN_MISSING = Q(next_on=None)


@dataclass(frozen=True, slots=True)
class FunnelFilter:
    """Which opportunities are meant; nothing: all of them."""

    owner: str = ""
    """An e-mail address, or `me`: whoever reads."""
    customer: Customer | None = None
    kind: str = ""
    """Internal or external customers."""
    source: str = ""
    service: Service | None = None
    """Of the menu; what is about several of it, or none, is not meant."""
    unplanned: bool = False
    late: bool = False
    stale: bool = False
    search: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether nothing is narrowed."""
        return self == FunnelFilter()

    @property
    def is_mine(self) -> bool:
        """Tell whether only what belongs to who reads is meant."""
        return self.owner == ME

    @property
    def customer_ref(self) -> str:
        """Return the customer as it stands in the address."""
        return str(self.customer.ref) if self.customer else ""

    @property
    def service_ref(self) -> str:
        """Return the service as it stands in the address."""
        return str(self.service.ref) if self.service else ""


@dataclass(frozen=True, slots=True)
class FunnelChoices:
    """What can be chosen: as it stands in the address, and in words."""

    people: list[tuple[str, str]]
    customers: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    services: list[tuple[str, str]]
    in_words: list[tuple[str, str]]
    """What is narrowed that has no button of its own: the name of the filter in the address, and the words for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What lateness and staleness are measured by."""

    at: datetime
    today: date
    stages: dict[str, FunnelStage]


def filter_from(membership: Membership, asked: Mapping[str, str]) -> FunnelFilter:
    """Return what an address asks for. Raise NotHere for a customer that this member does not know.

    What makes no sense narrows nothing: addresses are typed and cut by people.
    """
    kind, source, customer = (
        asked.get("kind", ""),
        asked.get("source", ""),
        asked.get("customer", ""),
    )
    ref = _ref(customer)
    return FunnelFilter(
        owner=asked.get("owner", "").strip(),
        customer=customer_for(membership, ref=ref) if ref else None,
        kind=kind if kind in Customer.Kind.values else "",
        source=source if source in Opportunity.Source.values else "",
        service=service_of(membership.workspace, _ref(asked.get("service", ""))),
        unplanned=bool(asked.get("unplanned")),
        late=bool(asked.get("late")),
        stale=bool(asked.get("stale")),
        search=asked.get("q", "").strip(),
    )


def filtered(
    found: QuerySet[Opportunity], chosen: FunnelFilter, membership: Membership, now: Moment
) -> QuerySet[Opportunity]:
    """Return only the opportunities that are meant."""
    conditions = [
        (chosen.is_mine, Q(owner=membership.user_id)),
        (chosen.owner and not chosen.is_mine, Q(owner__email=chosen.owner)),
        (chosen.customer, Q(customer=chosen.customer)),
        (chosen.kind, Q(customer__kind=chosen.kind)),
        (chosen.source, Q(source=chosen.source)),
        (chosen.service, Q(order__version__service=chosen.service)),
        (chosen.unplanned, IS_OPEN & PLAN_MISSING),
        (chosen.late, is_late(now.today)),
        (chosen.stale, is_stale(now.stages.values(), now.at)),
        (chosen.search, holds_all(chosen.search, NAMES)),
    ]
    meant = [condition for is_meant, condition in conditions if is_meant]
    return found.filter(*meant) if meant else found


def is_late(today: date) -> Q:
    """Return the condition that the next action of an open opportunity should have been done."""
    return IS_OPEN & Q(next_on__lt=today)


def is_stale(stages: Iterable[FunnelStage], at: datetime) -> Q:
    """Return the condition that an opportunity has stood in its stage for longer than is usual there."""
    found = Q(pk__in=[])
    for one in stages:
        if one.is_alive and one.stale_days:
            found |= Q(stage=one.code, stage_since__lt=at - timedelta(days=one.stale_days))
    return found


def choices_for(membership: Membership, chosen: FunnelFilter) -> FunnelChoices:
    """Return what this member can narrow to: three queries."""
    workspace = membership.workspace
    people = [(one.email, one.name) for one in people_who_sell(workspace)]
    customers = customers_by_name(workspace).only("ref", "name")
    services = [(str(ref), name) for ref, name in services_by_name(workspace)]
    owner = "" if chosen.is_mine else dict(people).get(chosen.owner, chosen.owner)
    told = [
        ("owner", _("Owner: %s"), owner),
        ("customer", "%s", chosen.customer.name if chosen.customer else ""),
        ("kind", "%s", dict(Customer.Kind.choices).get(chosen.kind, "")),
        ("source", _("From: %s"), dict(Opportunity.Source.choices).get(chosen.source, "")),
        ("service", "%s", dict(services).get(chosen.service_ref, "")),
    ]
    return FunnelChoices(
        people=people,
        customers=[(str(one.ref), one.name) for one in customers],
        kinds=[(value, str(label)) for value, label in Customer.Kind.choices],
        sources=[(value, str(label)) for value, label in Opportunity.Source.choices],
        services=services,
        in_words=[(name, words % value) for name, words, value in told if value],
    )


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
