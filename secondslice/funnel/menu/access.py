"""The way from an address and a member to a service on the menu."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.errors import NotHere
from secondslice.funnel.menu.models import Service


def service_for(membership: Membership, *, ref: uuid.UUID) -> Service:
    """Return one service. What is not offered is there for who runs the PMO, and where it was sold.

    Raise NotHere when it is not there or not for this member.
    """
    found = Service.objects.filter(workspace=membership.workspace_id, ref=ref).first()
    if found is None or not (
        found.is_offered or membership.role in RUNS_THE_PMO or _was_sold(found)
    ):
        raise NotHere(_("There is no such service, or it is not on the menu."))
    return found


def _was_sold(service: Service) -> bool:
    return service.versions.filter(orders__isnull=False).exists()
