"""Keep in touch: what is planned, and with whom nothing has passed for long."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import WORKS
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.customers.access import customer_for
from secondslice.funnel.touching import selectors, services
from secondslice.funnel.touching.forms import DoneForm, touch_form
from secondslice.funnel.touching.rules import QUIET, days_from
from secondslice.ui.pages import page


@require_safe
def touches(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what is planned, mine or all, and who is quiet."""
    mine, asked = request.membership, request.GET
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    is_mine, days = asked.get("owner") == "me", days_from(asked.get("days", ""))
    return page(
        request,
        "funnel/touching/touches.html",
        planned=selectors.planned_touches(mine, mine=is_mine)[: selectors.MOST],
        quiet=selectors.quiet_customers(mine, days=days, today=today),
        days=days,
        spans=QUIET,
        is_mine=is_mine,
        today=today,
        may_write=mine.role in WORKS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Plan a touch with somebody of a customer."""
    mine, now = request.membership, clock.now()
    customer = customer_for(mine, ref=ref)
    form = touch_form(
        mine,
        customer,
        today=clock.day_of(now, mine.workspace.time_zone),
        posted=request.POST if request.method == "POST" else None,
        person=_ref(request.GET.get("person", "")),
    )
    if form.is_valid():
        with refusals_in(form):
            made = services.plan_touch(by=mine, plan=form.plan(), at=now)
            told = {"what": made.get_kind_display(), "name": made.contact.name}
            messages.success(request, _("Planned: %(what)s, %(name)s.") % told)
            return redirect("touching:list", workspace)
    return page(
        request,
        "funnel/touching/plan.html",
        form=form,
        customer=customer,
        has_people=selectors.people_at(mine, customer).exists(),
        status=422 if form.errors else 200,
    )


@require_POST
def done(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down that it took place, and what came of it."""
    mine = request.membership
    form = DoneForm(request.POST)
    found = selectors.touch_for(mine, ref=ref)
    try:
        words = form.cleaned_data["outcome"] if form.is_valid() else ""
        services.touch_done(touch=found, by=mine, words=words, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Written down. The next question keeps its distance from it."))
    return redirect("touching:list", workspace)


@require_POST
def drop(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Do not do it after all."""
    try:
        services.drop_touch(touch=selectors.touch_for(request.membership, ref=ref))
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Dropped."))
    return redirect("touching:list", workspace)


def _ref(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
