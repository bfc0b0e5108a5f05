"""The plan: who will be asked when, by month, by person and by project, and who was left out."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.dashboard.selectors import planning
from secondslice.messaging.selectors import batches_leaving
from secondslice.pulse.selectors import leaving_out
from secondslice.pulse.selectors.plans import SHOWS
from secondslice.ui.pages import page


@require_safe
def plan(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the questions of a month; month and filter are in the address."""
    asked, mine, now = request.GET, request.membership, clock.now()
    show = asked.get("show", "")
    show = show if show in SHOWS else SHOWS[0]
    return page(
        request,
        "dashboard/plan.html",
        plan=planning.month_page(
            mine, show=show, month=asked.get("month", ""), after=asked.get("after", ""), at=now
        ),
        show=show,
        now=now,
        may_send=mine.role in RUNS_THE_PMO,
        may_change=mine.role in DELIVERS,
        on_their_way=batches_leaving(
            workspace_id=mine.workspace_id, at=now, with_confidences=mine.keeps_confidences
        ),
    )


@require_safe
def people(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show twelve months of each person."""
    after, now = request.GET.get("after", ""), clock.now()
    matrix = planning.people_matrix(request.membership, after=after, at=now)
    return page(request, "dashboard/plan_lines.html", matrix=matrix, tab="people")


@require_safe
def projects(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show twelve months of each project."""
    after, now = request.GET.get("after", ""), clock.now()
    matrix = planning.projects_matrix(request.membership, after=after, at=now)
    return page(request, "dashboard/plan_lines.html", matrix=matrix, tab="projects")


@require_safe
def left_out(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show who is not asked, and who decided that."""
    mine = request.membership
    return page(
        request,
        "dashboard/left_out.html",
        left_out=leaving_out.left_out_slice(mine, after=request.GET.get("after", "")),
        chosen=leaving_out.chosen_by_their_manager(mine, at=clock.now()),
        may_change=mine.role in DELIVERS,
    )
