"""One quote with all that happened to it, other words for it, and the log of all consents."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value.consent.access import quote_for
from secondslice.value.consent.forms import WordingForm
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.consent.papers import consent_pdf
from secondslice.value.consent.selectors import log as selectors
from secondslice.value.consent.services.wording import propose_wording
from secondslice.value.consent.sheets import consent_sheet
from secondslice.value.models import Testimonial
from secondslice.value.selectors import NOT_TO_BE_QUOTED


@require_safe
def log(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show what authors were asked and what they allowed, newest first; or give all of it as a file."""
    mine = request.membership
    if "download" in request.GET:
        return _file(request, list(selectors.consent_events(mine)), name="consent-log")
    return page(
        request,
        "value/consent/log.html",
        events=selectors.consent_slice(mine, after=request.GET.get("after", "")),
        counts=selectors.consent_counts(mine),
    )


@require_safe
def quote(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponseBase:  # noqa: ARG001
    """Show one quote: its words as they stand, their versions, and what happened to the consent."""
    found = quote_for(request.membership, ref=ref)
    if "download" in request.GET:
        return _file(request, selectors.events_of(found), name=f"consent-{str(ref)[:8]}")
    return _shown(request, found, WordingForm(initial={"words": found.words}))


@require_POST
def propose(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Ask the author whether we may quote other words."""
    found = quote_for(request.membership, ref=ref)
    form = WordingForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            words = form.cleaned_data["words"]
            propose_wording(testimonial=found, words=words, by=request.membership, at=clock.now())
            messages.success(
                request, _("The author is asked by mail. Until then the old words stand.")
            )
            return redirect("consent:quote", workspace, ref)
    return _shown(request, found, form)


def _shown(request: MemberRequest, found: Testimonial, form: WordingForm) -> HttpResponse:
    may_be_read = found.state not in NOT_TO_BE_QUOTED
    return page(
        request,
        "value/consent/quote.html",
        testimonial=found,
        may_be_read=may_be_read,
        events=selectors.events_of(found),
        wordings=selectors.wordings_of(found) if may_be_read else [],
        proposal=selectors.proposal_for(found) if may_be_read else None,
        link=_link(found),
        form=form,
        status=422 if form.errors else 200,
    )


def _link(found: Testimonial) -> str:
    """Return the public address of this quote alone, or nothing where its author allows no public place."""
    if not (found.on_wall or found.on_storefront):
        return ""
    path = reverse("storefront_public:said", args=[found.workspace.slug, found.ref])
    return f"{settings.BASE_URL}{path}"


def _file(request: MemberRequest, events: list[ConsentEvent], *, name: str) -> HttpResponseBase:
    now = clock.now()
    if request.GET["download"] != "pdf":
        return download(request, consent_sheet(events), at=now)
    made = formats.date_format(timezone.localtime(now), "DATETIME_FORMAT")
    content = consent_pdf(request.membership.workspace, events, made=made)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
