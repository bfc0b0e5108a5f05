"""Saved scenarios: the list, one or two side by side, keep and delete."""

from __future__ import annotations

import uuid
from contextlib import suppress
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.impact import services
from secondslice.impact.access import may_delete, scenario_for
from secondslice.impact.scenario_forms import KeepForm, as_address
from secondslice.impact.scenario_page import scenario_page
from secondslice.impact.selectors.scenarios import scenarios
from secondslice.ui.pages import page


@require_safe
def listed(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what was saved."""
    return page(
        request,
        "impact/scenarios.html",
        scenarios=scenarios(request.membership),
        may_keep=request.membership.role in DELIVERS,
    )


@require_safe
def scenario(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one scenario, beside another one where the address names it."""
    mine = request.membership
    chosen = [scenario_for(mine, ref=ref)]
    with suppress(ValueError):  # what is no reference names nothing
        chosen.append(scenario_for(mine, ref=uuid.UUID(request.GET.get("beside", ""))))
    return page(
        request,
        "impact/scenario.html",
        scenario=chosen[0],
        beside=chosen[1] if chosen[1:] else None,
        others=[one for one in scenarios(mine) if one.pk != chosen[0].pk],
        found=scenario_page(mine, chosen, now=clock.now()),
        link=request.build_absolute_uri(),
        may_delete=may_delete(mine, chosen[0]),
    )


@require_POST
def keep(request: MemberRequest, workspace: str) -> HttpResponse:
    """Keep what is set on the what-if page."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("It was not saved: give it a name, and set the sliders again."))
        return redirect("impact:what_if", workspace)
    try:
        made = services.keep_scenario(
            by=request.membership, name=form.cleaned_data["name"], way=form.way(), at=clock.now()
        )
    except RuleBroken as refused:
        messages.error(request, str(refused))
        still_set = urlencode(as_address(form.way(), "b"))
        return redirect(f"{reverse('impact:what_if', args=[workspace])}?{still_set}")
    messages.success(request, _("Saved. Everybody who reads this room finds it here."))
    return redirect("impact:scenario", workspace, made.ref)


@require_POST
def delete(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Delete a scenario."""
    found = scenario_for(request.membership, ref=ref)
    try:
        services.delete_scenario(by=request.membership, scenario=found, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Deleted."))
    return redirect("impact:scenarios", workspace)
