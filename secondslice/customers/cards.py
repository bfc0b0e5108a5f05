"""People as address cards (.vcf), for phones and mail programs. Version 3.0, which all of them read."""

from __future__ import annotations

from collections.abc import Iterable

import vobject
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from vobject.vcard import Name

from secondslice.customers.models import Contact

OWN_UID = "second-slice:"
"""What our ids begin with: a card that comes back is known by it (projects.imports.cards)."""


def card_of(contact: Contact) -> str:
    """Return a person as a card. Only what one would write on a card is in it: no wishes, no notes."""
    card = vobject.vCard()
    given, _space, family = contact.name.rpartition(" ")
    card.add("n").value = Name(family=family, given=given)
    card.add("fn").value = contact.name
    card.add("email").value = contact.email
    card.add("org").value = [contact.customer.name]
    if contact.title:
        card.add("title").value = contact.title
    if contact.phone:
        card.add("tel").value = contact.phone
    if contact.time_zone:
        card.add("tz").value = contact.time_zone
    card.add("uid").value = f"{OWN_UID}{contact.ref}"
    text: str = card.serialize()
    return text


def cards_response(contacts: Iterable[Contact], *, name: str) -> HttpResponse:
    """Answer with people as a file of cards."""
    content = "".join(card_of(contact) for contact in contacts)
    disposition = content_disposition_header(True, f"{slugify(name) or 'card'}.vcf")  # noqa: FBT003
    return HttpResponse(
        content,
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": disposition or "attachment"},
    )
