"""Somebody who answered without a name leaves one after all, to be called. It is kept apart from the answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from secondslice.accounts.models import Membership
from secondslice.pulse.models import CallRequest, Station
from secondslice.pulse.services.station_limits import LimitReached, keep_within
from secondslice.pulse.slips import Slip
from secondslice.pulse.station_rules import CALL_DAYS, HOUR, MOST_CALLS_AN_HOUR, Limit, Reject

LONGEST = timedelta(days=180)
"""A name that nobody called is deleted after this."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a call, and to which words that person agreed."""

    name: str
    address: str
    about: str
    consent: str


def ask_for_call(*, station: Station, wish: Wish, slip: Slip, network: str, at: datetime) -> bool:
    """Keep the wish once, however often its form arrives. Return False when too many came from one network."""
    limit = Limit(f"calls from {network}", HOUR, MOST_CALLS_AN_HOUR, Reject.NETWORK)
    ref = uuid.UUID(bytes=(slip.number * 2)[:16])
    if CallRequest.objects.filter(ref=ref).exists():
        return True
    try:
        with transaction.atomic():
            keep_within(station=station, limits=[limit], at=at)
            CallRequest.objects.create(
                workspace=station.workspace,
                ref=ref,
                station=station,
                project=station.project,
                name=wish.name,
                address=wish.address,
                about=wish.about,
                consent=wish.consent,
                at=at,
            )
    except LimitReached:
        return False
    except IntegrityError:  # the same form arrived twice at one moment
        return True
    return True


@transaction.atomic
def note_called(*, request_for_call: CallRequest, by: Membership, at: datetime) -> None:
    """Write down that the person was called. Twice changes nothing."""
    CallRequest.objects.filter(pk=request_for_call.pk, done_at=None).update(
        done_at=at, done_by=by.user
    )


@transaction.atomic
def erase_call(*, request_for_call: CallRequest) -> None:
    """Delete the name at once."""
    CallRequest.objects.filter(pk=request_for_call.pk).delete()


@transaction.atomic
def forget_calls(*, at: datetime) -> int:
    """Delete names that have served their time. Return how many."""
    called = Q(done_at__lt=at - timedelta(days=CALL_DAYS))
    old = Q(at__lt=at - LONGEST)
    gone, _each = CallRequest.objects.filter(called | old).delete()
    return gone
