"""Bring an opportunity to another stage."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel import services
from secondslice.funnel.access import opportunity_for
from secondslice.funnel.models import Opportunity


@require_POST
def move(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Bring an opportunity to another stage."""
    found = opportunity_for(request.membership, ref=ref)
    stage = request.POST.get("stage", "")
    if stage in Opportunity.Stage.values:
        services.move_stage(opportunity=found, stage=stage, by=request.user, at=clock.now())
        messages.success(
            request,
            _("%(title)s is now: %(stage)s.")
            % {"title": found.title, "stage": Opportunity.Stage(stage).label},
        )
    return redirect("funnel:list", workspace)
