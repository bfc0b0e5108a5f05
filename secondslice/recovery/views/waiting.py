"""The second question of a case waits for its hour: send it now, or take it back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.journeys import question_waits as journey
from secondslice.pulse.member_forms import SendNowForm
from secondslice.recovery.access import case_for
from secondslice.recovery.selectors.waiting import waiting_re_ask
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say why the second question cannot wait, and send it."""
    mine, now = request.membership, clock.now()
    case = case_for(mine, ref=ref)
    form = SendNowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            journey.re_ask_sent_now(case=case, by=mine, reason=form.cleaned_data["reason"], now=now)
            text = _("The question is on its way to %(name)s.")
            messages.success(request, text % {"name": case.contact.name})
            return redirect("recovery:case", workspace, ref)
    waiting = waiting_re_ask(case, at=now)
    if waiting is None and request.method != "POST":
        return redirect("recovery:case", workspace, ref)
    return page(
        request,
        "pulse/send_now.html",
        status=422 if form.errors else 200,
        form=form,
        person=case.contact,
        project=case.project,
        leaves_at=waiting.sent_at if waiting else None,
        again=True,
        back_url=reverse("recovery:case", args=[workspace, ref]),
        now=now,
    )


@require_POST
def take_back(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Do not ask again after all."""
    case = case_for(request.membership, ref=ref)
    journey.re_ask_taken_back(case=case, by=request.membership, now=clock.now())
    text = _("Taken back: %(name)s is not asked again.")
    messages.success(request, text % {"name": case.contact.name})
    return redirect("recovery:case", workspace, ref)
