"""The way from an address and a member to a quote, whatever became of it."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.value.models import Testimonial
from secondslice.value.selectors import may_be_quoted_to, with_decisions


def quote_for(membership: Membership, *, ref: uuid.UUID) -> Testimonial:
    """Return a quote with its log. Raise NotHere for one of an answer that this member may not read."""
    found = (
        with_decisions(
            Testimonial.objects.select_related(
                "workspace", "ask", "contact__preference", "project", "customer"
            )
        )
        .filter(may_be_quoted_to(membership), workspace=membership.workspace_id, ref=ref)
        .first()
    )
    if found is None:
        raise NotHere(_("There is no such quote."))
    return found
