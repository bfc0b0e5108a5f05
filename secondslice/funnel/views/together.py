"""Do the same to many opportunities at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.funnel import services
from secondslice.funnel.access import opportunities_for
from secondslice.funnel.forms_bulk import ACTION, MOVE, BulkForm, bulk_form
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import End, Fate
from secondslice.ui.pages import page


@require_POST
def bulk(request: MemberRequest, workspace: str) -> HttpResponse:
    """Move the chosen opportunities, hand them over, or plan their next action, and say what happened to each."""
    chosen = opportunities_for(request.membership, refs=_refs(request.POST))
    back = reverse("funnel:list", args=[workspace]) + _query(request.POST.get("back", ""))
    if not chosen:
        messages.warning(request, _("Choose some rows first, then what is to be done with them."))
        return redirect(back)
    form = bulk_form(request.membership, request.POST)
    fates = _do(request, form, chosen) if form.is_valid() else []
    return page(
        request,
        "funnel/bulk.html",
        form=form,
        chosen=chosen,
        fates=fates,
        done=sum(one.is_done for one in fates),
        refused=sum(not one.is_done for one in fates),
        back_url=back,
        status=422 if form.errors else 200,
    )


def _do(request: MemberRequest, form: BulkForm, chosen: list[Opportunity]) -> list[Fate]:
    told, at = form.cleaned_data, clock.now()
    if told["do"] == MOVE:
        end = End(told["lost_code"], told["lost_reason"], told["postponed_until"])
        return services.move_together(
            opportunities=chosen, stage=told["stage"], end=end, by=request.user, at=at
        )
    if told["do"] == ACTION:
        return services.plan_together(
            opportunities=chosen,
            next_action=told["next_action"],
            next_on=told["next_on"],
            at=at,
        )
    return services.give_together(opportunities=chosen, owner=told["owner"], at=at)


def _refs(posted: QueryDict) -> list[uuid.UUID]:
    found = []
    for text in posted.getlist("ref"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _query(text: str) -> str:
    asked = QueryDict(text[:2000], mutable=True)
    asked.pop("download", None)
    return f"?{asked.urlencode()}" if asked else ""
