"""The milestones of a project."""

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
from secondslice.journeys.project_changed import project_changed
from secondslice.projects.access import milestone_for, project_for
from secondslice.projects.forms import MilestoneForm
from secondslice.projects.models import Project
from secondslice.projects.selectors.projects import milestones_of
from secondslice.projects.services import milestones as service
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """List the milestones of a project; a POST adds one."""
    found = project_for(request.membership, ref=ref)
    form = MilestoneForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            now = clock.now()
            added = service.add_milestone(
                by=request.membership, project=found, at=now, **form.cleaned_data
            )
            project_changed(project=found, now=now)
            messages.success(request, _("%(name)s is added.") % {"name": added.name})
            return redirect("projects:milestones", workspace, ref)
    return _list_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Rename a milestone, or move it."""
    found = milestone_for(request.membership, ref=ref)
    form = MilestoneForm(request.POST or None, initial={"name": found.name, "due_on": found.due_on})
    if form.is_valid():
        now = clock.now()
        service.change_milestone(
            by=request.membership, milestone=found, at=now, **form.cleaned_data
        )
        project_changed(project=found.project, now=now)
        messages.success(request, _("Saved."))
        return redirect("projects:milestones", workspace, found.project.ref)
    return _list_page(request, found.project, form, changing=found.pk)


@require_POST
def remove(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take a milestone out."""
    found, now = milestone_for(request.membership, ref=ref), clock.now()
    service.remove_milestone(by=request.membership, milestone=found, at=now)
    project_changed(project=found.project, now=now)
    messages.success(request, _("%(name)s is removed.") % {"name": found.name})
    return redirect("projects:milestones", workspace, found.project.ref)


def _list_page(
    request: MemberRequest, project: Project, form: MilestoneForm, *, changing: int | None = None
) -> HttpResponse:
    return page(
        request,
        "projects/milestones.html",
        status=422 if form.errors else 200,
        project=project,
        milestones=milestones_of(project),
        form=form,
        changing=changing,
    )
