"""What the ledger reckons with: categories, terms, currencies and costs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.pages import page
from secondslice.value.ledger import forms
from secondslice.value.ledger.access import outcome_for
from secondslice.value.ledger.selectors import categories
from secondslice.value.ledger.selectors.details import rates
from secondslice.value.ledger.selectors.figures import costs_of
from secondslice.value.ledger.services import benefits
from secondslice.value.ledger.services import reckoning as services


@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show the categories, and add one."""
    mine = request.membership
    if request.POST.get("start"):
        benefits.keep_outcomes(by=mine)
        return redirect("ledger:outcomes", workspace)
    form = forms.OutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        benefits.add_outcome(by=mine, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("ledger:outcomes", workspace)
    return page(
        request,
        "value/ledger/outcomes.html",
        form=form,
        outcomes=categories.outcomes(mine.workspace),
        status=422 if form.errors else 200,
    )


@require_POST
def outcome(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Word a category anew, or offer it no longer."""
    found = outcome_for(request.membership, ref=ref)
    name = request.POST.get("name", "").strip()[:100] or found.name
    benefits.change_outcome(
        by=request.membership,
        outcome=found,
        name=name,
        is_used=request.POST.get("used") == "yes",
        at=clock.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("ledger:outcomes", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def reckoning(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show and set the terms."""
    posted = request.POST if request.method == "POST" else None
    form = forms.terms_form(request.membership.workspace, posted=posted)
    if form.is_valid():
        with refusals_in(form):
            services.set_terms(by=request.membership, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("ledger:reckoning", workspace)
    return _shown(request, **({"terms": form} if form.errors else {}))


@require_POST
def rate(request: MemberRequest, workspace: str) -> HttpResponse:
    """Enter what a currency is worth from a day on."""
    form = forms.RateForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.set_rate(by=request.membership, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("ledger:reckoning", workspace)
    return _shown(request, rate=form)


@require_POST
def cost(request: MemberRequest, workspace: str) -> HttpResponse:
    """Enter what the PMO cost in a month."""
    form = forms.CostForm(request.POST)
    if not form.is_valid():
        return _shown(request, cost=form)
    services.set_cost(by=request.membership, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("ledger:reckoning", workspace)


def _shown(request: MemberRequest, **sent: object) -> HttpResponse:
    mine = request.membership
    empty = {
        "terms": forms.terms_form(mine.workspace),
        "rate": forms.RateForm(),
        "cost": forms.CostForm(),
    }
    return page(
        request,
        "value/ledger/reckoning.html",
        forms=empty | sent,
        rates=rates(mine.workspace),
        costs=costs_of(mine),
        currency=mine.workspace.currency,
        status=422 if sent else 200,
    )
