"""Makers of customers and the people at customers."""

from __future__ import annotations

from itertools import count

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact, Customer

_number = count(1)


def make_customer(
    workspace: Workspace, name: str = "", *, kind: str = Customer.Kind.INTERNAL
) -> Customer:
    """Return a customer; without a name it gets one that no other has."""
    return Customer.objects.create(
        workspace=workspace, name=name or f"Department {next(_number)}", kind=kind
    )


def make_contact(
    customer: Customer,
    name: str = "Ben",
    *,
    email: str = "",
    title: str = "",
    language: str = "",
    way: str = Contact.Way.MAIL,
) -> Contact:
    """Return a person at a customer; without an address he gets one that nobody else has."""
    first = name.split(maxsplit=1)[0].lower()
    return Contact.objects.create(
        workspace=customer.workspace,
        customer=customer,
        name=name,
        email=email or f"{first}{next(_number)}@customer.example",
        title=title,
        language=language,
        way=way,
        slack_id="U0BEN0000" if way == Contact.Way.SLACK else "",
    )
