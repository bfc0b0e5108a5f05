"""What was asked and what was said, and the taps that were not counted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.access import doubtful_tap_for
from secondslice.pulse.selectors import asks
from secondslice.pulse.selectors import overview as figures
from secondslice.pulse.selectors.asks import reason_named
from secondslice.pulse.selectors.figures import counts_in
from secondslice.pulse.selectors.narrowing import Narrow, narrow_from
from secondslice.pulse.selectors.pulse import choices_for
from secondslice.pulse.selectors.together import together
from secondslice.pulse.services.releasing import release_tap
from secondslice.pulse.sheets import ask_sheet
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def answers(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the asks; what they are narrowed to is in the address."""
    mine, show, now = request.membership, request.GET.get("show", ""), clock.now()
    narrow = narrow_from(mine, request.GET)
    if "download" in request.GET:
        return download(request, ask_sheet(mine, narrow, show=show, at=now), at=now)
    return page(
        request,
        "pulse/answers.html",
        asks=asks.ask_slice(mine, narrow, show=show, after=request.GET.get("after", ""), at=now),
        counts=figures.counts(mine) if narrow == Narrow() else counts_in(mine, narrow),
        doubt=figures.doubt(mine),
        narrow=narrow,
        reason=reason_named(mine, narrow.reason),
        choices=choices_for(mine),
        show=show,
    )


@require_safe
def said_together(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what was said in confidence, together."""
    return page(
        request,
        "pulse/together.html",
        said=together(request.membership),
        counts=figures.counts(request.membership),
        keeps=request.membership.keeps_confidences,
    )


@require_safe
def doubtful(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the taps that were not counted, each with the reasons in words."""
    return page(
        request,
        "pulse/doubtful.html",
        taps=asks.doubtful_slice(request.membership, after=request.GET.get("after", "")),
        doubt=figures.doubt(request.membership),
    )


@require_POST
def release(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Count a tap that a member knows to be a person's."""
    tap = doubtful_tap_for(request.membership, ref=ref)
    release_tap(tap=tap, by=request.membership, at=clock.now())
    messages.success(
        request, _("The answer of %(name)s counts now.") % {"name": tap.ask.contact.name}
    )
    return redirect("pulse:doubtful", workspace)
