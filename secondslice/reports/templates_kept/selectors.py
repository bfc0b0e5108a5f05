from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.reports.models import ReportTemplate


def kept(workspace: Workspace) -> ReportTemplate | None:
    """Return what is known of a workspace's template, without its content; None when there is none."""
    return (
        ReportTemplate.objects.filter(workspace=workspace)
        .select_related("by")
        .defer("content")
        .first()
    )


def template_of(workspace: Workspace) -> bytes | None:
    """Return the presentation that slides are made with, or None for our own look."""
    found = ReportTemplate.objects.filter(workspace=workspace).values_list("content", flat=True)
    content = found.first()
    return None if content is None else bytes(content)
