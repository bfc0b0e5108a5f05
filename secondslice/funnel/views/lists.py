"""The opportunities: as a board, as a list, or as a file."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel.forms_bulk import bulk_form
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors import board as selectors
from secondslice.funnel.selectors.filtering import (
    FunnelFilter,
    Moment,
    choices_for,
    filter_from,
)
from secondslice.funnel.selectors.flow import months_from, passed_through
from secondslice.funnel.selectors.stages import all_stages
from secondslice.funnel.sheets import opportunity_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page

OPEN, CLOSED, DECIDED, LIST = "open", "closed", "decided", "list"


@require_safe
def opportunity_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the opportunities; which ones, and in which form, stands in the address."""
    mine, asked, at = request.membership, request.GET, clock.now()
    today = clock.day_of(at, mine.workspace.time_zone)
    now = Moment(at, today, all_stages(mine.workspace))
    chosen = filter_from(mine, asked)
    stage = asked.get("stage", "")
    is_list = bool({asked.get("through"), stage} & set(now.stages)) or asked.get("view") == LIST
    show = (asked["show"] if asked.get("show") in {CLOSED, DECIDED} else OPEN) if is_list else ""
    if "download" in asked:
        found = _found(request, chosen, now, stage=stage, show=show)
        return download(request, opportunity_sheet(mine, found), at=at)
    if is_list:
        return _list(request, chosen, now, stage=stage, show=show)
    return _board(request, chosen, now)


def _found(
    request: MemberRequest, chosen: FunnelFilter, now: Moment, *, stage: str, show: str
) -> QuerySet[Opportunity]:
    """Return the opportunities that are meant: those behind a number of the flow, or those that stand somewhere."""
    mine, asked = request.membership, request.GET
    if asked.get("through") in now.stages:
        months, went = months_from(asked.get("months", "")), asked.get("went", "")
        return passed_through(mine, chosen, now, months=months, stage=asked["through"], went=went)
    return selectors.opportunities_shown(mine, chosen, now, stage=stage, show=show)


def _board(request: MemberRequest, chosen: FunnelFilter, now: Moment) -> HttpResponse:
    """Show the board, or for HTMX the next cards of one column."""
    mine, asked = request.membership, request.GET
    column, after = asked.get("column", ""), asked.get("after", "")
    may_write = mine.role in WORKS
    if request.htmx and after:
        more = selectors.more_of(mine, chosen, now, column=column, after=after)
        return page(request, "funnel/board/cards.html#cards", column=more, may_write=may_write)
    currency = asked.get("currency", "")
    return page(
        request,
        "funnel/board.html",
        board=selectors.board_of(mine, chosen, now, currency=currency, column=column, after=after),
        counts=selectors.counts_of(mine, chosen, now),
        further=bool(after),
        chosen=chosen,
        choices=choices_for(mine, chosen),
        may_write=may_write,
    )


def _list(
    request: MemberRequest, chosen: FunnelFilter, now: Moment, *, stage: str, show: str
) -> HttpResponse:
    mine = request.membership
    found = _found(request, chosen, now, stage=stage, show=show)
    cards, after = selectors.list_slice(found, now, after=request.GET.get("after", ""))
    may_write = mine.role in WORKS
    return page(
        request,
        "funnel/list.html",
        cards=cards,
        after=after,
        counts=selectors.counts_of(mine, chosen, now),
        chosen=chosen,
        choices=choices_for(mine, chosen),
        stages=[one for one in now.stages.values() if one.retired_at is None],
        stage=stage if stage in now.stages else "",
        show="" if show == OPEN else show,
        view=LIST,
        through=now.stages.get(request.GET.get("through", "")),
        form=bulk_form(mine) if may_write else None,
        may_write=may_write,
    )
