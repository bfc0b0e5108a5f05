"""Everything that changes this room's tables. Journeys and pages call it."""

from __future__ import annotations

from secondslice.customers.services.erasing import Identity, erase_contact, honour_forgotten
from secondslice.customers.services.keys import new_page_token, page_tokens
from secondslice.customers.services.people import (
    ContactFacts,
    CustomerFacts,
    add_contact,
    add_customer,
    change_contact,
    change_customer,
    words_for_taken_address,
    words_for_taken_name,
    words_for_taken_slack_id,
    words_for_wrong_slack_id,
)
from secondslice.customers.services.wishes import grant, note_stop, take_back_note

__all__ = [
    "ContactFacts",
    "CustomerFacts",
    "Identity",
    "add_contact",
    "add_customer",
    "change_contact",
    "change_customer",
    "erase_contact",
    "grant",
    "honour_forgotten",
    "new_page_token",
    "note_stop",
    "page_tokens",
    "take_back_note",
    "words_for_taken_address",
    "words_for_taken_name",
    "words_for_taken_slack_id",
    "words_for_wrong_slack_id",
]
