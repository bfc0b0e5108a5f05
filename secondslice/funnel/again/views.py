"""Who is ready for a second slice, and the first step towards it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.customers.access import customer_for
from secondslice.funnel.again import services
from secondslice.funnel.again.selectors.ready import ready_list
from secondslice.funnel.again.times_page import times_page
from secondslice.ui.pages import page


@require_safe
def ready(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show who is ready, in the order that the number of buyers carries."""
    mine, at = request.membership, clock.now()
    today = clock.day_of(at, mine.workspace.time_zone)
    return page(
        request,
        "funnel/again/ready.html",
        found=ready_list(mine, at=at, today=today),
        may_write=mine.role in WORKS,
    )


@require_safe
def times(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show how long it takes to the next order after a Yes, a recovery, and a No that was not mended."""
    mine = request.membership
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    return page(request, "funnel/again/times.html", times=times_page(mine, today=today))


@require_POST
def take_up(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Put a customer that is ready into the funnel, with what is done next and when."""
    mine, at = request.membership, clock.now()
    customer = customer_for(mine, ref=ref)
    how = services.CALL if request.POST.get("how") == services.CALL else services.ASK
    today = clock.day_of(at, mine.workspace.time_zone)
    found, is_new = services.take_up(by=mine, customer=customer, how=how, today=today, at=at)
    if is_new:
        messages.success(request, _("It is in the funnel, and it is your turn."))
    else:
        messages.info(request, _("This is in the funnel already."))
    return redirect("funnel:opportunity", workspace, found.ref)
