"""How opportunities pass through the funnel."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel.selectors.board import counts_by_stage
from secondslice.funnel.selectors.filtering import Moment, choices_for, filter_from
from secondslice.funnel.selectors.flow import ENOUGH, PERIODS, flow_of, months_from
from secondslice.funnel.selectors.outlook import outlook_of
from secondslice.funnel.selectors.stages import all_stages
from secondslice.ui.pages import page


@require_safe
def flow(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show for each stage what came in, what went on, how long it took and what is stuck."""
    mine, asked, at = request.membership, request.GET, clock.now()
    today = clock.day_of(at, mine.workspace.time_zone)
    now = Moment(at, today, all_stages(mine.workspace))
    chosen, months = filter_from(mine, asked), months_from(asked.get("months", ""))
    stuck = counts_by_stage(mine, chosen, now)
    rows = [
        (one, stuck.get(one.stage.code, 0)) for one in flow_of(mine, chosen, now, months=months)
    ]
    return page(
        request,
        "funnel/flow.html",
        rows=rows,
        is_empty=not any(one.came for one, _stuck in rows),
        outlook=outlook_of(mine, chosen, now),
        chosen=chosen,
        choices=choices_for(mine, chosen),
        months=months,
        periods=PERIODS,
        enough=ENOUGH,
    )
