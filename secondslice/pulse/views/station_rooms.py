"""What belongs to a station in its room: the poster, the screen, the devices of a kiosk, and who wants a call."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.pulse.access import call_for, device_for, station_for
from secondslice.pulse.models import Station
from secondslice.pulse.posters import code_png, code_svg, poster_pdf
from secondslice.pulse.selectors import stations as found
from secondslice.pulse.services.calls import erase_call, note_called
from secondslice.pulse.services.station_devices import expect_device, remove_device
from secondslice.pulse.services.stations import set_present
from secondslice.pulse.station_addresses import must_have_address
from secondslice.pulse.station_forms import DeviceForm, PresentForm
from secondslice.pulse.views.stations import station_page, today_of
from secondslice.ui.pages import page

CODES = {"svg": (code_svg, "image/svg+xml"), "png": (code_png, "image/png")}
CALLED_LATELY = 20


@require_safe
def poster(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Send the poster as a PDF."""
    one = station_for(request.membership, ref=ref)
    content = poster_pdf(one, address=must_have_address(one))
    return _file(content, "application/pdf", f"{slugify(one.name) or 'station'}.pdf")


@require_safe
def code(request: MemberRequest, workspace: str, ref: uuid.UUID, ending: str) -> HttpResponse:  # noqa: ARG001
    """Send the code to scan as a picture; `?download` saves it."""
    if ending not in CODES:
        raise Http404
    one = station_for(request.membership, ref=ref)
    draw, content_type = CODES[ending]
    name = f"{slugify(one.name) or 'station'}.{ending}" if "download" in request.GET else ""
    return _file(draw(must_have_address(one)), content_type, name)


@require_safe
def screen(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Show the code and how many have answered, for a whole room; the result only when it is asked for."""
    one = station_for(request.membership, ref=ref)
    return _screen(request, one, PresentForm(initial={"present": one.present}))


@require_POST
def present(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Keep how many people are in the room."""
    one = station_for(request.membership, ref=ref)
    form = PresentForm(request.POST)
    if not form.is_valid():
        return _screen(request, one, form, status=422)
    set_present(station=one, present=form.cleaned_data["present"])
    return redirect("pulse:station_screen", workspace, ref)


@require_POST
def add_device(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Await a device of a kiosk."""
    one = station_for(request.membership, ref=ref)
    form = DeviceForm(request.POST)
    if one.kind != Station.Kind.KIOSK or not form.is_valid():
        return station_page(request, one, form)
    name = form.cleaned_data["name"]
    expect_device(by=request.membership, station=one, name=name, at=clock.now())
    return redirect("pulse:station", workspace, ref)


@require_POST
def remove_a_device(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Take no more answers from a device."""
    device = device_for(request.membership, ref=ref)
    remove_device(by=request.membership, device=device, at=clock.now())
    messages.success(request, _("%(name)s takes no more answers.") % {"name": device.name})
    return redirect("pulse:station", workspace, device.station.ref)


@require_safe
def calls(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List who left a name to be called."""
    mine = request.membership
    return page(
        request,
        "pulse/calls.html",
        waiting=found.calls_to_make(mine),
        made=found.calls_made(mine)[:CALLED_LATELY],
    )


@require_POST
def called(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down that a person was called."""
    one = call_for(request.membership, ref=ref)
    note_called(request_for_call=one, by=request.membership, at=clock.now())
    messages.success(
        request, _("Called. The name of %(name)s is deleted in 30 days.") % {"name": one.name}
    )
    return redirect("pulse:calls", workspace)


@require_POST
def erase(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Delete a name that was left."""
    erase_call(request_for_call=call_for(request.membership, ref=ref))
    messages.success(request, _("The name is deleted."))
    return redirect("pulse:calls", workspace)


def _screen(
    request: MemberRequest, one: Station, form: PresentForm, *, status: int = 200
) -> HttpResponse:
    tally = found.tally_of(one)
    return page(
        request,
        "pulse/station_screen.html",
        status=status,
        station=one,
        tally=tally,
        address=must_have_address(one),
        state=found.state_of(one, today=today_of(request)),
        shows_result=bool(tally.shown) and "result" in request.GET,
        form=form,
    )


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
