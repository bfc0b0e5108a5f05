"""Write an opportunity down, and change it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.customers.access import customer_for
from secondslice.customers.models import Customer
from secondslice.funnel import services
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.forms import initial_of, opportunity_form
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.twins import twins_typed
from secondslice.projects.access import project_for
from secondslice.projects.models import Project
from secondslice.projects.selectors.projects import may_see
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, workspace: str) -> HttpResponse:
    """Add an opportunity by hand; the address may say for which customer or project."""
    membership = request.membership
    customer, project = _about(request)
    form = opportunity_form(
        membership,
        about=customer,
        posted=request.POST or None,
        initial={"customer": customer, "project": project, "owner": membership.user},
    )
    twins: list[Opportunity] = []
    if form.is_valid():
        now, facts = clock.now(), form.facts()
        if "another" not in request.POST:
            twins = twins_typed(membership, facts.customer, facts.title)
        with refusals_in(form):
            if twins:
                raise RuleBroken(_("Look whether it is there already. Nothing was added yet."))
            made = services.add_opportunity(
                workspace=membership.workspace, facts=facts, by=request.user, at=now
            )
            messages.success(request, _("%(title)s is in the funnel.") % {"title": facts.title})
            return redirect("funnel:opportunity", workspace, made.ref)
    status = 422 if form.errors else 200
    return page(
        request, "funnel/form.html", form=form, opportunity=None, twins=twins, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change what is known of an opportunity."""
    found = opportunity_for(request.membership, ref=ref)
    initial = initial_of(found)
    form = opportunity_form(
        request.membership,
        about=found.customer,
        opportunity=found,
        posted=request.POST or None,
        initial=initial,
    )
    if form.is_valid():
        with refusals_in(form):
            services.change_opportunity(
                opportunity=found, facts=form.facts(), by=request.user, at=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("funnel:opportunity", workspace, found.ref)
    return page(
        request,
        "funnel/form.html",
        form=form,
        opportunity=found,
        may_see_project=found.ask is not None and may_see(request.membership, found.ask.project),
        status=422 if form.errors else 200,
    )


def _about(request: MemberRequest) -> tuple[Customer | None, Project | None]:
    """Return what the address, or the form that was sent, says the opportunity is about."""
    membership: Membership = request.membership
    project, customer = _ref(request, "project"), _ref(request, "customer")
    if project is not None:
        found = project_for(membership, ref=project)
        return found.customer, found
    return (customer_for(membership, ref=customer) if customer else None), None


def _ref(request: MemberRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None
