"""The ask plan: who will be asked when, and why not."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.messaging.selectors import Leaving, batches_leaving
from secondslice.projects.access import project_for
from secondslice.pulse.access import left_out_for, person_for, stakeholder_for
from secondslice.pulse.plan_forms import LeaveOutForm, NewPointForm, PointForm, RulesForm
from secondslice.pulse.selectors.people import rules_of, usual_points
from secondslice.pulse.selectors.plans import planned_by_point
from secondslice.pulse.selectors.wording import words_of_points
from secondslice.pulse.services import plan_settings as service
from secondslice.pulse.services.leaving_out import leave_out, take_back_in
from secondslice.pulse.services.plan_settings import change_points, change_rules
from secondslice.ui.pages import page


@require_safe
def leaving(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show how far the questions are that are on their way: a part of the page above."""
    return render(request, "pulse/leaving.html", {"on_their_way": _leaving(request)})


def _leaving(request: MemberRequest) -> Leaving | None:
    mine = request.membership
    return batches_leaving(
        workspace_id=mine.workspace_id, at=clock.now(), with_confidences=mine.keeps_confidences
    )


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
    return redirect("dashboard:plan", workspace)


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
            return redirect("dashboard:plan", workspace)
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
    return redirect("dashboard:plan", workspace)


@require_POST
def talked(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Keep that somebody has talked to a person, who may be asked by mail again."""
    found, by = person_for(request.membership, ref=ref), request.membership
    words = request.POST.get("words", "")
    person_talked_to(by=by, contact=found, words=words, now=clock.now())
    text = _("Kept. %(name)s may be asked by mail again.") % {"name": found.name}
    messages.success(request, text)
    if project := _ref(request.POST.get("project", "")):
        return redirect("dashboard:project", workspace, project)
    return redirect("dashboard:today", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest, workspace: str) -> HttpResponse:
    """Set how often people are asked, and when."""
    mine, posted = request.membership, request.POST or None
    form, points = RulesForm(posted, instance=rules_of(mine.workspace)), _points(request, posted)
    if form.is_valid() and all(one.is_valid() for one in points):
        now = clock.now()
        change_rules(by=mine, values=form.chosen(), at=now)
        change_points(by=mine, points={one.point.code: one.facts() for one in points}, at=now)
        asks_planned(workspace=mine.workspace, now=now)
        messages.success(request, _("Saved. The plan is laid anew."))
        return redirect("pulse:plan_settings", workspace)
    return _settings_page(request, form, points, NewPointForm(), wrong=bool(posted))


@require_POST
def add_point(request: MemberRequest, workspace: str) -> HttpResponse:
    """Add a moment at which every project is tasted."""
    mine, form, now = request.membership, NewPointForm(request.POST), clock.now()
    if form.is_valid():
        with refusals_in(form):
            service.add_point(by=mine, at=now, **form.cleaned_data)
            asks_planned(workspace=mine.workspace, now=now)
            text = _("%(name)s is added. The plan is laid anew.")
            messages.success(request, text % {"name": form.cleaned_data["label"]})
            return redirect("pulse:plan_settings", workspace)
    rules = RulesForm(None, instance=rules_of(mine.workspace))
    return _settings_page(request, rules, _points(request, None), form, wrong=True)


@require_POST
def remove_point(request: MemberRequest, workspace: str, code: str) -> HttpResponse:
    """Take a moment out."""
    mine, now = request.membership, clock.now()
    service.remove_point(by=mine, code=code, at=now)
    asks_planned(workspace=mine.workspace, now=now)
    messages.success(request, _("Removed. The plan is laid anew."))
    return redirect("pulse:plan_settings", workspace)


def _points(request: MemberRequest, posted: QueryDict | None) -> list[PointForm]:
    mine = request.membership.workspace
    words, planned = words_of_points(mine), planned_by_point(mine)
    return [
        PointForm(
            posted,
            point=one,
            question=words.get(one.code, ""),
            planned=planned.get(one.code, 0),
        )
        for one in usual_points(mine)
    ]


def _settings_page(
    request: MemberRequest,
    form: RulesForm,
    points: list[PointForm],
    new: NewPointForm,
    *,
    wrong: bool,
) -> HttpResponse:
    status = 422 if wrong else 200
    return page(
        request, "pulse/plan_settings.html", status=status, form=form, points=points, new=new
    )


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
