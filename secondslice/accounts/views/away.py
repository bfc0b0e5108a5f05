"""What a member sets for this workspace: being away, who stands in, and how to hear of cases."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.accounts.absence_forms import AwayForm, HearingForm
from secondslice.accounts.absences import stood_in_for
from secondslice.accounts.access import member_to_care_for
from secondslice.accounts.models import Membership
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.services.absences import Absence, set_away, set_hearing
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.messaging.selectors import chats_of
from secondslice.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show what a member sets here; a POST says how he or she wants to hear of cases."""
    mine = request.membership
    form = HearingForm(request.POST or None, member=mine, chats=set(chats_of(mine.workspace_id)))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "slack_id"):
            set_hearing(membership=mine, hearing=form.hearing())
            messages.success(request, _("Saved."))
            return redirect("accounts:you", workspace)
    return _your_page(request, form, AwayForm(member=mine))


@require_POST
def away(request: MemberRequest, workspace: str) -> HttpResponse:
    """Be away, or back."""
    mine = request.membership
    form = AwayForm(request.POST, member=mine)
    if _is_set(request, form, mine):
        return redirect("accounts:you", workspace)
    chats = set(chats_of(mine.workspace_id))
    return _your_page(request, HearingForm(member=mine, chats=chats), form)


@require_http_methods(["GET", "HEAD", "POST"])
def member_away(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Say of somebody else that he or she is away, and who stands in."""
    member = member_to_care_for(request.membership, ref=ref)
    form = AwayForm(request.POST or None, member=member)
    if request.method == "POST" and _is_set(request, form, member):
        return redirect("accounts:members", workspace)
    status = 422 if form.errors else 200
    return page(request, "accounts/member_away.html", member=member, form=form, status=status)


def _is_set(request: MemberRequest, form: AwayForm, member: Membership) -> bool:
    """Store what was chosen; where it is refused the form says why."""
    if form.is_valid():
        with refusals_in(form):
            absence = form.absence()
            set_away(by=request.membership, member=member, absence=absence, at=clock.now())
            messages.success(request, _told(absence))
            return True
    return False


def _told(absence: Absence) -> str:
    """Say what was saved, and what an absence without a deputy means."""
    if absence.away_from is None or absence.deputy is not None:
        return _("Saved.")
    return _(
        "Saved. Nobody stands in: what is new meanwhile waits for the return, and what is late reaches the PMO lead."
    )


def _your_page(request: MemberRequest, hearing: HearingForm, away: AwayForm) -> HttpResponse:
    mine = request.membership
    today = clock.day_of(clock.now(), mine.workspace.time_zone)
    return page(
        request,
        "accounts/you.html",
        form=hearing,
        away_form=away if mine.role in DELIVERS else None,
        stood_in_for=stood_in_for(mine, today=today),
        status=422 if hearing.errors or away.errors else 200,
    )
