"""Writing to the customer of a case, and its files."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys.case_mailed import case_mailed
from secondslice.recovery import services
from secondslice.recovery.access import attachment_for, case_for
from secondslice.recovery.file_rules import MOST_BYTES
from secondslice.recovery.services.attaching import content
from secondslice.recovery.thread_forms import FileForm, mail_form
from secondslice.recovery.views.case_page import case_page

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""A file is taken away, and never shown: no browser may look at what is in it."""


@require_POST
def mail(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Send a mail to the customer."""
    found = case_for(request.membership, ref=ref)
    form = mail_form(found, request.POST)
    if form.is_valid():
        with refusals_in(form):
            case_mailed(case=found, draft=form.draft(), by=request.user, now=clock.now())
            text = _("The mail to %(name)s is on its way.")
            messages.success(request, text % {"name": found.contact.name})
            return redirect("recovery:case", workspace, ref)
    return case_page(request, case_for(request.membership, ref=ref), {"mail_form": form})


@require_POST
def add_file(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Put a file into the case."""
    found = case_for(request.membership, ref=ref)
    form = FileForm(request.POST, request.FILES, auto_id="file_%s")
    if form.is_valid():
        with refusals_in(form, "file"):
            services.add_file(
                case=found,
                name=form.upload.name or "",
                content=form.upload.read(MOST_BYTES + 1),  # one byte more: too large
                by=request.user,
                at=clock.now(),
            )
            return redirect("recovery:case", workspace, ref)
    return case_page(request, case_for(request.membership, ref=ref), {"file_form": form})


@require_safe
def file(
    request: MemberRequest,
    workspace: str,  # noqa: ARG001
    ref: uuid.UUID,
    attachment: uuid.UUID,
) -> HttpResponse:
    """Hand a file out, to be kept and not to be opened here."""
    found = attachment_for(case_for(request.membership, ref=ref), ref=attachment)
    response = HttpResponse(
        content(attachment=found), content_type="application/octet-stream", headers=HEADERS
    )
    response["Content-Disposition"] = content_disposition_header(True, found.name)  # noqa: FBT003
    return response


@require_POST
def remove_file(
    request: MemberRequest, workspace: str, ref: uuid.UUID, attachment: uuid.UUID
) -> HttpResponse:
    """Delete a file."""
    found = attachment_for(case_for(request.membership, ref=ref), ref=attachment)
    services.remove_file(attachment=found, by=request.membership, at=clock.now())
    messages.success(request, _("%(name)s is deleted.") % {"name": found.name})
    return redirect("recovery:case", workspace, ref)
