"""The way from an address and a member to an alarm."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.value.outlook.models import Alarm


def alarm_for(membership: Membership, *, ref: uuid.UUID) -> Alarm:
    """Return an alarm of the member's workspace. Raise NotHere when there is none."""
    found = (
        Alarm.objects.filter(workspace=membership.workspace_id, ref=ref)
        .select_related(
            "workspace",
            "customer",
            "contact__customer",
            "contact__preference",
            "member",
            "owner",
            "closed_by",
        )
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such alarm."))
    return found
