"""What was to be asked by hand and waits for its hour: send it now, or take it back."""

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
from secondslice.pulse.access import wish_for
from secondslice.pulse.member_forms import SendNowForm
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.selectors.waiting import waits_of
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def send_wish_now(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say why a question cannot wait, and send it."""
    mine, now = request.membership, clock.now()
    found = wish_for(mine, ref=ref)
    form = SendNowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            journey.sent_now(row=found, by=mine, reason=form.cleaned_data["reason"], now=now)
            text = _("The question is on its way to %(name)s.")
            messages.success(request, text % {"name": found.contact.name})
            return redirect(_back(request, workspace, found))
    wait = waits_of(mine, [found], at=now).get(found.pk)
    if wait is None and request.method != "POST":  # it was asked while the page was on its way
        messages.info(request, _("%(name)s was asked already.") % {"name": found.contact.name})
        return redirect("dashboard:project", workspace, found.project.ref)
    return page(
        request,
        "pulse/send_now.html",
        status=422 if form.errors else 200,
        form=form,
        person=found.contact,
        project=found.project,
        leaves_at=wait.at if wait and not wait.is_held else None,
        why=wait.why_words if wait else "",
        back_url=_back(request, workspace, found),
        now=now,
    )


@require_POST
def take_wish_back(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Do not ask after all what somebody wanted to ask by hand."""
    found = wish_for(request.membership, ref=ref)
    journey.taken_back(row=found, by=request.membership, now=clock.now())
    text = _("Taken back: %(name)s is not asked.")
    messages.success(request, text % {"name": found.contact.name})
    return redirect(_back(request, workspace, found))


def _back(request: MemberRequest, workspace: str, row: PlannedAsk) -> str:
    """Return the page from which the member came, as the address says; else the plan."""
    pages = {
        "ask": ("pulse:ask_project", row.project.ref),
        "project": ("dashboard:project", row.project.ref),
        "person": ("dashboard:person", row.contact.ref),
        "today": ("dashboard:today",),
    }
    name, *refs = pages.get(request.GET.get("back", ""), ("dashboard:plan",))
    return reverse(str(name), args=[workspace, *refs])
