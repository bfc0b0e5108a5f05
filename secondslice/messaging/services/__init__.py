"""The outbox: write messages in the caller's transaction, deliver them afterwards."""

from __future__ import annotations

from secondslice.messaging.services.delivering import (
    deliver_due,
    release_claims,
    settle_journals,
)
from secondslice.messaging.services.forgetting import (
    Kinds,
    forget_person,
    forget_words,
    hasten,
    take_back,
    take_back_one,
    take_back_some,
)
from secondslice.messaging.services.writing import (
    Envelope,
    compose,
    erased_among,
    opened,
    queue_mail,
    send_again,
)
from secondslice.messaging.transports.calendar import fetch_calendar

__all__ = [
    "Envelope",
    "Kinds",
    "compose",
    "deliver_due",
    "erased_among",
    "fetch_calendar",
    "forget_person",
    "forget_words",
    "hasten",
    "opened",
    "queue_mail",
    "release_claims",
    "send_again",
    "settle_journals",
    "take_back",
    "take_back_one",
    "take_back_some",
]
