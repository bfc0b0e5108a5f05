"""One row after the other through the ledger: find what it is about, check it, and enter what it sets."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _

from secondslice.customers.models import Customer
from secondslice.customers.services import words_for_taken_slack_id
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import Change, Fate, RowFate
from secondslice.projects.imports.ledger import Item, Ledger, shown
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec

CONTACT_VALUES = ("name", "title", "phone", "language", "time_zone", "external_id", "slack_id")


class Walk:
    """What walking has in common, whatever the rows are."""

    usual_kind: ClassVar[str] = Customer.Kind.INTERNAL
    """Of which kind a new customer is when nobody says so."""

    def __init__(self, ledger: Ledger, spec: Spec, reader: Reader, own: int | None) -> None:
        self.ledger = ledger
        self.spec = spec
        self._reader = reader
        self._own = own
        self._changes: list[Change] = []
        self._notes: list[str] = []

    @property
    def without_anyone(self) -> int:
        """Return how many projects of the list have nobody to ask."""
        return 0

    def begin_again(self) -> None:
        """Go back to the first row, with all that the rows have brought so far."""
        self.ledger.begin_again()

    def title(self, said: Said) -> str:
        """Return what a row is called in the list of fates."""
        name, customer = (
            said.text("name") or said.text("code") or said.text("email"),
            said.text("customer"),
        )
        return f"{name} · {customer}" if name and customer else name or customer

    def row(self, said: Said) -> RowFate:
        """Enter one row into the ledger, and return its fate."""
        self._changes, self._notes = [], []
        made = self._enter(said)
        if said.problems:
            # What is wrong only beside other rows or with what is stored; the row's own reading stays clean.
            problems, said.problems = tuple(said.problems), []
            return RowFate(said.row, Fate.REFUSED, self.title(said), problems=problems)
        fate = Fate.NEW if made else Fate.CHANGED if self._changes else Fate.UNCHANGED
        return RowFate(
            said.row, fate, self.title(said), tuple(self._changes), notes=tuple(self._notes)
        )

    def _enter(self, said: Said) -> bool:
        """Find, check and set; return whether the row makes the thing that it is about."""
        raise NotImplementedError

    def _refuse(self, said: Said, name: str, reason: str, value: str = "") -> None:
        self._reader.refuse(said, name, reason, value)

    def _set(
        self, item: Item, said: Said, name: str, value: object, *, label: str, own: str = ""
    ) -> None:
        """Set a field of an item to what the row says under `name`; the first row to say so makes the change."""
        own = own or name
        if not self.ledger.claim(item, name, said):
            return
        before = item.values.get(own)
        if before == value:
            return
        item.stored.setdefault(own, before)
        item.values[own] = value
        item.dirty.add(own)
        self._changes.append(Change(label, shown(before), shown(value)))

    def _customer(self, said: Said) -> Item | None:
        """Return the customer that the row names, if it is there already."""
        return self.ledger.customers.get(key_of(said.text("customer")))

    def _customer_made(self, said: Said) -> Item:
        """Return the customer that the row names, made when it is not there."""
        found = self._customer(said)
        if found is None:
            name = said.text("customer")
            kind = said.text("customer_kind") or self.spec.new_customers or self.usual_kind
            found = Item(None, {"name": name, "kind": kind})
            self.ledger.add_customer(found)
            self._changes.append(Change("new_customer", "", name))
            if "customer_kind" in said.values:
                self.ledger.claim(found, "customer_kind", said)
        else:
            self._customer_kind(found, said)
        return found

    def _customer_kind(self, customer: Item, said: Said) -> None:
        """Set which kind of customer it is, where the row says so."""
        if kind := said.text("customer_kind"):
            self._set(customer, said, "customer_kind", kind, label="customer_kind", own="kind")

    def _move(self, item: Item, said: Said) -> None:
        """Give a contact or a project to the customer that the row names; not to one named once for all rows."""
        if not said.text("customer") or "customer" not in self.spec.columns:
            return
        customer = self._customer_made(said)
        if not self.ledger.claim(item, "customer", said):
            return
        before = item.values["customer"]
        if isinstance(before, Item) and before is not customer:
            item.values["customer"] = customer
            item.dirty.add("customer")
            self._changes.append(Change("customer", before.text("name"), customer.text("name")))


class ContactWalk(Walk):
    """Rows that are people."""

    def title(self, said: Said) -> str:
        """Return the person's name and address."""
        name, email = said.text("name"), said.text("email")
        return f"{name} · {email}" if name and email else name or email

    def _enter(self, said: Said) -> bool:
        email = said.text("email")
        contact = self.ledger.contacts.get(email)
        if not email:
            self._refuse(
                said,
                "email",
                _("The e-mail address is missing. People are found by it, and asked at it."),
            )
        if contact is None and not said.text("customer"):
            self._refuse(
                said,
                "customer",
                _("The customer is missing, and nobody here has this address yet."),
            )
        holder = self.ledger.by_slack_id.get(said.text("slack_id"))
        if holder is not None and holder is not contact:
            reason = words_for_taken_slack_id(holder.text("name"))
            self._refuse(said, "slack_id", reason, said.text("slack_id"))
        if said.problems:
            return False
        made = contact is None
        if contact is None:
            contact = self._made(said)
        else:
            self._move(contact, said)
        for name in CONTACT_VALUES:
            if name in said.values:
                self._set(contact, said, name, said.values[name], label=name)
        self.ledger.hold_slack_id(contact)
        return made

    def _made(self, said: Said) -> Item:
        """Return a new contact, entered under its address."""
        email, name = said.text("email"), said.text("name")
        values = {
            "customer": self._customer_made(said),
            "email": email,
            "name": (name or email)[:200],
        }
        contact = Item(None, dict(values))
        self.ledger.claim(contact, "customer", said)
        if not name:
            self._notes.append(_("There is no name, so the address stands in its place."))
        self.ledger.add_contact(contact)
        return contact


class CustomerWalk(Walk):
    """Rows that are customers: found by the id elsewhere, else by the name."""

    usual_kind = Customer.Kind.EXTERNAL  # they come out of systems for selling

    def _enter(self, said: Said) -> bool:
        name, external_id = said.text("customer"), said.text("external_id")
        found = self.ledger.customers_by_id.get(external_id) if external_id else None
        named = self.ledger.customers.get(key_of(name))
        if not name and found is None:
            self._refuse(said, "customer", _("The name is missing. A new customer needs one."))
        if found is not None and named is not None and named is not found:
            self._refuse(
                said,
                "customer",
                _("There is another customer with this name. Rename one of the two first."),
                name,
            )
        if said.problems:
            return False
        customer = found or named
        made = customer is None
        if customer is None:
            customer = self._customer_made(said)
            self._changes.clear()  # the row is the customer: its name says it
            self.ledger.claim(customer, "customer", said)
        else:
            if name and key_of(name) != key_of(customer.text("name")):
                self._set(customer, said, "customer", name, label="name", own="name")
            self._customer_kind(customer, said)
        self._number(customer, said)
        self.ledger.add_customer(customer)
        return made

    def _number(self, customer: Item, said: Said) -> None:
        """Keep the id elsewhere; one that is there already is somebody's choice, and stays."""
        external_id = said.text("external_id")
        if not external_id or customer.text("external_id") == external_id:
            return
        if customer.text("external_id"):
            self._notes.append(
                _("It has the id %(id)s already, and keeps it.")
                % {"id": customer.text("external_id")}
            )
            return
        self._set(customer, said, "external_id", external_id, label="external_id")
