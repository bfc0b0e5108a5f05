"""What a customer costs: who hears of a No, what makes up for it, and the numbers behind that."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.customers.access import customer_for
from secondslice.impact import selectors, services
from secondslice.impact.account_page import account_page, customer_page
from secondslice.impact.forms import NumbersForm
from secondslice.impact.models import NumberSet
from secondslice.impact.ratio import aim_of, ratio
from secondslice.impact.ratio_form import RatioForm
from secondslice.impact.rules import Preset
from secondslice.impact.scenario_forms import as_fields
from secondslice.impact.selectors.world import known_portfolio
from secondslice.impact.sheets import account_sheet
from secondslice.impact.what_if_form import WhatIfForm
from secondslice.impact.what_if_page import MAJOR, what_if
from secondslice.impact.words import BADGES
from secondslice.ui.exports import download
from secondslice.ui.pages import page

ROWS = 30


@require_safe
def overview(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show how many good experiences are owed, and who may have heard of the bad ones."""
    known, now = selectors.numbers_of(request.membership.workspace), clock.now()
    form = RatioForm(request.GET, standard=aim_of(known))
    found = ratio(known, form.aim())
    account = account_page(request.membership, known, found, now=now)
    if "download" in request.GET:
        return download(request, account_sheet(account, found), at=now)
    return page(
        request,
        "impact/overview.html",
        status=422 if form.errors else 200,
        form=form,
        ratio=found,
        account=account,
        rows=Paginator(account.rows, ROWS).get_page(request.GET.get("page")),
    )


@require_safe
def customer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show each No of one customer with its estimated reach."""
    known, mine = selectors.numbers_of(request.membership.workspace), request.membership
    whose = customer_for(mine, ref=ref)
    found = ratio(known, aim_of(known))
    account = customer_page(mine, whose, known, found, now=clock.now())
    return page(request, "impact/customer.html", account=account, ratio=found)


@require_safe
def what_if_page(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what comes of two ways of working; both stand in the address."""
    portfolio = known_portfolio(request.membership, now=clock.now())
    form = WhatIfForm(request.GET, unhappy=portfolio.unhappy, major=MAJOR)
    found = what_if(portfolio, form, selectors.numbers_of(request.membership.workspace))
    may_keep = bool(found) and request.membership.role in DELIVERS
    return page(
        request,
        "impact/what_if.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        kept=[as_fields(way) for way in found.ways] if found and may_keep else [],
    )


@require_safe
def parameters(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show the numbers with their sources; who runs the PMO may set own ones."""
    return _parameters_page(request, _numbers_form(request))


@require_POST
def save(request: MemberRequest, workspace: str) -> HttpResponse:
    """Store own numbers; what is left empty follows the preset."""
    form = _numbers_form(request)
    if not form.is_valid():
        return _parameters_page(request, form)
    services.set_numbers(
        by=request.membership,
        own=form.own(),
        source=str(form.cleaned_data["source"]),
        at=clock.now(),
    )
    messages.success(request, _("Saved. All figures are reckoned with these numbers now."))
    return redirect("impact:parameters", workspace)


@require_POST
def preset(request: MemberRequest, workspace: str) -> HttpResponse:
    """Reckon with another set of numbers; own ones stay."""
    wanted = request.POST.get("preset", "")
    if wanted not in set(Preset):
        messages.error(request, _("There is no such set of numbers. Choose one of those shown."))
        return redirect("impact:parameters", workspace)
    try:
        services.choose_preset(by=request.membership, preset=Preset(wanted), at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Chosen. Numbers of your own stay as they are."))
    return redirect("impact:parameters", workspace)


def _numbers_form(request: MemberRequest) -> NumbersForm:
    return NumbersForm(
        request.POST or None,
        known=selectors.numbers_of(request.membership.workspace),
        may_change=request.membership.role in RUNS_THE_PMO,
    )


def _parameters_page(request: MemberRequest, form: NumbersForm) -> HttpResponse:
    return page(
        request,
        "impact/parameters.html",
        status=422 if form.errors else 200,
        form=form,
        presets=NumberSet.Preset.choices,
        badges=BADGES.items(),
        last=selectors.last_change(request.membership.workspace),
    )
