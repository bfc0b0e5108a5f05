"""What comments are about."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.impact.themes import selectors, services
from secondslice.impact.themes.access import not_here, theme_for
from secondslice.ui.pages import page

STALLED = timedelta(minutes=10)
ROWS = 50


@require_safe
def themes(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show the themes, and how the search for them stands."""
    now, search = clock.now(), selectors.search_of(request.membership.workspace)
    searching = search is not None and search.done < 100  # noqa: PLR2004  (percent)
    return page(
        request,
        "impact/themes.html",
        found=selectors.themes_of(request.membership, now=now),
        search=search,
        searching=searching,
        stalled=searching and search is not None and now - search.started_at > STALLED,
        may_search=request.membership.role in RUNS_THE_PMO,
        keeps=request.membership.keeps_confidences,
    )


@require_POST
def search(request: MemberRequest, workspace: str) -> HttpResponse:
    """Look for themes anew."""
    services.start_search(by=request.membership, at=clock.now())
    return redirect("themes:themes", workspace)


@require_safe
def theme(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one theme with its comments and how it goes from quarter to quarter."""
    now = clock.now()
    today = clock.day_of(now, request.membership.workspace.time_zone)
    known = theme_for(request.membership, ref=ref)
    found = selectors.theme_page(request.membership, known, now=now, today=today)
    if found is None:
        raise not_here()
    comments = Paginator(found.asks, ROWS).get_page(request.GET.get("page"))
    return page(request, "impact/theme.html", found=found, theme=known, comments=comments)
