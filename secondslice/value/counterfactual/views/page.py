"""The page of the counterfactual: what executives say, who is asked next, and what projects show."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS, EXECUTIVE, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value.counterfactual.forms import terms_form
from secondslice.value.counterfactual.selectors.deeds import deeds, project_page
from secondslice.value.counterfactual.selectors.people import turns
from secondslice.value.counterfactual.selectors.said import said
from secondslice.value.counterfactual.services import asking
from secondslice.value.counterfactual.services.comparing import clear_projects
from secondslice.value.counterfactual.sheets import projects_sheet, words_sheet
from secondslice.value.counterfactual.terms import terms_of
from secondslice.value.counterfactual.words import QUESTION, SCALE

FEW = 5


@require_safe
def overview(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show words beside deeds, and the work that is open."""
    mine, now = request.membership, clock.now()
    today = clock.day_of(now, mine.workspace.time_zone)
    found = said(mine)
    if "download" in request.GET:
        return download(request, words_sheet(found.words), at=now)
    people = turns(mine, today=today)
    return page(
        request,
        "value/counterfactual/page.html",
        said=found,
        turns=people[:FEW],
        more=max(len(people) - FEW, 0),
        deeds=deeds(mine.workspace, today=today),
        terms=terms_of(mine.workspace),
        today=today,
        question=QUESTION,
        scale=SCALE,
        may_run=mine.role in RUNS_THE_PMO,
        may_list=mine.role in RUNS_THE_PMO | {EXECUTIVE},
        may_work=mine.role in DELIVERS,
    )


@require_safe
def people(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List everybody who is asked: when next, and why not yet."""
    mine = request.membership
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    return page(
        request,
        "value/counterfactual/people.html",
        turns=turns(mine, today=today),
        terms=terms_of(mine.workspace),
        today=today,
        may_run=mine.role in RUNS_THE_PMO,
    )


@require_POST
def ask(request: MemberRequest, workspace: str) -> HttpResponse:
    """Ask one executive."""
    try:
        made = asking.ask_now(
            by=request.membership, person=request.POST.get("person", ""), at=clock.now()
        )
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        name = made.contact.name if made.contact else made.member.name if made.member else ""
        messages.success(
            request,
            _("%(name)s is asked, as soon as the contact budget allows it.") % {"name": name},
        )
    return redirect("counterfactual:people", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show and set whether and how often executives are asked."""
    posted = request.POST if request.method == "POST" else None
    form = terms_form(request.membership.workspace, posted=posted)
    if form.is_valid():
        with refusals_in(form):
            asking.set_terms(by=request.membership, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("counterfactual:page", workspace)
    return page(
        request,
        "value/counterfactual/settings.html",
        form=form,
        status=422 if form.errors else 200,
    )


@require_safe
def projects(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the projects that are compared."""
    mine, now = request.membership, clock.now()
    if "download" in request.GET:
        return download(request, projects_sheet(mine.workspace), at=now)
    return page(
        request,
        "value/counterfactual/list.html",
        pages=project_page(mine.workspace, number=request.GET.get("page", "")),
        may_run=mine.role in RUNS_THE_PMO,
    )


@require_POST
def clear(request: MemberRequest, workspace: str) -> HttpResponse:
    """Take the whole list away."""
    count = clear_projects(by=request.membership, at=clock.now())
    messages.success(
        request, _("%(count)s projects are gone from the comparison.") % {"count": count}
    )
    return redirect("counterfactual:page", workspace)
