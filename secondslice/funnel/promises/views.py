"""Delivery check and promises: what sales asks, what delivery answers, what was told, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel.access import opportunity_for, visible_opportunities
from secondslice.funnel.models import DeliveryCheck, Opportunity
from secondslice.funnel.promises import selectors, services
from secondslice.funnel.promises.access import may_answer, may_promise
from secondslice.funnel.promises.forms import (
    DeliveryForm,
    ReplyForm,
    check_form,
    promise_form,
)
from secondslice.funnel.promises.sheet import promise_sheet
from secondslice.projects.access import project_for
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def balance(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show what was promised and what became of it, to both sides alike."""
    mine, at = request.membership, clock.now()
    found = selectors.balance(mine, at=at)
    if "download" in request.GET:
        return download(request, promise_sheet(found), at=at)
    return page(request, "funnel/promises/balance.html", found=found, now=at)


@require_safe
def of_opportunity(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show for one opportunity what delivery said, and what was promised."""
    return _opportunity_page(request, opportunity_for(request.membership, ref=ref))


@require_safe
def of_project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show what was promised for a project, beside the customers' word that it was too much."""
    project = project_for(request.membership, ref=ref)
    return page(
        request,
        "funnel/promises/project.html",
        project=project,
        promises=selectors.promises_for_project(request.membership, project),
        cases=selectors.cases_of_too_much(request.membership, project),
        may_deliver=request.membership.role in DELIVERS,
    )


@require_POST
def ask(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Ask delivery whether this can be promised."""
    mine = request.membership
    found = opportunity_for(mine, ref=ref)
    form = check_form(mine, found, request.POST)
    if form.is_valid():
        with refusals_in(form):
            made = services.ask_delivery(
                opportunity=found,
                terms=form.terms(),
                of=form.cleaned_data["asked_of"],
                by=mine,
                at=clock.now(),
            )
            messages.success(
                request,
                _("Asked. Delivery answers by %(day)s.")
                % {"day": date_format(clock.day_of(made.due_at, mine.workspace.time_zone))},
            )
            return redirect("promises:of_opportunity", workspace, found.ref)
    return _opportunity_page(request, found, {"asking": form})


@require_POST
def tell(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what the customer was told."""
    mine, at = request.membership, clock.now()
    found = opportunity_for(mine, ref=ref)
    today = clock.day_of(at, mine.workspace.time_zone)
    form = promise_form(selectors.checks_of(found), today=today, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.promise(
                opportunity=found,
                terms=form.terms(),
                check=form.cleaned_data["check_made"],
                told_on=form.cleaned_data["told_on"],
                by=mine,
                at=at,
            )
            messages.success(request, _("The promise is written down."))
            return redirect("promises:of_opportunity", workspace, found.ref)
    return _opportunity_page(request, found, {"telling": form})


def _opportunity_page(
    request: MemberRequest, found: Opportunity, sent: Mapping[str, forms.BaseForm] | None = None
) -> HttpResponse:
    """Show both sides; `sent` are the forms that are wrong, shown again with their errors."""
    mine, at = request.membership, clock.now()
    checks, today = selectors.checks_of(found), clock.day_of(at, mine.workspace.time_zone)
    shown = {
        "asking": check_form(mine, found, None),
        "telling": promise_form(checks, today=today, posted=None),
        **(sent or {}),
    }
    return page(
        request,
        "funnel/promises/opportunity.html",
        opportunity=found,
        checks=checks,
        promises=selectors.promises_of(found),
        may_write=may_promise(mine, found),
        may_deliver=mine.role in DELIVERS,
        now=at,
        status=422 if sent else 200,
        **shown,
    )


@require_safe
def check(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show what sales asks, and what delivery answers."""
    return _check_page(request, selectors.check_for(request.membership, ref=ref), ReplyForm())


@require_POST
def answer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take delivery's answer."""
    mine = request.membership
    found, form = selectors.check_for(mine, ref=ref), ReplyForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.answer_check(check=found, reply=form.reply(), by=mine, at=clock.now())
            messages.success(request, _("Answered. Sales reads it now."))
            return redirect("promises:check", workspace, found.ref)
    return _check_page(request, found, form)


def _check_page(request: MemberRequest, found: DeliveryCheck, form: ReplyForm) -> HttpResponse:
    mine = request.membership
    return page(
        request,
        "funnel/promises/check.html",
        check=found,
        form=form,
        may_answer=may_answer(mine, found) and not found.answer,
        may_see=visible_opportunities(mine).filter(pk=found.opportunity_id).exists(),
        now=clock.now(),
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delivered(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what became of a promise."""
    mine, at = request.membership, clock.now()
    found = selectors.promise_for(mine, ref=ref)
    first = {
        "on": clock.day_of(at, mine.workspace.time_zone),
        "price": found.price,
        "is_whole": True,
    }
    form = DeliveryForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        with refusals_in(form):
            services.deliver(promise=found, delivery=form.delivery(), by=mine, at=at)
            messages.success(request, _("Written down."))
            return redirect("promises:of_opportunity", workspace, found.opportunity.ref)
    return page(
        request,
        "funnel/promises/delivered.html",
        promise=found,
        form=form,
        status=422 if form.errors else 200,
    )
