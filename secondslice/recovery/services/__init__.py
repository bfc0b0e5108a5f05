"""Everything that changes this room's tables. Journeys and pages call it."""

from __future__ import annotations

from secondslice.recovery.services.agreeing import columns_of
from secondslice.recovery.services.attaching import add_file, remove_file
from secondslice.recovery.services.capacity import set_capacity
from secondslice.recovery.services.digesting import send_digest
from secondslice.recovery.services.erasing import erase_customer
from secondslice.recovery.services.hearing import take_reply, tell_not_delivered
from secondslice.recovery.services.keeping import deliver, end, leave_out
from secondslice.recovery.services.limiting import lay_clock, set_limits
from secondslice.recovery.services.mending import (
    acknowledge,
    add_note,
    adjust,
    changes_for_re_ask,
    name_cause,
    plan,
    record_re_ask,
)
from secondslice.recovery.services.owning import hand_over, pass_up
from secondslice.recovery.services.playbooks import Words, set_playbook
from secondslice.recovery.services.publishing import tell_everybody, withdraw
from secondslice.recovery.services.quoting import quote, told_us
from secondslice.recovery.services.running_out import run_out
from secondslice.recovery.services.taking_back import re_ask_never_arrived, re_ask_sent_again
from secondslice.recovery.services.telling import tell_new_words, tell_owner
from secondslice.recovery.services.their_word import (
    customer_took_it_back,
    open_case,
    take_re_ask_answer,
)
from secondslice.recovery.services.waiving import ask_waiver, decide_waiver
from secondslice.recovery.services.warning import warn, warn_all
from secondslice.recovery.services.watching import Look, review
from secondslice.recovery.services.writing import send_mail
from secondslice.recovery.terms import Terms

__all__ = [
    "Look",
    "Terms",
    "Words",
    "acknowledge",
    "add_file",
    "add_note",
    "adjust",
    "ask_waiver",
    "changes_for_re_ask",
    "columns_of",
    "customer_took_it_back",
    "decide_waiver",
    "deliver",
    "end",
    "erase_customer",
    "hand_over",
    "lay_clock",
    "leave_out",
    "name_cause",
    "open_case",
    "pass_up",
    "plan",
    "quote",
    "re_ask_never_arrived",
    "re_ask_sent_again",
    "record_re_ask",
    "remove_file",
    "review",
    "run_out",
    "send_digest",
    "send_mail",
    "set_capacity",
    "set_limits",
    "set_playbook",
    "take_re_ask_answer",
    "take_reply",
    "tell_everybody",
    "tell_new_words",
    "tell_not_delivered",
    "tell_owner",
    "told_us",
    "warn",
    "warn_all",
    "withdraw",
]
