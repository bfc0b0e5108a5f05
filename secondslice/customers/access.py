"""The way from an address and a member to a customer or a person at a customer.

The address book is shared: every member of the workspace may look somebody up. What was asked and answered is not.
"""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.core.tokens import digest, looks_like_token
from secondslice.customers.models import Contact, ContactKey, Customer


def customer_for(membership: Membership, *, ref: uuid.UUID) -> Customer:
    """Return one customer. Raise NotHere when it is not in this member's workspace."""
    customer = (
        Customer.objects.select_related("workspace", "executive")
        .filter(workspace=membership.workspace_id, ref=ref)
        .first()
    )
    if customer is None:
        raise NotHere(_("There is no such customer."))
    return customer


def contact_for(membership: Membership, *, ref: uuid.UUID) -> Contact:
    """Return one person with the customer. Raise NotHere when it is not in this member's workspace."""
    contact = (
        Contact.objects.select_related("workspace", "customer", "preference__noted_by")
        .filter(workspace=membership.workspace_id, ref=ref, erased_at=None)
        .first()
    )
    if contact is None:
        raise NotHere(_("There is no such person."))
    return contact


def contact_behind(token: str) -> Contact | None:
    """Return the person whose own page this secret link leads to: one query, none for nonsense.

    None for unknown, replaced and erased alike: the page must not tell which.
    """
    if not looks_like_token(token):
        return None
    key = (
        ContactKey.objects.select_related(
            "contact__workspace", "contact__customer", "contact__preference"
        )
        .filter(token_digest=digest(token), contact__erased_at=None)
        .first()
    )
    return key.contact if key else None


def people_called(text: str, *, ref: uuid.UUID | None, workspace: str) -> list[Contact]:
    """Return who has this reference or this address. For the operator, who may see every workspace; or only one."""
    wanted = Q(ref=ref) if ref else Q(email__iexact=text)
    found = Contact.objects.select_related("workspace", "customer").filter(wanted, erased_at=None)
    if workspace:
        found = found.filter(workspace__slug=workspace)
    return list(found.order_by("pk"))
