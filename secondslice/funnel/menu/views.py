"""The menu: read it, write it, and choose from it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.menu import selectors, services
from secondslice.funnel.menu.access import service_for
from secondslice.funnel.menu.forms import order_form, service_form
from secondslice.funnel.models import Opportunity
from secondslice.projects.access import project_for
from secondslice.projects.models import Project
from secondslice.ui.pages import page

PLACES = {"up": -1, "down": 1}


@require_safe
def menu(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show the menu by its parts."""
    mine = request.membership
    may_write = mine.role in RUNS_THE_PMO
    courses = selectors.menu_for(mine)
    return page(
        request,
        "funnel/menu/list.html",
        courses=courses,
        may_write=may_write,
        lacks_ready_made=may_write and selectors.lacks_ready_made(mine.workspace),
    )


@require_POST
def start(request: MemberRequest, workspace: str) -> HttpResponse:
    """Put the ready-made catalogue on the menu."""
    made = services.start_from_catalogue(by=request.membership, at=clock.now())
    text = ngettext(
        "%(count)s entry is new. Change it as you like, then offer it.",
        "%(count)s entries are new. Change them as you like, then offer them.",
        made,
    )
    messages.success(request, text % {"count": made} if made else _("All of it is here already."))
    return redirect("menu:list", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, workspace: str) -> HttpResponse:
    """Put a service on the menu."""
    posted = request.POST if request.method == "POST" else None
    form = service_form(request.membership, posted=posted, version=None)
    if form.is_valid():
        with refusals_in(form):
            made = services.add_service(by=request.membership, offer=form.offer(), at=clock.now())
            messages.success(request, _("It is ready. Offer it when you like."))
            return redirect("menu:service", workspace, made.ref)
    status = 422 if form.errors else 200
    return page(request, "funnel/menu/form.html", form=form, version=None, status=status)


@require_safe
def service(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show a service as it is now, or as it was in the version of the address."""
    found = service_for(request.membership, ref=ref)
    versions = selectors.versions_of(found)
    number = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == number), None)
    if number and shown is None:
        raise NotHere(_("There is no such version of this service."))
    version = shown or versions[0]
    return page(
        request,
        "funnel/menu/service.html",
        service=found,
        version=version,
        versions=versions,
        parts=selectors.parts_of(version),
        may_write=request.membership.role in RUNS_THE_PMO,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Word a service anew."""
    found = service_for(request.membership, ref=ref)
    version = selectors.current_version(found)
    posted = request.POST if request.method == "POST" else None
    form = service_form(request.membership, posted=posted, version=version)
    if form.is_valid():
        with refusals_in(form):
            services.change_service(
                by=request.membership, service=found, offer=form.offer(), at=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("menu:service", workspace, ref)
    status = 422 if form.errors else 200
    return page(request, "funnel/menu/form.html", form=form, version=version, status=status)


@require_POST
def offer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Offer a service, or take it off the menu."""
    found = service_for(request.membership, ref=ref)
    services.set_offered(
        by=request.membership,
        service=found,
        is_offered=request.POST.get("offer") == "yes",
        at=clock.now(),
    )
    return redirect("menu:list", workspace)


@require_POST
def move(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Move a service up or down in its part of the menu."""
    found = service_for(request.membership, ref=ref)
    places = PLACES.get(request.POST.get("to", ""))
    if places:
        services.move_service(service=found, by_places=places)
    return redirect("menu:list", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def of_opportunity(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Choose what an opportunity is about."""
    found = opportunity_for(request.membership, ref=ref)
    return _choose(request, found, back=("funnel:opportunity", workspace, ref), title=found.title)


@require_http_methods(["GET", "HEAD", "POST"])
def of_project(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Choose what a project delivers."""
    found = project_for(request.membership, ref=ref)
    return _choose(request, found, back=("dashboard:project", workspace, ref), title=found.name)


def _choose(
    request: MemberRequest,
    about: Opportunity | Project,
    *,
    back: tuple[str, str, uuid.UUID],
    title: str,
) -> HttpResponse:
    mine = request.membership
    posted = request.POST if request.method == "POST" else None
    form = order_form(mine.workspace, posted=posted, order=selectors.order_of(about))
    if form.is_valid():
        with refusals_in(form, "version"):
            version = form.cleaned_data["version"]
            services.order(by=mine, about=about, version=version, at=clock.now())
            messages.success(request, _("Saved."))
            return redirect(*back)
    return page(
        request,
        "funnel/menu/choose.html",
        form=form,
        about=title,
        back_name=back[0],
        ref=about.ref,
        status=422 if form.errors else 200,
    )
