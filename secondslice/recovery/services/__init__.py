"""Everything that changes this room's tables. Journeys and pages call it."""

from __future__ import annotations

from secondslice.recovery.services.capacity import set_capacity
from secondslice.recovery.services.erasing import erase_customer
from secondslice.recovery.services.mending import (
    acknowledge,
    add_note,
    adjust,
    hand_over,
    quote,
    record_re_ask,
    words_for_re_ask,
)
from secondslice.recovery.services.telling import tell_new_words, tell_owner
from secondslice.recovery.services.their_word import (
    customer_took_it_back,
    open_case,
    take_re_ask_answer,
)

__all__ = [
    "acknowledge",
    "add_note",
    "adjust",
    "customer_took_it_back",
    "erase_customer",
    "hand_over",
    "open_case",
    "quote",
    "record_re_ask",
    "set_capacity",
    "take_re_ask_answer",
    "tell_new_words",
    "tell_owner",
    "words_for_re_ask",
]
