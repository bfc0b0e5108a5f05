"""The way from an address and a member to a saved scenario."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.errors import NotHere
from secondslice.impact.models import Scenario


def scenario_for(membership: Membership, *, ref: uuid.UUID) -> Scenario:
    """Return a scenario of the member's workspace. Raise NotHere when it is not there (any more)."""
    mine = Scenario.objects.filter(workspace=membership.workspace_id)
    found = mine.select_related("by", "workspace").filter(ref=ref).first()
    if found is None:
        raise NotHere(_("There is no such scenario, or it was deleted."))
    return found


def may_delete(membership: Membership, scenario: Scenario) -> bool:
    """Tell whether this member may delete it: who has saved it, and who runs the PMO."""
    return membership.role in RUNS_THE_PMO or scenario.by_id == membership.user_id
