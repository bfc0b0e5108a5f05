"""What mending is worth, as a file."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from secondslice.recovery.worth_page import Worth
from secondslice.ui.exports import Cell, Sheet


def worth_sheet(worth: Worth) -> Sheet:
    """Return the table of groups as the page shows it."""
    headers = (
        _("Group"), _("Cases"), _("Recovered"), _("Not recovered"), _("No answer"), _("Open"),
        _("Share recovered"), pgettext("of an interval", "From"), pgettext("of an interval", "To"), _("Half within"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in worth.groups:
        found, share = row.outcome, row.outcome.recovered
        shown = found.has_share
        rows.append(
            (
                row.name,
                found.cases,
                share.yes,
                found.not_recovered,
                found.no_answer,
                found.open,
                share.share if shown else None,
                share.low if shown else None,
                share.high if shown else None,
                row.median,
            )
        )
    return Sheet(_("What mending is worth"), headers, rows)
