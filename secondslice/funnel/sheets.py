"""The opportunities as a file."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.stages import all_stages, reason_names
from secondslice.ui.exports import CHUNK, Cell, Sheet


def opportunity_sheet(membership: Membership, found: QuerySet[Opportunity]) -> Sheet:
    """Return these opportunities, newest first."""
    found = found.order_by("-opened_at", "-ref")
    headers = (
        _("What it is"), _("Customer"), _("Person"), _("Project"), _("Source"), _("Stage"), _("Value"), _("Currency"),
        _("Next action"), _("On"), _("Owner"), _("Opened"), _("Closed"), _("Why it was lost"), _("In words"),
    )  # fmt: skip
    workspace = membership.workspace
    names = {code: one.label for code, one in all_stages(workspace).items()}
    reasons = reason_names(workspace)
    rows = (_row(one, names, reasons) for one in found.iterator(CHUNK))
    return Sheet(_("Funnel"), headers, rows)


def _row(one: Opportunity, names: dict[str, str], reasons: dict[str, str]) -> tuple[Cell, ...]:
    return (
        one.title,
        one.customer.name,
        one.contact.name if one.contact else "",
        one.project.name if one.project else "",
        one.get_source_display(),
        names.get(one.stage, one.stage),
        one.value,
        one.currency,
        one.next_action,
        one.next_on,
        one.owner.name,
        timezone.localtime(one.opened_at),
        timezone.localtime(one.closed_at) if one.closed_at else None,
        reasons.get(one.lost_code, one.lost_code),
        one.lost_reason,
    )
