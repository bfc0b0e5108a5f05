"""Turn a template and its context into a response: a whole page, or its #main part for HTMX."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from secondslice.core.http import Request


def page(request: Request, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Render `template`; for an HTMX request only its partial `main`, or the part named by the caller's `#part`."""
    wants_part = bool(request.htmx) and not request.htmx.boosted and "#" not in template
    response = render(
        request, f"{template}#main" if wants_part else template, context, status=status
    )
    patch_vary_headers(response, ["HX-Request"])  # one address, two bodies: caches must know
    return response
