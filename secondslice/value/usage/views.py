"""Whether what was delivered is used: the list, and one project with what was said and what is done about it."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.projects.access import project_for
from secondslice.projects.models import Project
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value.ledger.words import WAITS
from secondslice.value.usage import forms
from secondslice.value.usage.models import UsageAnswer
from secondslice.value.usage.selectors import standing
from secondslice.value.usage.selectors.owners import owner_of
from secondslice.value.usage.services import mending, planning
from secondslice.value.usage.sheets import usage_sheet


@require_safe
def in_use(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the projects that are long enough in operation, of one state where the address names one."""
    mine, today = request.membership, _today(request)
    state = request.GET.get("state", "")
    if "download" in request.GET:
        rows = standing.rows_of(list(standing.narrowed(mine, today=today, state=state)))
        return download(request, usage_sheet(rows), at=clock.now())
    rows, cut = standing.usage_slice(
        mine, today=today, state=state, after=request.GET.get("after", "")
    )
    return page(
        request,
        "value/usage/list.html",
        rows=rows,
        after=cut.after,
        counts=standing.usage_counts(mine, today=today),
        state=state,
        states=[*UsageAnswer.Said.choices, (standing.UNKNOWN, _("Unknown"))],
        today=today,
    )


@require_safe
def project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show what is known of the use of one project's result."""
    return _shown(request, project_for(request.membership, ref=ref))


@require_POST
def owner(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Name who is asked in operations."""
    found = project_for(request.membership, ref=ref)
    form = forms.owner_form(found, now=None, posted=request.POST)
    if form.is_valid():
        with refusals_in(form, "contact"):
            contact = form.cleaned_data["contact"]
            planning.name_owner(
                project=found, contact=contact, by=request.membership, at=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("usage:project", workspace, ref)
    return _shown(request, found, owner=form)


@require_POST
def ask(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Ask the owner in operations once more."""
    found = project_for(request.membership, ref=ref)
    try:
        planning.ask_once_more(project=found, by=request.membership, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The question leaves with the next mail that may leave."))
    return redirect("usage:project", workspace, ref)


@require_POST
def mend(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down what is done about what is not used."""
    found = project_for(request.membership, ref=ref)
    item = standing.usage_file(request.membership, found, today=_today(request)).item
    if item is None:
        messages.info(request, _("Nothing is open about this project."))
        return redirect("usage:project", workspace, ref)
    form = forms.mend_form(request.membership, item, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            mending.change_item(
                item=item, **form.cleaned_data, by=request.membership, at=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("usage:project", workspace, ref)
    return _shown(request, found, mend=form)


def _shown(request: MemberRequest, found: Project, **sent: object) -> HttpResponse:
    mine, today = request.membership, _today(request)
    file = standing.usage_file(mine, found, today=today)
    empty: dict[str, object] = {"owner": forms.owner_form(found, now=owner_of(found))}
    if file.item is not None:
        empty["mend"] = forms.mend_form(mine, file.item)
    return page(
        request,
        "value/usage/project.html",
        file=file,
        project=found,
        waits=WAITS.get(file.waits, ""),
        forms=empty | sent,
        may_write=mine.role in DELIVERS,
        reads_words=mine.role != mine.Role.SALES,
        today=today,
        status=422 if sent else 200,
    )


def _today(request: MemberRequest) -> date:
    return clock.day_of(clock.now(), request.membership.workspace.time_zone)
