"""What customers said about the value, in their own words."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value import selectors
from secondslice.value.sheets import testimonial_sheet


@require_safe
def overview(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the words that may be quoted, with what each author allowed."""
    if "download" in request.GET:
        return download(request, testimonial_sheet(request.membership), at=clock.now())
    after = request.GET.get("after", "")
    return page(
        request,
        "value/overview.html",
        testimonials=selectors.testimonial_slice(request.membership, after=after),
        counts=selectors.testimonial_counts(request.membership),
    )
