"""What is known of a person: the parts in projects, what was asked, and whom only a talk gets to answer."""

from __future__ import annotations

from dataclasses import dataclass

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.dashboard.doors import door, may_open
from secondslice.projects.models import Stakeholder
from secondslice.projects.selectors.projects import parts_of
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors import for_dashboard as pulse
from secondslice.pulse.selectors.silence import silent_people

ROWS = 12


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is known of a person. `asks` is None for who does not read what customers said."""

    contact: Contact
    parts: list[Stakeholder]
    asks: list[Ask] | None
    silent: list[Contact]
    edit_url: str


def person_file(membership: Membership, contact: Contact) -> PersonFile:
    """Return the facts of a person, as far as this member may see them."""
    reads, delivers = may_open(membership, "pulse:overview"), may_open(membership, "pulse:talked")
    asks = pulse.asks_about(membership).filter(contact=contact)
    silent = silent_people(membership).filter(pk=contact.pk)
    return PersonFile(
        contact=contact,
        parts=list(parts_of(membership, contact)),
        asks=pulse.sent(asks, until=None, most=ROWS) if reads else None,
        silent=list(silent) if delivers else [],
        edit_url=door(membership, "customers:edit_contact", contact.ref),
    )
