"""The page of one opportunity. What is done there comes back here when it is refused."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.accounts.rules import WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel import rules
from secondslice.funnel.access import opportunity_for, visible_opportunities
from secondslice.funnel.forms_ends import ActionForm, lose_form, postpone_form
from secondslice.funnel.forms_win import win_form
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import ENDED, Kind
from secondslice.funnel.selectors.history import history_of
from secondslice.funnel.selectors.stages import all_stages, in_use
from secondslice.funnel.selectors.twins import merged_into, twins_of
from secondslice.projects.selectors.projects import may_see
from secondslice.ui.pages import page


@require_safe
def opportunity(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one opportunity with what has happened to it."""
    return opportunity_page(request, opportunity_for(request.membership, ref=ref))


def opportunity_page(
    request: MemberRequest, found: Opportunity, sent: Mapping[str, forms.BaseForm] | None = None
) -> HttpResponse:
    """Show the opportunity with its forms; `sent` are those that are wrong, by name, shown again with their errors."""
    now, mine = clock.now(), request.membership
    today = clock.day_of(now, mine.workspace.time_zone)
    may_write = mine.role in WORKS
    stays = found.merged_into_id
    into = visible_opportunities(mine).filter(pk=stays).first() if stays else None
    stages = all_stages(mine.workspace)
    here = stages.get(found.stage)
    ways = [
        one
        for one in in_use(stages).values()
        if not found.is_settled and one.code != found.stage and rules.may_move(found.kind, one.kind)
    ]
    shown = {
        "action_form": ActionForm(
            auto_id="action_%s",
            initial={"next_action": found.next_action, "next_on": found.next_on},
        ),
        "win_form": win_form(mine, found, today=today, stage=request.GET.get("stage", "")),
        "lose_form": lose_form(mine.workspace, stage=request.GET.get("stage", "")),
        "postpone_form": postpone_form(
            mine.workspace, today=today, stage=request.GET.get("stage", "")
        ),
        **(sent or {}),
    }
    ends = {one.kind for one in ways if one.kind in ENDED}
    return page(
        request,
        "funnel/opportunity.html",
        opportunity=found,
        sign=found.sign(today),
        is_stale=here is not None and found.is_stale(here.stale_days, at=now),
        stale_days=here.stale_days if here else 0,
        is_due=found.postponed_until is not None and found.postponed_until <= today,
        stays=history_of(found, at=now),
        twins=twins_of(mine, found) if may_write else [],
        merged=merged_into(mine, found),
        into=into,
        ways=[one for one in ways if one.kind in {*rules.ALIVE, Kind.VOID}],
        may_win=Kind.WON in ends,
        may_lose=Kind.LOST in ends,
        may_postpone=Kind.POSTPONED in ends,
        may_write=may_write,
        may_see_project=found.project is not None and may_see(mine, found.project),
        may_see_answer=found.ask is not None and may_see(mine, found.ask.project),
        may_see_became=found.became is not None and may_see(mine, found.became),
        do=next(iter(sent), "").removesuffix("_form") if sent else request.GET.get("do", ""),
        status=422 if sent else 200,
        **shown,
    )
