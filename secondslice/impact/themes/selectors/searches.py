"""How the search for themes stands."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.impact.themes.models import ThemeSearch


def search_of(workspace: Workspace) -> ThemeSearch | None:
    """Return the last search of a workspace, or None when nobody has looked for themes yet."""
    return ThemeSearch.objects.filter(workspace=workspace).select_related("started_by").first()
