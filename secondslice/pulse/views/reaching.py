"""Addresses whose mail comes back: who, why, and the way out."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.journeys.address_freed import address_freed
from secondslice.messaging.access import suppression_for
from secondslice.pulse.selectors.reaching import unreachable_page
from secondslice.ui.pages import page


@require_safe
def unreachable(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the addresses that are left alone."""
    mine = request.membership.workspace
    found = unreachable_page(mine, after=request.GET.get("after", ""))
    return page(request, "pulse/unreachable.html", found=found)


@require_POST
def lift(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Send to an address again."""
    found = suppression_for(workspace_id=request.membership.workspace_id, ref=ref)
    address_freed(suppression=found, by=request.membership, now=clock.now())
    text = _("Questions go to %(address)s again.")
    messages.success(request, text % {"address": found.address})
    return redirect("pulse:unreachable", workspace)
