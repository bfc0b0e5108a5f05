"""The list of cases."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.selectors.figures import not_yet_in
from secondslice.recovery import selectors
from secondslice.recovery.selectors.cases import SHOWS
from secondslice.recovery.sheets import case_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def case_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the cases; which ones stands in the address."""
    now = clock.now()
    asked_for = request.GET.get("show", "")
    show = asked_for if asked_for in SHOWS else SHOWS[0]
    if "download" in request.GET:
        return download(request, case_sheet(request.membership, show=show, at=now), at=now)
    after = request.GET.get("after", "")
    return page(
        request,
        "recovery/list.html",
        cases=selectors.case_slice(request.membership, show=show, after=after, at=now),
        counts=selectors.case_counts(request.membership, now),
        comes_in=not_yet_in(request.membership, at=now) > 0,
        show=show,
        now=now,
        still=selectors.still_of(request.membership.workspace, now),
    )
