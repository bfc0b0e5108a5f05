"""Forget a person: the row stays, so that no count changes, and nothing in it tells who it was."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.customers.models import Contact, ContactKey, Forgotten, Preference

EMPTY = (
    "title", "phone", "language", "time_zone", "country", "external_id", "slack_id", "teams_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """What told who a person was: other rooms take it out of their texts, too."""

    ref: uuid.UUID
    name: str
    email: str

    @property
    def words(self) -> tuple[str, str]:
        """Return what may stand in a text."""
        return self.name, self.email


@transaction.atomic
def erase_contact(*, contact: Contact, at: datetime) -> Identity:
    """Empty a person's row, take away the own page and the wishes. Return who it was, for the other rooms to forget.

    A digest of the address stays: an import that brings it back makes a person who is not asked.
    """
    was = Identity(contact.ref, contact.name, contact.email)
    Forgotten.objects.get_or_create(
        workspace=contact.workspace,
        address_digest=_digest(contact.workspace_id, contact.email),
        defaults={"at": at},
    )
    ContactKey.objects.filter(contact=contact).delete()
    Preference.objects.filter(contact=contact).delete()
    with translation.override(contact.workspace.language):
        contact.name = _("Somebody, erased")
    contact.ref = uuid.uuid4()  # nobody can lay an old list beside ours
    contact.email = f"{contact.ref.hex}@erased.invalid"
    for name in EMPTY:
        setattr(contact, name, "")
    contact.way = Contact.Way.MAIL
    contact.erased_at = at
    contact.save()
    return was


@transaction.atomic
def honour_forgotten(*, contacts: Iterable[Contact]) -> None:
    """Let nobody be asked whose address was erased here once. For people who have just come in."""
    people = {_digest(one.workspace_id, one.email): one for one in contacts}
    if not people:
        return
    known = Forgotten.objects.filter(address_digest__in=people)
    Preference.objects.bulk_create(
        [
            Preference(
                workspace_id=one.workspace_id,
                contact=people[one.address_digest],
                stopped_at=one.at,
                stopped_how=Preference.How.ERASED,
            )
            for one in known
        ],
        ignore_conflicts=True,
    )


def _digest(workspace_id: int, email: str) -> str:
    """Return what is kept of an address. Only who has the installation's key can tell whether it is a given one."""
    text = f"forgotten:{workspace_id}:{email.strip().lower()}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
