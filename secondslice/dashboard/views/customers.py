"""The list of customers."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import DELIVERS, WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.customers.models import Customer
from secondslice.dashboard.selectors.customers import (
    chosen_from,
    customer_rows,
    customer_sheet,
)
from secondslice.funnel.rules import Life
from secondslice.funnel.words import life_words
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def customer_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the customers; search, kind and lifecycle are in the address."""
    mine, asked, now = request.membership, request.GET, clock.now()
    today = clock.day_of(now, mine.workspace.time_zone)
    chosen = chosen_from(mine, asked, today=today)
    if "download" in asked:
        return download(request, customer_sheet(mine, chosen, today=today), at=now)
    rows, after = customer_rows(mine, chosen, today=today, after=asked.get("after", ""))
    return page(
        request,
        "dashboard/customers.html",
        rows=rows,
        after=after,
        chosen=chosen,
        kinds=Customer.Kind.choices,
        lives=[(one.value, life_words(one)) for one in Life],
        may_add=mine.role in WORKS,
        may_import=mine.role in DELIVERS,
    )
