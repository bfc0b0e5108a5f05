"""Enrol the screens that may take answers at a kiosk, so that its address alone is no ballot box."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.tokens import digest, new_token
from secondslice.pulse.models import Station, StationDevice
from secondslice.pulse.services.station_limits import LimitReached, keep_within
from secondslice.pulse.slips import is_code
from secondslice.pulse.station_rules import CODE_LIFE, HOUR, MOST_CODES_AN_HOUR, Limit, Reject


@transaction.atomic
def expect_device(*, by: Membership, station: Station, name: str, at: datetime) -> StationDevice:
    """Await a device that will show its code within half an hour."""
    device = StationDevice.objects.create(
        workspace=station.workspace, station=station, name=name, code_until=at + CODE_LIFE
    )
    _note(by, station, device, verb=gettext_noop("added a device to"), at=at)
    return device


@transaction.atomic
def remove_device(*, by: Membership, device: StationDevice, at: datetime) -> None:
    """Take no more answers from a device."""
    _note(by, device.station, device, verb=gettext_noop("removed a device from"), at=at)
    device.delete()


def enrol_device(*, station: Station, code: str, network: str, at: datetime) -> str | None:
    """Return the secret that this device keeps from now on; None for a wrong or used code, or too many tries."""
    tries = Limit(f"codes from {network}", HOUR, MOST_CODES_AN_HOUR, Reject.NETWORK)
    try:
        keep_within(station=station, limits=[tries], at=at)
    except LimitReached:
        return None
    return _enrol(station, code, at)


@transaction.atomic
def _enrol(station: Station, code: str, at: datetime) -> str | None:
    for device in StationDevice.objects.filter(
        station=station, secret_digest=None, code_until__gt=at
    ):
        if is_code(str(device.ref), code):
            secret = new_token()
            free = StationDevice.objects.filter(pk=device.pk, secret_digest=None)
            return secret if free.update(secret_digest=digest(secret), enrolled_at=at) else None
    return None


def _note(
    by: Membership, station: Station, device: StationDevice, *, verb: str, at: datetime
) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=station.name,
        at=at,
        detail={"device": device.name},
    )
