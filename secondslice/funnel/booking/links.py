"""The secret of the links in a visitor's mails."""

from __future__ import annotations

from django.conf import settings

from secondslice.core.tokens import derived_token
from secondslice.funnel.booking.models import Booking


def token_of(booking: Booking) -> str:
    """Return the secret of the links in the visitor's mails: the same in each of them, and stored nowhere."""
    return derived_token("booking", str(booking.ref))


def link_of(booking: Booking) -> str:
    """Return where the visitor confirms, moves and cancels."""
    return f"{settings.BASE_URL}/menu/{booking.workspace.slug}/book/{token_of(booking)}"
