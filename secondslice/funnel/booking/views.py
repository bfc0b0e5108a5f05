"""Sessions that visitors have booked, and how a member can be booked."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import RUNS_THE_PMO, WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.funnel.booking import hosting, selectors
from secondslice.funnel.booking.calendars import address_of
from secondslice.funnel.booking.forms import (
    CancelForm,
    HostForm,
    HoursForm,
    TimeOffForm,
    first_terms,
)
from secondslice.journeys.session_booked import session_cancelled
from secondslice.ui.pages import page


@require_safe
def sessions(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Show what is booked: of all hosts to who runs the PMO, else the own."""
    mine, now = request.membership, clock.now()
    return page(
        request,
        "funnel/booking/sessions.html",
        coming=selectors.coming(mine, at=now),
        past=selectors.past(mine, at=now),
        hosts=list(selectors.hosts_of(mine.workspace)),
        host=selectors.host_of(mine),
        sees_all=mine.role in RUNS_THE_PMO,
        may_write=mine.role in WORKS,
        now=now,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: MemberRequest, workspace: str) -> HttpResponse:
    """Show and set how this member can be booked."""
    mine = request.membership
    host = selectors.host_of(mine)
    known = list(host.terms.hours) if host else list(hosting.USUAL)
    shown = host or hosting.new_host(mine)
    posted = request.POST if request.method == "POST" else None
    form = HostForm(posted, initial=first_terms(shown, address_of(shown)))
    week = HoursForm(posted, hours=known)
    if posted is not None and form.is_valid() and week.is_valid():
        with refusals_in(form):
            hosting.set_hosting(by=mine, terms=form.terms(week.hours()), at=clock.now())
            messages.success(request, _("Saved."))
            return redirect("booking:list", workspace)
    return _hours_page(request, form, week, TimeOffForm())


@require_POST
def add_days_off(request: MemberRequest, workspace: str) -> HttpResponse:
    """Offer nothing on some days."""
    mine, form = request.membership, TimeOffForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            hosting.add_time_off(by=mine, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Nobody can book you on these days."))
            return redirect("booking:hours", workspace)
    host = selectors.host_of(mine)
    shown = host or hosting.new_host(mine)
    return _hours_page(
        request,
        HostForm(None, initial=first_terms(shown, address_of(shown))),
        HoursForm(None, hours=host.terms.hours if host else hosting.USUAL),
        form,
    )


@require_POST
def end_days_off(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Let days be booked again."""
    hosting.end_time_off(off=selectors.time_off_for(request.membership, ref=ref))
    messages.success(request, _("These days can be booked again."))
    return redirect("booking:hours", workspace)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Cancel a session, and tell the visitor why."""
    mine = request.membership
    found = selectors.booking_for(mine, ref=ref)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            session_cancelled(booking=found, by=mine, why=form.cleaned_data["why"], now=clock.now())
            messages.success(request, _("Cancelled. %(name)s gets a mail.") % {"name": found.who})
            return redirect("booking:list", workspace)
    return page(
        request,
        "funnel/booking/cancel.html",
        booking=found,
        form=form,
        status=422 if form.errors else 200,
    )


def _hours_page(
    request: MemberRequest, form: HostForm, week: HoursForm, off: TimeOffForm
) -> HttpResponse:
    host = selectors.host_of(request.membership)
    wrong: list[forms.BaseForm] = [form, week, off]
    return page(
        request,
        "funnel/booking/hours.html",
        form=form,
        week=week,
        off=off,
        host=host,
        days_off=selectors.days_off(host, at=clock.now()) if host else [],
        status=422 if any(one.errors for one in wrong) else 200,
    )
