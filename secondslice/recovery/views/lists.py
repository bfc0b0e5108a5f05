"""The cases: as a board, as a list, or as a file."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.selectors.figures import not_yet_in
from secondslice.recovery import selectors
from secondslice.recovery.selectors.cases import BOARD, CLOSED, OPEN
from secondslice.recovery.selectors.filtering import CaseFilter, choices_for, filter_from
from secondslice.recovery.sheets import case_sheet
from secondslice.recovery.views.board import board
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def case_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the cases; which ones, and in which form, stands in the address."""
    now, asked = clock.now(), request.GET
    chosen = filter_from(request.membership, asked)
    # `show` alone is how addresses of the list began before there was a board.
    is_list = asked.get("view") == "list" or "show" in asked
    show = CLOSED if asked.get("show") == CLOSED else OPEN
    if "download" in asked:
        which = show if is_list else BOARD
        return download(request, case_sheet(request.membership, chosen, show=which, at=now), at=now)
    if is_list:
        return _list(request, chosen, show, now)
    return board(request, chosen, now)


def _list(request: MemberRequest, chosen: CaseFilter, show: str, now: datetime) -> HttpResponse:
    mine, after = request.membership, request.GET.get("after", "")
    counts, closed = selectors.list_counts(mine, chosen, now)
    cases = selectors.case_slice(mine, chosen, show=show, after=after, at=now)
    return page(
        request,
        "recovery/list.html",
        cases=cases,
        counts=counts,
        closed=closed,
        comes_in=not cases.rows and not_yet_in(mine, at=now) > 0,
        show=CLOSED if show == CLOSED else "",
        view="list",
        chosen=chosen,
        choices=choices_for(mine, chosen),
        now=now,
        still=selectors.still_of(request.membership.workspace, now),
    )
