"""The way from an address and a member to a report or a link, and from a secret to what it shows."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.core.tokens import digest, looks_like_token
from secondslice.reports.models import Report, ReportShare


def visible_reports(membership: Membership) -> QuerySet[Report]:
    """Return the reports of the workspace. They are about the whole PMO, so which roles read them stands in ACCESS."""
    return Report.objects.filter(workspace=membership.workspace_id)


def report_for(membership: Membership, *, ref: uuid.UUID) -> Report:
    """Return one report. Raise NotHere when it is not there."""
    found = visible_reports(membership).select_related("workspace", "customer", "issued_by")
    report = found.filter(ref=ref).first()
    if report is None:
        raise NotHere(_("There is no such report."))
    return report


def share_for(membership: Membership, *, ref: uuid.UUID) -> ReportShare:
    """Return a link to a report of the workspace. Raise NotHere when it is not there."""
    found = ReportShare.objects.filter(workspace=membership.workspace_id, ref=ref)
    share = found.select_related("workspace", "report").first()
    if share is None:
        raise NotHere(_("There is no such link."))
    return share


def share_behind(token: str) -> ReportShare:
    """Return the link with this secret, expired or not. Raise NotHere for nonsense."""
    if looks_like_token(token):
        found = ReportShare.objects.filter(token_digest=digest(token))
        share = found.select_related("workspace", "report__workspace", "report__customer").first()
        if share is not None:
            return share
    raise NotHere(_("There is no report behind this link. Ask whoever sent it for a new one."))
