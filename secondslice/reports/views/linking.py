"""Links to reports: made and revoked by members; and who gets the report of a quarter by mail."""

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
from secondslice.reports.access import report_for, share_for
from secondslice.reports.forms import SendingForm, ShareForm
from secondslice.reports.selectors.copies import copy_rows
from secondslice.reports.selectors.recipients import chosen, executives, terms_of
from secondslice.reports.services import sharing
from secondslice.reports.services.choosing import set_sending
from secondslice.reports.views.pages import shown
from secondslice.ui.pages import page


@require_POST
def share(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Make a link that shows the report without an account."""
    found = report_for(request.membership, ref=ref)
    form = ShareForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            sharing.share(
                report=found,
                by=request.membership.user,
                at=clock.now(),
                days=form.cleaned_data["days"],
                password=form.cleaned_data["password"],
                note=form.cleaned_data["note"],
            )
            messages.success(request, _("The link is ready below."))
            return redirect("reports:report", workspace, ref)
    return shown(request, found, form=form)


@require_POST
def revoke(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take a link back."""
    found = share_for(request.membership, ref=ref)
    sharing.revoke(share=found, by=request.membership, at=clock.now())
    messages.success(request, _("The link shows nothing any more."))
    return redirect("reports:report", workspace, found.report.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def sending(request: MemberRequest, workspace: str) -> HttpResponse:
    """Choose whether the executive report leaves by itself, and to whom."""
    mine = request.membership
    posted = request.POST if request.method == "POST" else None
    form = SendingForm(mine.workspace, is_sent=terms_of(mine.workspace).is_sent, posted=posted)
    if form.is_valid():
        with refusals_in(form):
            set_sending(
                by=mine,
                is_sent=form.cleaned_data["is_sent"],
                contacts=list(form.cleaned_data["readers"]),
                at=clock.now(),
            )
            messages.success(request, _("Saved."))
            return redirect("reports:sending", workspace)
    rows, after = copy_rows(mine, after=request.GET.get("after", ""), at=clock.now())
    return page(
        request,
        "reports/sending.html",
        status=422 if form.errors else 200,
        form=form,
        members=executives(mine.workspace),
        unfit=[(one, why) for one, why in chosen(mine.workspace) if why],
        rows=rows,
        after=after,
    )
