"""One's own figures beside published ones, and aggregates over several workspaces."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.impact.benchmarks.page import benchmarks_page, several_page
from secondslice.impact.benchmarks.selectors import periods
from secondslice.impact.benchmarks.sheets import several_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def benchmarks(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show published figures beside one's own, and one's own earlier ones."""
    now = clock.now()
    return page(
        request,
        "impact/benchmarks.html",
        rows=benchmarks_page(request.membership, now=now),
        this=periods(now, request.membership.workspace.time_zone)[0],
        sees_all=request.membership.keeps_confidences,
        runs=request.membership.role in RUNS_THE_PMO,
    )


@require_safe
def several(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show aggregates over the workspaces that this person runs, and give them as a file."""
    now = clock.now()
    found = several_page(request.membership, now=now)
    if "download" in request.GET and not found.missing:
        return download(request, several_sheet(found), at=now)
    return page(request, "impact/several.html", found=found)
