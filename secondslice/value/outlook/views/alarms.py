"""The watch: what has turned, whose it is, and what was done."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.pages import page
from secondslice.value.outlook.access import alarm_for
from secondslice.value.outlook.forms import CloseForm, OwnerForm, TermsForm, owner_form
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.selectors.evidence import evidence_of
from secondslice.value.outlook.selectors.watch import watch_of
from secondslice.value.outlook.services import closing
from secondslice.value.outlook.terms import watch_terms


@require_safe
def watch(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what is open, what was closed, and what counts as an alarm."""
    return page(request, "value/outlook/watch.html", watch=watch_of(request.membership))


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: MemberRequest, workspace: str) -> HttpResponse:
    """Set what counts as an alarm."""
    mine = request.membership
    posted = request.POST if request.method == "POST" else None
    form = TermsForm(posted, instance=watch_terms(mine.workspace))
    if form.is_valid():
        with refusals_in(form):
            closing.set_watch(by=mine, terms=form.terms(), at=clock.now())
            messages.success(request, _("The watch looks for this from now on."))
            return redirect("outlook:watch", workspace)
    return page(request, "value/outlook/terms.html", form=form, status=422 if form.errors else 200)


@require_safe
def alarm(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show an alarm with what is behind it."""
    found = alarm_for(request.membership, ref=ref)
    return _shown(request, found, CloseForm(), owner_form(found, posted=None))


@require_POST
def close(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Close an alarm with what was done."""
    found, form = alarm_for(request.membership, ref=ref), CloseForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            closing.close_alarm(
                by=request.membership, alarm=found, done=form.cleaned_data["done"], at=clock.now()
            )
            messages.success(request, _("Closed. It is not raised again for the same."))
            return redirect("outlook:watch", workspace)
    return _shown(request, found, form, owner_form(found, posted=None), status=422)


@require_POST
def hand(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Give an alarm to somebody else who runs the PMO."""
    found = alarm_for(request.membership, ref=ref)
    form = owner_form(found, posted=request.POST)
    if form.is_valid():
        with refusals_in(form):
            closing.hand_alarm(by=request.membership, alarm=found, to=form.cleaned_data["owner"])
            messages.success(
                request, _("%(name)s has it now.") % {"name": form.cleaned_data["owner"].name}
            )
            return redirect("outlook:alarm", workspace, ref)
    return _shown(request, found, CloseForm(), form, status=422)


def _shown(
    request: MemberRequest, found: Alarm, form: CloseForm, owner: OwnerForm, *, status: int = 200
) -> HttpResponse:
    return page(
        request,
        "value/outlook/alarm.html",
        alarm=found,
        evidence=evidence_of(request.membership, found),
        form=form,
        owner_form=owner,
        status=status,
    )
