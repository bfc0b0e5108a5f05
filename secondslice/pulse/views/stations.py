"""Stations: where anybody may answer without a name, and what was said there."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.pulse.access import station_for
from secondslice.pulse.models import Station
from secondslice.pulse.selectors import stations as found
from secondslice.pulse.selectors.reason_names import names_for
from secondslice.pulse.services import stations as services
from secondslice.pulse.sheets import station_sheet
from secondslice.pulse.station_addresses import embed_code, public_address
from secondslice.pulse.station_forms import DeviceForm, StationForm
from secondslice.pulse.station_rules import week_of
from secondslice.ui.exports import download
from secondslice.ui.pages import page

EDITS = ("GET", "HEAD", "POST")


@require_safe
def listing(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the stations; the filter is in the address."""
    mine = request.membership
    show = request.GET.get("show", "")
    show = show if show in found.SHOWS else ""
    if "download" in request.GET:
        sheet = station_sheet(mine, show=show, today=today_of(request))
        return download(request, sheet, at=clock.now())
    return page(
        request,
        "pulse/stations.html",
        stations=found.station_slice(
            mine, show=show, after=request.GET.get("after", ""), today=today_of(request)
        ),
        calls=found.calls_to_make(mine).count(),
        kinds=Station.Kind.choices,
        show=show,
        today=today_of(request),
        may_add=mine.role in DELIVERS,
        may_call=mine.role in RUNS_THE_PMO,
    )


@require_http_methods(EDITS)
def add(request: MemberRequest, workspace: str, kind: str) -> HttpResponse:
    """Put up a station."""
    if kind not in Station.Kind.values:
        raise Http404
    mine = request.membership
    form = StationForm(
        request.POST or None,
        by=mine,
        kind=kind,
        today=today_of(request),
        about=request.GET.get("project", ""),
    )
    if form.is_valid():
        with refusals_in(form):
            made = services.put_up(by=mine, kind=kind, facts=form.facts(), at=clock.now())
            return redirect("pulse:station", workspace, made.ref)
    return _form_page(request, form, kind=kind)


@require_http_methods(EDITS)
def edit(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change what is decided about a station."""
    mine, station = request.membership, station_for(request.membership, ref=ref)
    form = StationForm(
        request.POST or None, by=mine, kind=station.kind, today=today_of(request), known=station
    )
    if form.is_valid():
        with refusals_in(form):
            services.change_station(by=mine, station=station, facts=form.facts(), at=clock.now())
            return redirect("pulse:station", workspace, ref)
    return _form_page(request, form, kind=station.kind, station=station)


@require_safe
def station(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show one station: its address, what was said, what was not counted, its devices."""
    return station_page(request, station_for(request.membership, ref=ref), DeviceForm())


def station_page(request: MemberRequest, one: Station, form: DeviceForm) -> HttpResponse:
    """Return the page of a station; `form` adds a device, and may hold what is wrong with it."""
    address = public_address(one)
    return page(
        request,
        "pulse/station.html",
        status=422 if form.errors else 200,
        station=one,
        tally=found.tally_of(one),
        said=found.said_at(
            one, week=week_of(today_of(request)), names=names_for(request.membership)
        ),
        not_counted=found.not_counted_at(one),
        devices=found.devices_of(one, at=clock.now()),
        state=found.state_of(one, today=today_of(request)),
        address=address,
        embed=embed_code(one),
        form=form,
        may_change=request.membership.role in DELIVERS,
    )


@require_POST
def close(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take no more answers."""
    one = station_for(request.membership, ref=ref)
    services.close_station(by=request.membership, station=one, at=clock.now())
    messages.success(request, _("%(name)s takes no more answers.") % {"name": one.name})
    return redirect("pulse:station", workspace, ref)


@require_POST
def open_again(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take answers again."""
    one = station_for(request.membership, ref=ref)
    services.open_again(by=request.membership, station=one, at=clock.now())
    messages.success(request, _("%(name)s takes answers again.") % {"name": one.name})
    return redirect("pulse:station", workspace, ref)


@require_POST
def anew(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Give a station another address."""
    one = station_for(request.membership, ref=ref)
    services.issue_again(by=request.membership, station=one, at=clock.now())
    messages.success(
        request, _("It has a new address. Print its posters again: the old ones lead nowhere.")
    )
    return redirect("pulse:station", workspace, ref)


@require_POST
def reveal(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Show the answers that nobody has seen yet."""
    one = station_for(request.membership, ref=ref)
    shown = services.reveal(by=request.membership, station=one, at=clock.now())
    if request.POST.get("to") == "screen":
        response = redirect("pulse:station_screen", workspace, ref)
        response["Location"] += "?result=1"
        return response
    text = ngettext("%(count)s answer is shown.", "%(count)s answers are shown.", shown)
    messages.success(request, text % {"count": shown})
    return redirect("pulse:station", workspace, ref)


def _form_page(
    request: MemberRequest, form: StationForm, *, kind: str, station: Station | None = None
) -> HttpResponse:
    return page(
        request,
        "pulse/station_form.html",
        status=422 if form.errors else 200,
        form=form,
        kind=kind,
        kinds=Station.Kind.choices,
        station=station,
    )


def today_of(request: MemberRequest) -> date:
    """Return the workspace's day."""
    return clock.day_of(clock.now(), request.membership.workspace.time_zone)
