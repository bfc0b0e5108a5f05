"""The value page: what is confirmed, what is not and why, and the lines behind it."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value.ledger.charts import chain, growth, in_thousands, quarter_name
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.figures import figures
from secondslice.value.ledger.selectors.lines import lines
from secondslice.value.ledger.selectors.trend import latest_first, trend
from secondslice.value.ledger.selectors.waiting import lost_of, waits_of
from secondslice.value.ledger.sheets import ledger_sheet
from secondslice.value.ledger.words import NO_IRR


@require_safe
def value_page(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the headline, the chain from promised to verified, and what stands behind them."""
    now = clock.now()
    today = clock.day_of(now, request.membership.workspace.time_zone)
    found = figures(request.membership, today=today)
    quarters = trend(request.membership, found.lines, today=today)
    return page(
        request,
        "value/ledger/page.html",
        figures=found,
        chain=chain(found),
        growth=growth(quarters),
        quarters=[(quarter_name(one), one.confirmed, more) for one, more in latest_first(quarters)],
        in_thousands=in_thousands(quarters),
        waits=waits_of(request.membership),
        lost=lost_of(request.membership),
        no_irr=NO_IRR.get(found.returned.why_no_irr, "") if found.returned else "",
        may_write=request.membership.role in DELIVERS,
        may_run=request.membership.role in RUNS_THE_PMO,
    )


@require_safe
def benefits(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the lines of the ledger, of one stage where the address names one."""
    now, mine = clock.now(), request.membership
    today = clock.day_of(now, mine.workspace.time_zone)
    stage = request.GET.get("stage", "")
    found = lines(mine, today=today)
    if stage in Benefit.Stage.values:
        found = [one for one in found if one.benefit.stage == stage]
    if "download" in request.GET:
        sees_words = mine.role != mine.Role.SALES
        return download(
            request, ledger_sheet(mine, found, today=today, with_words=sees_words), at=now
        )
    return page(
        request,
        "value/ledger/list.html",
        lines=found,
        stage=stage,
        stages=Benefit.Stage.choices,
        currency=mine.workspace.currency,
        may_write=mine.role in DELIVERS,
    )
