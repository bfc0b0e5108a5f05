"""What the watch takes for an alarm here; the usual terms where nobody has set them."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.analytics.cusum import Chart
from secondslice.value.outlook.models import WatchTerms


def watch_terms(workspace: Workspace) -> WatchTerms:
    """Return the terms of a workspace, unsaved where they are the usual ones."""
    found = WatchTerms.objects.filter(workspace=workspace).first()
    return found or WatchTerms(workspace=workspace)


def chart_of(terms: WatchTerms) -> Chart:
    """Return the chart that looks for more No."""
    return Chart(base=terms.base / 100, shifted=terms.shifted / 100, limit=float(terms.limit))
