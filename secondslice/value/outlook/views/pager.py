"""The page for an executive: look at it, write it, print it, send it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.page_sent import page_sent_to_executive
from secondslice.ui.pages import page
from secondslice.value.outlook.access import alarm_for
from secondslice.value.outlook.forms import for_form, page_form
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.selectors.pager import seen_of, written_for
from secondslice.value.outlook.services import paging


@require_safe
def one_pager(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show the page as it stands, ready to be printed, with the rows behind each fact."""
    found = alarm_for(request.membership, ref=ref)
    written = written_for(request.membership, found, at=clock.now())
    return page(
        request,
        "value/outlook/one_pager.html",
        alarm=found,
        written=written,
        seen=seen_of(found, written),
        form=for_form(found.workspace, found, posted=None),
        may_choose=found.kind in {Alarm.Kind.MORE_NO, Alarm.Kind.AROUND},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change the words and the quote."""
    found, now = alarm_for(request.membership, ref=ref), clock.now()
    written = written_for(request.membership, found, at=now)
    posted = request.POST if request.method == "POST" else None
    form = page_form(written, posted=posted)
    if form.is_valid():
        with refusals_in(form):
            paging.write_page(
                by=request.membership,
                alarm=found,
                words=form.cleaned_data["words"],
                quote=form.cleaned_data["quote"],
                look=form.cleaned_data["look"],
                at=now,
            )
            messages.success(request, _("Kept. Nothing was sent."))
            return redirect("outlook:one_pager", workspace, ref)
    return page(
        request,
        "value/outlook/write.html",
        alarm=found,
        written=written,
        form=form,
        status=422 if form.errors else 200,
    )


@require_POST
def anew(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Draft the page from the rows again."""
    found = alarm_for(request.membership, ref=ref)
    return _done(
        request, found, lambda: paging.draft_anew(alarm=found), _("Drafted anew from the rows.")
    )


@require_POST
def address(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Say for which executive the page is."""
    found = alarm_for(request.membership, ref=ref)
    form = for_form(found.workspace, found, posted=request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an executive from the list."))
        return redirect("outlook:one_pager", found.workspace.slug, found.ref)
    who = form.chosen()
    return _done(
        request,
        found,
        lambda: paging.address_to(alarm=found, contact=who.contact, member=who.member),
        _("The page is for %(name)s.") % {"name": who.name},
    )


@require_POST
def send(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Send the page to the executive."""
    found, now = alarm_for(request.membership, ref=ref), clock.now()
    seen = request.POST.get("seen", "")
    return _done(
        request,
        found,
        lambda: page_sent_to_executive(by=request.membership, alarm=found, seen=seen, now=now),
        _("It is on its way to %(name)s.") % {"name": found.executive_name},
    )


def _done(request: MemberRequest, found: Alarm, do: Callable[[], None], words: str) -> HttpResponse:
    try:
        do()
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("outlook:one_pager", found.workspace.slug, found.ref)
