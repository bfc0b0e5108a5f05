"""What customers said about the value, in their own words."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.http import MemberRequest
from secondslice.ui.exports import download
from secondslice.ui.pages import page
from secondslice.value import selectors
from secondslice.value.glance import glances
from secondslice.value.ledger.charts import chain, growth, in_thousands, quarter_name
from secondslice.value.ledger.selectors.figures import figures
from secondslice.value.ledger.selectors.trend import latest_first, trend
from secondslice.value.publishing import ask_to_publish
from secondslice.value.sheets import testimonial_sheet


@require_POST
def publish(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Ask the author whether the words may be published."""
    found = selectors.testimonial_for(request.membership, ref=ref)
    try:
        ask_to_publish(testimonial=found, by=request.membership, at=clock.now())
    except RuleBroken as refused:
        messages.error(request, str(refused))
    else:
        told = {"name": found.contact.name}
        messages.success(request, _("%(name)s is asked by mail, and decides.") % told)
    return redirect("value:overview", workspace)


@require_safe
def overview(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """Show the headline with its chain and trend, what each part holds, and the words that may be quoted."""
    if "download" in request.GET:
        return download(request, testimonial_sheet(request.membership), at=clock.now())
    after, now = request.GET.get("after", ""), clock.now()
    today = clock.day_of(now, request.membership.workspace.time_zone)
    found = figures(request.membership, today=today)
    quarters = trend(request.membership, found.lines, today=today)
    return page(
        request,
        "value/overview.html",
        testimonials=selectors.testimonial_slice(request.membership, after=after),
        counts=selectors.testimonial_counts(request.membership),
        figures=found,
        chain=chain(found),
        growth=growth(quarters),
        quarters=[(quarter_name(one), one.confirmed, more) for one, more in latest_first(quarters)],
        in_thousands=in_thousands(quarters),
        glances=glances(request.membership, found, today=today),
        may_publish=request.membership.role in RUNS_THE_PMO,
    )
