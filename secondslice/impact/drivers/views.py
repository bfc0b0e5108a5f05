"""What goes together with a No, and with coming back."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.impact.drivers.page import OF_NO, OF_RETURN, drivers_page
from secondslice.impact.drivers.sheets import drivers_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def drivers(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the drivers of No, or of coming back (`?of=return`)."""
    now, of = clock.now(), OF_RETURN if request.GET.get("of") == OF_RETURN else OF_NO
    found = drivers_page(request.membership, of=of, now=now)
    if "download" in request.GET:
        return download(request, drivers_sheet(found), at=now)
    return page(request, "impact/drivers.html", found=found)
