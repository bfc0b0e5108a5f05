"""The way from an address and a member to a bulletin."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.value.bulletin.models import Bulletin


def bulletin_for(membership: Membership, *, ref: uuid.UUID) -> Bulletin:
    """Return one bulletin of the member's workspace. Raise NotHere when there is none."""
    found = (
        Bulletin.objects.filter(workspace=membership.workspace_id, ref=ref)
        .select_related("workspace", "service", "by", "sent_by")
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such bulletin. A draft may have been thrown away."))
    return found
