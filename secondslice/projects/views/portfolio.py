"""The list of projects, and the forms to add and change them and their people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.customers.access import customer_for
from secondslice.customers.models import Contact
from secondslice.journeys.part_changed import part_given, part_taken, role_changed
from secondslice.journeys.project_changed import project_changed
from secondslice.projects.access import project_for, stakeholder_for
from secondslice.projects.forms import LossForm, PersonForm, ProjectForm
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.selectors import projects as portfolio
from secondslice.projects.selectors.projects import SORTS, ProjectFilter
from secondslice.projects.services import projects as projects_service
from secondslice.projects.services import stakeholders as people_service
from secondslice.projects.sheets import project_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def project_list(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the projects; search, filters and order are in the address."""
    asked = request.GET
    sort = asked.get("sort", "name")
    ref = _ref(asked.get("customer", ""))
    customer = customer_for(request.membership, ref=ref) if ref else None
    chosen = ProjectFilter(
        search=asked.get("q", "").strip(),
        phase=asked.get("phase", ""),
        service=asked.get("service", ""),
        customer=ref,
        manager=asked.get("manager", ""),
        sort=sort if sort.removeprefix("-") in SORTS else "name",
    )
    if "download" in asked:
        return download(request, project_sheet(request.membership, chosen), at=clock.now())
    found = portfolio.project_page(request.membership, chosen, after=asked.get("after", ""))
    return page(
        request,
        "projects/list.html",
        projects=found.rows,
        after=found.after,
        chosen=chosen,
        customer=customer,
        phases=Project.Phase.choices,
        services=portfolio.services_in(request.membership),
        managers=portfolio.managers_to_choose(request.membership.workspace),
        may_add=request.membership.role in DELIVERS,
        only_own=request.membership.role == Membership.Role.MANAGER,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_project(request: MemberRequest, workspace: str) -> HttpResponse:
    """Add a project."""
    form, now = ProjectForm(request.POST or None, by=request.membership), clock.now()
    if form.is_valid():
        with refusals_in(form):
            made = projects_service.add_project(
                by=request.membership,
                facts=form.facts(),
                manager=form.chosen_manager(),
                at=now,
            )
            project_changed(project=made, now=now)
            messages.success(
                request, _("%(name)s is added. Now name its sponsor.") % {"name": made.name}
            )
            return redirect("projects:stakeholders", workspace, made.ref)
    return _form_page(request, form, title=_("Add a project"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change a project. Its manager is changed only by who runs the PMO."""
    found = project_for(request.membership, ref=ref)
    before = {name: getattr(found, name) for name in ProjectForm.base_fields}
    form = ProjectForm(request.POST or None, by=request.membership, known=found, initial=before)
    if form.is_valid():
        now, by = clock.now(), request.membership
        with refusals_in(form):
            projects_service.change_project(by=by, project=found, facts=form.facts(), at=now)
            if form.asks_for_the_manager:
                projects_service.set_manager(
                    by=by, project=found, manager=form.chosen_manager(), at=now
                )
            project_changed(project=found, now=now)
            messages.success(request, _("Saved."))
            return redirect("dashboard:project", workspace, ref)
    return _form_page(request, form, title=str(before["name"]))


def _form_page(request: MemberRequest, form: ProjectForm, *, title: str) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(
        request,
        "projects/form.html",
        form=form,
        title=title,
        services=portfolio.services_in(request.membership),
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholders(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """List who has a part in a project; a POST adds somebody."""
    found = project_for(request.membership, ref=ref)
    form = PersonForm(request.POST or None, project=found)
    if form.is_valid():
        with refusals_in(form):
            added = _add_person(request.membership, found, form)
            _say_added(request, found, added.contact)
            return redirect("projects:stakeholders", workspace, ref)
    return page(
        request,
        "projects/stakeholders.html",
        project=found,
        people=portfolio.people_in(found),
        form=form,
        today=clock.day_of(clock.now(), found.workspace.time_zone),
        roles=Stakeholder.Role.choices,
        status=422 if form.errors else 200,
    )


def _add_person(by: Membership, project: Project, form: PersonForm) -> Stakeholder:
    contact, role, now = form.cleaned_data["contact"], form.cleaned_data["role"], clock.now()
    if contact:
        added = people_service.add_stakeholder(
            by=by, project=project, contact=contact, role=role, at=now
        )
    else:
        added = people_service.add_new_person(
            by=by, project=project, facts=form.new_person(), role=role, at=now
        )
    part_given(stakeholder=added, now=now)
    return added


def _say_added(request: MemberRequest, project: Project, contact: Contact) -> None:
    text = _("%(name)s is in this project now.")
    if contact.customer_id != project.customer_id:
        text = _("%(name)s of %(customer)s is in this project now.")
    messages.success(request, text % {"name": contact.name, "customer": contact.customer.name})


@require_POST
def change_role(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Give a person another part in the project; of who is asked no more by it, ask why first."""
    found = stakeholder_for(request.membership, ref=ref)
    role = request.POST.get("role", "")
    if role not in Stakeholder.Role.values:
        return redirect("projects:stakeholders", workspace, found.project.ref)
    form = LossForm(request.POST if "reason" in request.POST else None, initial={"role": role})
    if _is_asked(found.role) and not _is_asked(role) and not form.is_valid():
        return _loss_page(request, found, form, role=role)
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    role_changed(
        by=request.membership, stakeholder=found, role=role, reason=reason, now=clock.now()
    )
    messages.success(request, _("Saved."))
    return redirect("projects:stakeholders", workspace, found.project.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_stakeholder(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take a person out of a project; of who is asked about it, ask why first."""
    found = stakeholder_for(request.membership, ref=ref)
    form = LossForm(request.POST if "reason" in request.POST else None)
    form.fields["reason"].required = _is_asked(found.role)
    if not form.is_valid():
        return _loss_page(request, found, form)
    part_taken(
        by=request.membership,
        stakeholder=found,
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    text = _("%(name)s has no part in this project any more.") % {"name": found.contact.name}
    messages.success(request, text)
    return redirect("projects:stakeholders", workspace, found.project.ref)


def _is_asked(role: str) -> bool:
    return role in Stakeholder.ASKED


def _loss_page(
    request: MemberRequest, part: Stakeholder, form: LossForm, *, role: str = ""
) -> HttpResponse:
    """Ask why somebody is to lose the part in a project. `role` is the part to get instead."""
    return page(
        request,
        "projects/loss.html",
        part=part,
        form=form,
        role=role,
        is_asked=_is_asked(part.role),
        status=422 if form.errors else 200,
    )


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
