"""Where the PMO stands: with all customers, and with one."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.customers.access import customer_for
from secondslice.ui.pages import page
from secondslice.value.outlook.selectors.reading import outlook_of, outlook_of_all
from secondslice.value.outlook.selectors.watch import open_alarms


@require_safe
def outlook(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show word and deed of all customers, who says Yes and walks away, and each customer."""
    mine = request.membership
    runs = mine.role in RUNS_THE_PMO
    return page(
        request,
        "value/outlook/outlook.html",
        found=outlook_of_all(mine, at=clock.now()),
        alarms=list(open_alarms(mine)) if runs else [],
        may_run=runs,
    )


@require_safe
def customer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show word and deed of one customer."""
    mine = request.membership
    found = customer_for(mine, ref=ref)
    return page(
        request,
        "value/outlook/customer.html",
        customer=found,
        outlook=outlook_of(mine, found, at=clock.now()),
        may_run=mine.role in RUNS_THE_PMO,
    )
