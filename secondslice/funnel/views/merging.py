"""Opportunities that are there twice: find them, merge them, or say that they are two."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel import services
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.forms_merge import HERE, merge_form
from secondslice.funnel.selectors.twins import pairs_of, to_merge_with
from secondslice.ui.pages import page


@require_safe
def twice(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show which open opportunities look as if they were there twice."""
    return page(request, "funnel/twins/list.html", pairs=pairs_of(request.membership))


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Choose what is the same and which of the two stays, and merge them."""
    mine = request.membership
    found = opportunity_for(mine, ref=ref)
    choices = to_merge_with(mine, found)
    form = merge_form(
        choices,
        posted=request.POST if request.method == "POST" else None,
        chosen=request.GET.get("with", ""),
    )
    if form.is_valid():
        other = form.cleaned_data["other"]
        one_stays = form.cleaned_data["stays"] == HERE
        stays, goes = (found, other) if one_stays else (other, found)
        with refusals_in(form):
            services.merge(stays=stays, other=goes, by=mine, at=clock.now())
            told = {"title": goes.title, "into": stays.title}
            messages.success(request, _("%(title)s is part of %(into)s now.") % told)
            return redirect("funnel:opportunity", workspace, stays.ref)
    return page(
        request,
        "funnel/twins/merge.html",
        opportunity=found,
        choices=choices,
        chosen=str(form["other"].value() or ""),
        form=form,
        status=422 if form.errors else 200,
    )


@require_POST
def apart(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say that two which look alike are two."""
    found = opportunity_for(request.membership, ref=ref)
    try:
        other = opportunity_for(request.membership, ref=uuid.UUID(request.POST.get("other", "")))
        services.keep_apart(one=found, other=other)
    except ValueError:
        messages.error(request, _("Choose the one that it is not."))
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: they are two. You are not asked about them again."))
    if request.POST.get("back") == "list":
        return redirect("funnel:twice", workspace)
    return redirect(reverse("funnel:opportunity", args=[workspace, found.ref]))
