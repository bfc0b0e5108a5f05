"""The executive report leaves by itself when a quarter is over: issued once, and a link to it mailed to executives.

Members get it at once. Executives at customers get it within their contact budget: what does not fit waits, with the
reason, and is looked at again on another day (services/mailing.py).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.document import Document
from secondslice.reports.models import ReportCopy, ReportShare, ReportTerms
from secondslice.reports.rules import Quarter, last_ended, quarter_of
from secondslice.reports.selectors.recipients import chosen, executives
from secondslice.reports.services.issuing import issue
from secondslice.reports.services.leaving_out import leave_out
from secondslice.reports.services.mailing import ask_worker, told_of
from secondslice.reports.services.sharing import link_of, share

TO_MEMBER = "reports.quarter_to_member"
DAYS = 90
"""So long the mailed link holds: until the next one comes."""


def document_due(*, workspace: Workspace, at: datetime) -> Document | None:
    """Return the report of the last quarter where it is to leave and has not yet, else None. It changes nothing."""
    quarter = last_ended(clock.day_of(at, workspace.time_zone))
    if not _due(workspace, quarter).exists():
        return None
    today = clock.day_of(at, workspace.time_zone)
    return build(workspace, Wish("executive", quarter), today=today)


@transaction.atomic
def send_quarter(*, workspace: Workspace, document: Document, at: datetime) -> bool:
    """Issue the report of the last quarter and mail it, once for each quarter. Return whether this call did."""
    quarter = quarter_of(document.begins_on)
    if not _due(workspace, quarter).update(done_until=quarter.ends_on):
        return False
    report = issue(workspace=workspace, document=document, customer=None, by=None, at=at)
    made = share(report=report, by=None, at=at, days=DAYS)
    for one in executives(workspace):
        _to_member(one.user, made, at=at)
    for contact, why in chosen(workspace):
        copy = ReportCopy.objects.create(workspace=workspace, share=made, contact=contact)
        if why:
            leave_out(copies=ReportCopy.objects.filter(pk=copy.pk), why=why, at=at)
        else:
            ask_worker(contact=contact, run_at=at)
    return True


def _due(workspace: Workspace, quarter: Quarter) -> QuerySet[ReportTerms]:
    not_done = Q(done_until=None) | Q(done_until__lt=quarter.ends_on)
    return ReportTerms.objects.filter(not_done, workspace=workspace, is_sent=True)


def _to_member(user: User, made: ReportShare, *, at: datetime) -> None:
    workspace = made.workspace
    write_to_member(
        workspace=workspace,
        user=user,
        kind=TO_MEMBER,
        context=told_of(made=made, language=user.language or workspace.language),
        at=at,
        path=f"/w/{workspace.slug}/reports/{made.report.ref}/",
        secrets={"report_link": link_of(share=made)},
    )
