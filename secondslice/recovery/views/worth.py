"""What mending is worth."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.recovery.worth_page import KINDS, TIMES, worth_page
from secondslice.recovery.worth_sheet import worth_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def worth(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show how many come back, how fast, and who says No again; time and grouping stand in the address."""
    now = clock.now()
    months = request.GET.get("months", "")
    by = request.GET.get("by", "")
    found = worth_page(
        request.membership,
        months=months if months in TIMES else TIMES[0],
        by=by if by in KINDS else KINDS[0],
        now=now,
    )
    if "download" in request.GET:
        return download(request, worth_sheet(found), at=now)
    return page(request, "recovery/worth.html", worth=found)
