"""The opportunities as a file."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.funnel import selectors
from secondslice.funnel.models import Opportunity
from secondslice.ui.exports import CHUNK, Cell, Sheet


def opportunity_sheet(membership: Membership, *, stage: str) -> Sheet:
    """Return what can still be won, or everything in one stage."""
    found = selectors.shown_opportunities(membership, stage=stage)
    headers = (
        _("What it is"), _("Customer"), _("Person"), _("Project"), _("Source"), _("Stage"), _("Value"), _("Currency"),
        _("Next action"), _("On"), _("Owner"), _("Opened"), _("Closed"), _("Why it was lost"),
    )  # fmt: skip
    return Sheet(_("Funnel"), headers, (_row(one) for one in found.iterator(CHUNK)))


def _row(one: Opportunity) -> tuple[Cell, ...]:
    return (
        one.title,
        one.customer.name,
        one.contact.name if one.contact else "",
        one.project.name if one.project else "",
        one.get_source_display(),
        one.get_stage_display(),
        one.value,
        one.currency,
        one.next_action,
        one.next_on,
        one.owner.name,
        timezone.localtime(one.opened_at),
        timezone.localtime(one.closed_at) if one.closed_at else None,
        one.lost_reason,
    )
