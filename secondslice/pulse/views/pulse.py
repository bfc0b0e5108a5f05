"""The pulse: what customers say, how sure that is, and who has not been heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.pulse_sheet import coverage_sheet, pulse_sheet
from secondslice.pulse.scores import month_after
from secondslice.pulse.selectors import coverage
from secondslice.pulse.selectors.held_back import held_back
from secondslice.pulse.selectors.narrowing import narrow_from
from secondslice.pulse.selectors.pulse import MONTHS, USUAL_MONTHS, choices_for, pulse_of
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def pulse(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the pulse; the time and what it is narrowed to are in the address."""
    mine, now = request.membership, clock.now()
    months = _months(request)
    narrow = narrow_from(mine, request.GET)
    found = pulse_of(mine, narrow, months=months, at=now, whole_kind=request.GET.get("all", ""))
    if "download" in request.GET:
        return download(request, pulse_sheet(found), at=now)
    return page(
        request,
        "pulse/pulse.html",
        pulse=found,
        held_back=held_back(mine),
        narrow=narrow,
        months=months,
        times=MONTHS,
        choices=choices_for(mine),
    )


@require_safe
def heard(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List every sponsor of a running project, and what became of the question."""
    mine, now = request.membership, clock.now()
    months, state = _months(request), request.GET.get("state", "")
    today = clock.day_of(now, mine.workspace.time_zone)
    narrow = replace(narrow_from(mine, request.GET), since=_since(months, today))
    if "download" in request.GET:
        return download(request, coverage_sheet(mine, narrow, state=state, at=now), at=now)
    found = coverage.sponsor_slice(
        mine, narrow, state=state, after=request.GET.get("after", ""), at=now
    )
    return page(
        request,
        "pulse/coverage.html",
        sponsors=coverage.explained(mine, narrow, found.rows),
        after=found.after,
        coverage=coverage.coverage(mine, narrow, at=now),
        states=coverage.STATES,
        state=state,
        narrow=narrow,
        months=months,
        times=MONTHS,
        choices=choices_for(mine),
    )


def _months(request: MemberRequest) -> int:
    """Return over how many months to look, 0 for all of them."""
    asked = request.GET.get("months", "")
    return int(asked) if asked in {"0", *map(str, MONTHS)} else USUAL_MONTHS


def _since(months: int, today: date) -> date | None:
    return month_after(today, 1 - months) if months else None
