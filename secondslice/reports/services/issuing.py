"""Issue a report: from then on it says the same, whatever becomes of the rows it was made of."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.customers.models import Customer
from secondslice.reports.document import Document, canonical, fingerprint
from secondslice.reports.models import Report, ReportCopy
from secondslice.reports.rules import Dropped
from secondslice.reports.selectors.reading import standing
from secondslice.reports.services.leaving_out import leave_out


@transaction.atomic
def issue(
    *,
    workspace: Workspace,
    document: Document,
    customer: Customer | None,
    by: Membership | None,
    at: datetime,
) -> Report:
    """Freeze a document, and let it take the place of the one about the same that stood. Return what stands now.

    Where nothing has changed since, nothing is issued: the one that stands is returned. `by` is None for the schedule.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # one at a time
    before = standing(workspace, document, customer)
    print_ = fingerprint(document)
    if before is not None and before.fingerprint == print_:
        return before
    if before is not None:
        Report.objects.filter(pk=before.pk).update(superseded_at=at)
        copies = ReportCopy.objects.filter(share__report=before)
        leave_out(copies=copies, why=Dropped.REPLACED, at=at)
    made = Report.objects.create(
        workspace=workspace,
        kind=document.kind,
        customer=customer,
        begins_on=document.begins_on,
        ends_on=document.ends_on,
        language=document.language,
        title=document.title,
        content=canonical(document),
        fingerprint=print_,
        quoted=[asdict(one) for one in document.quotes()],
        issued_at=at,
        issued_by=_user(by),
    )
    audit(
        workspace=workspace,
        actor=_user(by),
        verb=gettext_noop("issued the report"),
        subject=made.title,
        at=at,
    )
    return made


def _user(by: Membership | None) -> User | None:
    return by.user if by is not None else None
