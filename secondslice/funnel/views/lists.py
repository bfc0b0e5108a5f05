"""The list of opportunities."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel import selectors
from secondslice.funnel.selectors.stages import stages_of
from secondslice.funnel.sheets import opportunity_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def opportunity_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the opportunities by stage; one stage alone stands in the address."""
    today = clock.day_of(clock.now(), request.membership.workspace.time_zone)
    stage = request.GET.get("stage", "")
    if "download" in request.GET:
        return download(request, opportunity_sheet(request.membership, stage=stage), at=clock.now())
    stages = stages_of(request.membership.workspace)
    counts = selectors.stage_counts(request.membership)
    return page(
        request,
        "funnel/list.html",
        stages=selectors.funnel(
            request.membership, stages, stage=stage, counts=counts, today=today
        ),
        stage=stage if stage in stages else "",
        counts=[(one, counts[one.code]) for one in stages.values()],
        is_empty=not any(counts.values()),
        may_write=request.membership.role in WORKS,
    )
