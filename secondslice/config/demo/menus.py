"""The menu of the demo: most of the ready-made one is offered, some of it for money, and leads are about it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.funnel.menu import selectors, services
from secondslice.funnel.menu.models import Service, ServiceVersion
from secondslice.funnel.menu.services import Offer
from secondslice.funnel.models import Opportunity
from secondslice.storefront.models import Storefront
from secondslice.storefront.services import Terms, set_storefront

NOT_OFFERED = {"vendors", "change", "money", "cook_it_yourself"}
Charge = ServiceVersion.Charge
PRICES = {
    "kick_start": (Charge.FIXED, 4_800),
    "health_check": (Charge.FIXED, 3_500),
    "rescue": (Charge.DAY, 1_150),
    "lead": (Charge.DAY, 980),
    "schedule": (Charge.MONTH, 1_900),
    "training": (Charge.FIXED, 2_400),
    "reporting": (Charge.INCLUDED, None),
    "pulse": (Charge.INCLUDED, None),
    "intake": (Charge.INCLUDED, None),
    "slice": (Charge.FIXED, 5_600),
}
"""What some services cost; the others are priced on request."""
SAME_AS = {
    "Stage-gate light": "gates",
    "Sponsor coaching": "sponsor",
    "Executive decision briefing": "briefing",
}
"""Leads that were named before there was a menu."""


def write_it(story: Story, *, at: datetime) -> None:
    """Start with the ready-made menu, price it, offer it, order from it, and show it to everybody."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    services.start_from_catalogue(by=lead, at=at)
    for service in Service.objects.filter(workspace=lead.workspace).order_by("pk"):
        if service.code in PRICES:
            _price(lead, service, at)
        if service.code not in NOT_OFFERED:
            services.set_offered(by=lead, service=service, is_offered=True, at=at)
    _order(lead, at)
    set_storefront(by=lead, terms=Terms(Storefront.Openness.PUBLIC), at=at)


def _price(by: Membership, service: Service, at: datetime) -> None:
    now = selectors.current_version(service)
    charge, amount = PRICES[service.code]
    parts = list(Service.objects.filter(pk__in=now.bundle_parts.values("service")).order_by("pk"))
    offer = Offer(
        name=now.name,
        promise=now.promise,
        group=service.group,
        gets=now.gets,
        duration=now.duration,
        effort=now.effort,
        charge=charge,
        amount=None if amount is None else Decimal(amount),
        parts=parts,
    )
    services.change_service(by=by, service=service, offer=offer, at=at)


def _order(by: Membership, at: datetime) -> None:
    offered = list(selectors.offered(by.workspace))
    by_name = {one.name: one for one in offered}
    by_code = {one.service.code: one for one in offered}
    for found in Opportunity.objects.filter(workspace=by.workspace).order_by("pk"):
        version = by_name.get(found.title) or by_code.get(SAME_AS.get(found.title, ""))
        if version is not None:
            services.order(by=by, about=found, version=version, at=max(at, found.opened_at))
