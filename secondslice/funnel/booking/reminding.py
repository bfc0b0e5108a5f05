"""Remind a visitor of a session, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.funnel.booking.models import Booking
from secondslice.funnel.booking.rules import REMIND_BEFORE
from secondslice.funnel.booking.telling import tell_visitor
from secondslice.funnel.mail_kinds import REMINDER


@transaction.atomic
def remind(*, booking_id: int, at: datetime) -> None:
    """Send the reminder, where the session still takes place and is near."""
    found = Booking.objects.select_related("workspace", "host__user", "contact", "version")
    booking = found.filter(pk=booking_id, state=Booking.State.BOOKED).first()
    if booking is None or not booking.address:
        return
    if at < booking.begins_at <= at + REMIND_BEFORE:
        tell_visitor(booking=booking, kind=REMINDER, at=at)
