"""What the public page of a station reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from secondslice.core import clock
from secondslice.core.tokens import digest, looks_like_token
from secondslice.pulse.models import AnonymousAnswer, Station, StationDevice
from secondslice.pulse.slips import receipt_digest
from secondslice.pulse.station_rules import is_open


def station_behind(token: str, *, at: datetime, grace: timedelta = timedelta()) -> Station | None:
    """Return the station that this address leads to, or None: one query, none for nonsense.

    None for unknown, closed and not yet open alike. `grace`: for so long after its end it is still found.
    """
    if not looks_like_token(token):
        return None
    found = (
        Station.objects.select_related("workspace", "project__manager")
        .filter(token_digest=digest(token))
        .first()
    )
    return found if found is not None and _is_open(found, at, grace) else None


def _is_open(station: Station, at: datetime, grace: timedelta) -> bool:
    zone = station.workspace.time_zone
    return is_open(
        opens_on=station.opens_on,
        closes_on=station.closes_on,
        is_closed=station.closed_at is not None and station.closed_at + grace <= at,
        today=clock.day_of(at, zone),
        still=clock.day_of(at - grace, zone),
    )


def answer_with(receipt: str, *, station: Station) -> AnonymousAnswer | None:
    """Return the answer that a receipt belongs to, unless it was taken back or the receipt is forgotten."""
    return AnonymousAnswer.objects.filter(
        station=station, receipt_digest=receipt_digest(receipt)
    ).first()


def device_with(secret: str, *, station: Station) -> StationDevice | None:
    """Return the enrolled device that holds this secret."""
    if not looks_like_token(secret):
        return None
    return StationDevice.objects.filter(station=station, secret_digest=digest(secret)).first()
