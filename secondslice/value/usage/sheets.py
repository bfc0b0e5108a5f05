"""Whether results are used, as a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.ui.exports import Cell, Sheet
from secondslice.value.usage.models import UsageAnswer
from secondslice.value.usage.selectors.standing import UsageRow


def usage_sheet(rows: list[UsageRow]) -> Sheet:
    """Return the list as it stands on the page, all of it."""
    headers = (
        _("Project"),
        _("Customer"),
        _("In operation since"),
        _("In use"),
        _("Said on"),
        _("Owner in operations"),
        _("Who sees to it"),
        _("By"),
    )
    return Sheet(_("In use"), headers, (_row(one) for one in rows))


def _row(one: UsageRow) -> tuple[Cell, ...]:
    item = one.item
    return (
        one.project.name,
        one.project.customer.name,
        one.project.ends_on,
        str(UsageAnswer.Said(one.said).label) if one.said else _("Unknown"),
        one.on,
        one.owner.name if one.owner else "",
        item.owner.name if item and item.owner else "",
        item.due_on if item else None,
    )
