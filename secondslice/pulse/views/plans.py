"""The ask plan: who will be asked when, and why not."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.messaging.selectors import Leaving, batches_leaving
from secondslice.projects.access import project_for
from secondslice.pulse.access import left_out_for, stakeholder_for
from secondslice.pulse.plan_forms import LeaveOutForm, PointForm, RulesForm
from secondslice.pulse.selectors import plans
from secondslice.pulse.selectors.people import rules_of, usual_points
from secondslice.pulse.services.leaving_out import leave_out, take_back_in
from secondslice.pulse.services.plan_settings import change_points, change_rules
from secondslice.ui.pages import page


@require_safe
def plan(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the questions to come; person, project and filter are in the address."""
    asked, mine = request.GET, request.membership
    show = asked.get("show", "")
    chosen = plans.PlanFilter(
        show=show if show in plans.SHOWS else plans.SHOWS[0],
        person=_ref(asked.get("person", "")),
        project=_ref(asked.get("project", "")),
    )
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    return page(
        request,
        "pulse/plan.html",
        planned=plans.plan_slice(mine, chosen, after=asked.get("after", "")),
        counts=plans.plan_counts(mine, chosen, today=today),
        left_out=plans.left_out_people(mine)[: plans.ROWS_ON_A_PAGE],
        chosen=chosen,
        today=today,
        sends_itself=rules_of(mine.workspace).sends_itself,
        may_change=mine.role in DELIVERS,
        may_send=mine.role in RUNS_THE_PMO,
        on_their_way=_leaving(request),
    )


@require_safe
def leaving(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show how far the questions are that are on their way: a part of the page above."""
    return render(request, "pulse/leaving.html", {"on_their_way": _leaving(request)})


def _leaving(request: MemberRequest) -> Leaving | None:
    return batches_leaving(workspace_id=request.membership.workspace_id, at=clock.now())


@require_POST
def replan(request: MemberRequest, workspace: str) -> HttpResponse:
    """Lay the plan anew at once."""
    asks_planned(workspace=request.membership.workspace, now=clock.now())
    messages.success(request, _("The plan is laid anew."))
    return redirect("pulse:plan", workspace)


@require_POST
def send(request: MemberRequest, workspace: str) -> HttpResponse:
    """Send what is due today."""
    mine, now = request.membership, clock.now()
    asks_planned(workspace=mine.workspace, now=now)
    sent = asks_sent(workspace=mine.workspace, now=now, by=mine.user, pressed=True)
    if sent.mails:
        text = ngettext(
            "%(count)s mail is on its way.", "%(count)s mails are on their way.", sent.mails
        )
        messages.success(request, text % {"count": sent.mails})
    else:
        messages.info(request, _("Nothing is due today."))
    return redirect("pulse:plan", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out_of(
    request: MemberRequest, workspace: str, ref: uuid.UUID, person: uuid.UUID
) -> HttpResponse:
    """Leave a person out of a project's plan: with the reason."""
    project = project_for(request.membership, ref=ref)
    part = stakeholder_for(project, ref=person)
    form = LeaveOutForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            leave_out(
                by=request.membership,
                project=project,
                contact=part.contact,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
            text = _("%(name)s is not asked about %(project)s any more.")
            messages.success(request, text % {"name": part.contact.name, "project": project.name})
            return redirect("pulse:plan", workspace)
    status = 422 if form.errors else 200
    return page(
        request, "pulse/leave_out.html", status=status, form=form, project=project, part=part
    )


@require_POST
def take_back(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take a person back into a project's plan."""
    found, now = left_out_for(request.membership, ref=ref), clock.now()
    take_back_in(by=request.membership, left_out=found, at=now)
    asks_planned(workspace=request.membership.workspace, now=now)
    messages.success(request, _("%(name)s is asked again.") % {"name": found.contact.name})
    return redirect("pulse:plan", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Set how often people are asked, and when."""
    mine = request.membership
    points = usual_points(mine.workspace)
    form = RulesForm(request.POST or None, instance=rules_of(mine.workspace))
    point_forms = [PointForm(request.POST or None, point=point) for point in points]
    if form.is_valid() and all(one.is_valid() for one in point_forms):
        now = clock.now()
        change_rules(by=mine, values=form.chosen(), at=now)
        typed = {one.point.code: one.cleaned_data for one in point_forms}
        change_points(by=mine, points=typed, at=now)
        asks_planned(workspace=mine.workspace, now=now)
        messages.success(request, _("Saved. The plan is laid anew."))
        return redirect("pulse:plan_settings", workspace)
    wrong = request.method == "POST"
    return page(
        request,
        "pulse/plan_settings.html",
        status=422 if wrong else 200,
        form=form,
        points=point_forms,
    )


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
