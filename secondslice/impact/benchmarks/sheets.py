"""Aggregates over several workspaces as a file to give away."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.impact.benchmarks.page import Several
from secondslice.ui.exports import Sheet


def several_sheet(found: Several) -> Sheet:
    """Return every cell; one that is kept back says so and has no figures. Shares and scores are from -1 to 1."""
    headers = (
        _("Year"),
        _("Figure"),
        _("Customers"),
        _("Workspaces"),
        _("Middle"),
        _("Middle half, from"),
        _("Middle half, to"),
    )
    rows = [
        (
            one.cell.year,
            one.measure,
            one.kind,
            one.cell.workspaces or _("kept back: too few"),
            one.cell.middle,
            one.cell.low,
            one.cell.high,
        )
        for one in found.cells
    ]
    return Sheet(_("Benchmarks"), headers, rows)
