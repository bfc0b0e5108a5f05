"""The addresses of a station in the world."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Station
from secondslice.pulse.selectors.stations import station_token


def public_address(station: Station) -> str:
    """Return where one answers; empty when the installation's key was changed since the address was made."""
    token = station_token(station)
    return settings.BASE_URL + reverse("pulse_station:question", args=[token]) if token else ""


def must_have_address(station: Station) -> str:
    """Return where one answers. Raise RuleBroken when the installation's key was changed since."""
    address = public_address(station)
    if not address:
        raise RuleBroken(
            _(
                "The secret key of this installation was changed, and the old address is lost with it."
                " Give the station a new address, then print its posters again."
            )
        )
    return address


def embed_code(station: Station) -> str:
    """Return what one puts into a page to show the widget there; empty for other kinds."""
    token = station_token(station)
    if station.kind != Station.Kind.WIDGET or not token:
        return ""
    source = settings.BASE_URL + reverse("pulse_station:widget", args=[token])
    return f'<script src="{source}" async></script>'
