"""Makers of services on the menu."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import LONG_AGO
from secondslice.funnel.menu.models import Service
from secondslice.funnel.menu.services import Offer, add_service


def make_service(
    by: Membership, name: str, *, is_offered: bool = True, at: datetime = LONG_AGO
) -> Service:
    """Return a service that this member has put on the menu."""
    offer = Offer(name=name, promise="Your project starts well.", group=Service.Group.DELIVER)
    return add_service(by=by, offer=offer, at=at, is_offered=is_offered)
