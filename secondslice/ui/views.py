"""Pages of the design system itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from secondslice.ui.icons import names


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say in words that a form came without its secret."""
    why = _(
        "This form was open for too long or came from another page. Go back, load the page again and send it once more."
    )
    return render(request, "ui/refused.html", {"why": why}, status=403)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(
        request,
        "ui/gallery.html",
        {
            "icons": names(),
            "interval": {"yes": 14, "no": 3, "n": 17, "share": 0.82, "low": 0.59, "high": 0.94},
        },
    )
