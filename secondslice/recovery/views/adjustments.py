"""What was changed: the agreements and risks that hold, one adjustment, and what everybody is told."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.accounts.rules import DELIVERS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.keyset import Slice
from secondslice.core.refusals import refusals_in
from secondslice.journeys.change_told import change_told, change_withdrawn
from secondslice.recovery import services
from secondslice.recovery.access import adjustment_for
from secondslice.recovery.adjustment_forms import EndForm, ReviewForm, TellForm, UpdateForm
from secondslice.recovery.adjustment_sheets import change_sheet
from secondslice.recovery.models import Adjustment, RiskReview
from secondslice.recovery.selectors import keeping
from secondslice.recovery.selectors.changes import change_slice
from secondslice.recovery.views.case_parts import can_be_asked, read_by_customer
from secondslice.ui.exports import download
from secondslice.ui.pages import page

AFTER = re.compile(r"\d{4}-\d\d-\d\d~[0-9a-f]{32}")
"""Where a part of a list that goes by days begins, as core.keyset writes it."""


@require_safe
def agreements(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the agreements that hold, with how they are kept, and the risks on watch."""
    now, mine = clock.now(), request.membership
    asked_for = request.GET.get("show", "")
    show = asked_for if asked_for in keeping.SHOWS else keeping.SHOWS[0]
    of_show = partial(keeping.agreement_slice, mine, show=show, at=now)
    found = _part(of_show, request.GET.get("after", ""))
    risks = _part(
        partial(keeping.watched_slice, mine, show=show, at=now), request.GET.get("risks", "")
    )
    return page(
        request,
        "recovery/adjustments/agreements.html",
        rows=keeping.kept(found.rows, at=now),
        after=found.after,
        risks=risks.rows,
        risks_after=risks.after,
        counts=keeping.keeping_counts(mine, show=show, at=now),
        show=show,
        today=clock.day_of(now, mine.workspace.time_zone),
        may_write=mine.role in DELIVERS,
    )


def _part(read: Callable[..., Slice[Adjustment]], after: str) -> Slice[Adjustment]:
    """Return a part of a list; the first one where all that stood on it was dealt with meanwhile."""
    found = read(after=after)
    return found if found.rows or not after else read(after="")


@require_safe
def adjustment(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one adjustment: what was said, how it is kept, and what can be done with it."""
    return adjustment_page(request, adjustment_for(request.membership, ref=ref))


def adjustment_page(
    request: MemberRequest, found: Adjustment, sent: Mapping[str, forms.BaseForm] | None = None
) -> HttpResponse:
    """Show an adjustment with its forms; `sent` are those that are wrong, by name."""
    now = clock.now()
    today = clock.day_of(now, found.case.workspace.time_zone)
    shown: dict[str, Any] = {
        "end_form": EndForm(auto_id="end_%s", initial={"ends_on": today}),
        "look_form": ReviewForm(auto_id="look_%s"),
        "tell_form": TellForm(auto_id="tell_%s", initial={"words": found.public_words}),
        **(sent or {}),
    }
    return page(
        request,
        "recovery/adjustments/adjustment.html",
        change=keeping.change_of(found, at=now),
        case=found.case,
        quote=read_by_customer(found.case, [found]) if can_be_asked(found.case) else "",
        today=today,
        is_over=found.is_over(today),
        may_write=request.membership.role in DELIVERS,
        status=422 if sent else 200,
        **shown,
    )


@require_POST
def update(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say of a promised update that it was delivered, or why it was left out.

    What is refused comes back on the page of the agreement, beside its day.
    """
    found, form = adjustment_for(request.membership, ref=ref), UpdateForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            _say(request, found, form.cleaned_data)
            return _back(workspace, found, form.cleaned_data)
    return adjustment_page(request, found, {"update_form": form})


def _say(request: MemberRequest, found: Adjustment, said: Mapping[str, Any]) -> None:
    by, day, now = request.user, said["day"], clock.now()
    if request.POST.get("outcome") == "left_out":
        services.leave_out(adjustment=found, day=day, why=said["why"], by=by, at=now)
        messages.success(request, _("Left out, with the reason. It does not count as broken."))
    else:
        services.deliver(adjustment=found, day=day, on=said["on"], by=by, at=now)
        messages.success(request, _("Delivered: written down."))


@require_POST
def end(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let an adjustment hold until a day."""
    found = adjustment_for(request.membership, ref=ref)
    form = EndForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        with refusals_in(form):
            services.end(adjustment=found, by=request.user, at=clock.now(), **form.cleaned_data)
            return redirect("recovery:adjustment", workspace, ref)
    return adjustment_page(request, found, {"end_form": form})


@require_POST
def look(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say how a risk on watch stands."""
    found = adjustment_for(request.membership, ref=ref)
    form = ReviewForm(request.POST, auto_id="look_%s")
    if form.is_valid():
        said = services.Look(**form.cleaned_data)
        with refusals_in(form):
            services.review(adjustment=found, look=said, by=request.user, at=clock.now())
            if said.outcome == RiskReview.Outcome.ISSUE and found.case.is_open:
                messages.info(request, _("Now say what changes, so that the issue is dealt with."))
                return redirect("recovery:case", workspace, found.case.ref)
            return redirect("recovery:adjustment", workspace, ref)
    return adjustment_page(request, found, {"look_form": form})


@require_POST
def tell(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Tell everybody what was changed, without a name."""
    found = adjustment_for(request.membership, ref=ref)
    form = TellForm(request.POST, auto_id="tell_%s")
    if form.is_valid():
        words = form.cleaned_data["words"]
        with refusals_in(form, "words"):
            change_told(adjustment=found, words=words, by=request.membership, now=clock.now())
            messages.success(request, _("It stands on the page of changes now."))
            return redirect("recovery:adjustment", workspace, ref)
    return adjustment_page(request, found, {"tell_form": form})


@require_POST
def withdraw(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Tell a change no longer."""
    found = adjustment_for(request.membership, ref=ref)
    change_withdrawn(adjustment=found, by=request.membership, now=clock.now())
    messages.success(request, _("It is told no longer."))
    return redirect("recovery:adjustment", workspace, ref)


@require_safe
def changes(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List by month what was changed because somebody told us."""
    if "download" in request.GET:
        now = clock.now()
        return download(request, change_sheet(request.membership.workspace), at=now)
    months, after = change_slice(request.membership, after=request.GET.get("after", ""))
    return page(request, "recovery/adjustments/changes.html", months=months, after=after)


def _back(workspace: str, found: Adjustment, said: Mapping[str, Any]) -> HttpResponseRedirect:
    """Return to where the button was pressed."""
    back = said["back"]
    if back == "case":
        return redirect("recovery:case", workspace, found.case.ref)
    if back == "today":
        return redirect("dashboard:today", workspace)
    if back == "agreements":
        return redirect(reverse("recovery:agreements", args=[workspace]) + _narrowed(said))
    return redirect("recovery:adjustment", workspace, found.ref)


def _narrowed(said: Mapping[str, Any]) -> str:
    """Return the filter and the page of the list from which something was said; nothing for what no list has."""
    kept = {}
    if said["show"] in keeping.SHOWS[1:]:
        kept["show"] = said["show"]
    if AFTER.fullmatch(said["after"]):
        kept["after"] = said["after"]
    return f"?{urlencode(kept)}" if kept else ""
