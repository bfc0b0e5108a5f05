"""What projects were worth, by those who ordered them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from secondslice.core.http import MemberRequest
from secondslice.pulse.selectors.worth import mark_slice, worths
from secondslice.ui.pages import page


@require_safe
def worth(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show the score at the close and in operation, and the marks behind it."""
    return page(
        request,
        "pulse/worth.html",
        worths=worths(request.membership),
        marks=mark_slice(request.membership, after=request.GET.get("after", "")),
    )
