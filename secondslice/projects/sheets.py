"""The list of projects as a file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.projects.selectors import projects as portfolio
from secondslice.projects.selectors.projects import ProjectFilter
from secondslice.ui.exports import CHUNK, Sheet


def project_sheet(membership: Membership, chosen: ProjectFilter) -> Sheet:
    """Return every project that the filter leaves, in the order of the page."""
    listed = portfolio.project_list(membership, chosen)
    found: QuerySet[Any] = portfolio.in_order(listed, chosen)  # with its counts
    headers = (
        _("Project"), _("Project number"), _("Customer"), _("Service"), _("Phase"), _("Project manager"), _("Start"),
        _("End"), _("People"),
    )  # fmt: skip
    rows = (
        (
            project.name,
            project.code,
            project.customer.name,
            project.service,
            project.get_phase_display(),
            project.manager.name if project.manager else project.manager_name,
            project.starts_on,
            project.ends_on,
            project.people_count,
        )
        for project in found.iterator(CHUNK)
    )
    return Sheet(_("Projects"), headers, rows)
