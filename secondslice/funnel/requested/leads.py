"""What somebody from outside wants becomes a lead, once the mailbox has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.customers.models import Contact, Customer
from secondslice.customers.services import honour_forgotten
from secondslice.funnel.menu.models import Order, ServiceVersion
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.funnel.services.moving import at_first, log
from secondslice.funnel.services.writing import add_words


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who has confirmed the own address."""

    name: str
    email: str
    organisation: str
    language: str


@transaction.atomic
def lead_from(
    *,
    workspace: Workspace,
    outsider: Outsider,
    version: ServiceVersion | None,
    words: str,
    at: datetime,
    owner: User | None = None,
) -> Opportunity:
    """Return the lead of this person about a service, or about a talk; what is open already gets the words added.

    The person is found by the address; somebody new belongs to the organisation that was typed. `owner` is who
    answers where it is new; without one it is the lead of the PMO.
    """
    # Two of one new person at the same moment take turns, so that the person is there once.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    contact = _contact(workspace, outsider)
    found = _same(contact, version)
    if found is None:
        return _open(contact, outsider, version, words, owner or lead_of(workspace), at=at)
    add_words(opportunity=found, words=words)
    return found


def _contact(workspace: Workspace, outsider: Outsider) -> Contact:
    known = Contact.objects.filter(workspace=workspace, email__iexact=outsider.email).first()
    if known is not None:
        return known
    name = outsider.organisation or outsider.name
    customer = Customer.objects.filter(workspace=workspace, name__iexact=name).first()
    if customer is None:
        customer = Customer.objects.create(
            workspace=workspace, name=name, kind=Customer.Kind.EXTERNAL
        )
    contact = Contact.objects.create(
        workspace=workspace,
        customer=customer,
        name=outsider.name,
        email=outsider.email,
        language=outsider.language,
    )
    honour_forgotten(contacts=[contact])
    return contact


def _same(contact: Contact, version: ServiceVersion | None) -> Opportunity | None:
    """Return what this person has asked for and what can still be won, about the same service."""
    mine = Opportunity.objects.filter(
        IS_OPEN,
        contact=contact,
        source=Opportunity.Source.STOREFRONT,
        order__version__service=version.service_id if version else None,
    )
    return mine.select_related("owner", "workspace", "customer").order_by("-opened_at").first()


def _open(
    contact: Contact,
    outsider: Outsider,
    version: ServiceVersion | None,
    words: str,
    owner: User,
    *,
    at: datetime,
) -> Opportunity:
    workspace = contact.workspace
    with translation.override(workspace.language):
        talk = _("A talk with %(name)s") % {"name": outsider.name}
    found = Opportunity.objects.create(
        **at_first(workspace=workspace, at=at),
        customer=contact.customer,
        contact=contact,
        source=Opportunity.Source.STOREFRONT,
        title=version.name[:200] if version else talk[:200],
        words=words,
        owner=owner,
    )
    if version is not None:
        Order.objects.create(workspace=workspace, opportunity=found, version=version, at=at)
    log(opportunity=found, before="", by=None, at=at)
    return found
