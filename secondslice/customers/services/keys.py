"""The secret of each person's own page: made when a mail first needs it, stored as a digest, the same in every mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact, ContactKey

OWN_PAGE = "me"


@transaction.atomic
def page_tokens(*, contacts: Iterable[Contact]) -> dict[int, str]:
    """Return the secret of each of these people's own pages, by key of the person. Who has none yet gets one.

    After the installation's key was changed everybody gets a new one: the old links are lost with the old key.
    """
    people = {contact.pk: contact for contact in contacts}
    keys = {key.contact_id: key for key in ContactKey.objects.filter(contact__in=people)}
    ContactKey.objects.bulk_create(
        [_key(contact) for pk, contact in people.items() if pk not in keys],
        ignore_conflicts=True,  # another mail to the same person makes the same key
    )
    for pk, key in keys.items():
        fresh = digest(_token(people[pk], key.issue))
        if fresh != key.token_digest:
            ContactKey.objects.filter(pk=key.pk).update(token_digest=fresh)
    return {
        pk: _token(contact, keys[pk].issue if pk in keys else 1) for pk, contact in people.items()
    }


@transaction.atomic
def new_page_token(*, contact: Contact) -> str:
    """Return a new secret for a person's own page. Every link that went out before leads nowhere from now on."""
    page_tokens(contacts=[contact])
    mine = ContactKey.objects.filter(contact=contact)
    mine.update(issue=F("issue") + 1)
    token = _token(contact, mine.get().issue)
    mine.update(token_digest=digest(token))
    return token


def _key(contact: Contact) -> ContactKey:
    token = _token(contact, 1)
    return ContactKey(
        workspace_id=contact.workspace_id, contact=contact, token_digest=digest(token)
    )


def _token(contact: Contact, issue: int) -> str:
    return derived_token(OWN_PAGE, f"{contact.ref.hex}.{issue}")
