"""Everything that changes this room's tables. Journeys and pages call it."""

from __future__ import annotations

from secondslice.recovery.services.attaching import add_file, remove_file
from secondslice.recovery.services.capacity import set_capacity
from secondslice.recovery.services.digesting import send_digest
from secondslice.recovery.services.erasing import erase_customer
from secondslice.recovery.services.hearing import take_reply, tell_not_delivered
from secondslice.recovery.services.limiting import lay_clock, set_limits
from secondslice.recovery.services.mending import (
    Terms,
    acknowledge,
    add_note,
    adjust,
    name_cause,
    plan,
    quote,
    record_re_ask,
    words_for_re_ask,
)
from secondslice.recovery.services.owning import hand_over, pass_up
from secondslice.recovery.services.running_out import run_out
from secondslice.recovery.services.telling import tell_new_words, tell_owner
from secondslice.recovery.services.their_word import (
    customer_took_it_back,
    open_case,
    take_re_ask_answer,
)
from secondslice.recovery.services.waiving import ask_waiver, decide_waiver
from secondslice.recovery.services.warning import warn
from secondslice.recovery.services.writing import send_mail

__all__ = [
    "Terms",
    "acknowledge",
    "add_file",
    "add_note",
    "adjust",
    "ask_waiver",
    "customer_took_it_back",
    "decide_waiver",
    "erase_customer",
    "hand_over",
    "lay_clock",
    "name_cause",
    "open_case",
    "pass_up",
    "plan",
    "quote",
    "record_re_ask",
    "remove_file",
    "run_out",
    "send_digest",
    "send_mail",
    "set_capacity",
    "set_limits",
    "take_re_ask_answer",
    "take_reply",
    "tell_new_words",
    "tell_not_delivered",
    "tell_owner",
    "warn",
    "words_for_re_ask",
]
