"""The workspace as it would be: what is stored, plus what the rows read so far would make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.known import (
    CONTACT_FIELDS,
    CUSTOMER_FIELDS,
    PROJECT_FIELDS,
    Known,
)
from secondslice.projects.imports.rows import Said
from secondslice.projects.models import Project, Stakeholder


class Item:
    """A customer, contact, project or stakeholder: stored already, or to be made."""

    __slots__ = ("claims", "dirty", "pk", "stored", "values")

    def __init__(self, pk: int | None, values: dict[str, object]) -> None:
        self.pk = pk
        self.values = values
        self.dirty: set[str] = set()
        self.stored: dict[str, object] = {}  # what stood where rows have set something else
        self.claims: dict[str, Said] = {}  # field -> the first row that says something about it

    @property
    def is_new(self) -> bool:
        """Tell whether the thing is not stored yet."""
        return self.pk is None

    def text(self, name: str) -> str:
        """Return a value as text."""
        return shown(self.values.get(name))


def shown(value: object) -> str:
    """Return a value as the fates keep it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)


@dataclass(slots=True)
class Ledger:
    """All items, found by what rows call them."""

    known: Known
    customers: dict[str, Item] = field(default_factory=dict)
    customers_by_id: dict[str, Item] = field(default_factory=dict)
    customers_by_pk: dict[int, Item] = field(default_factory=dict)
    contacts_by_pk: dict[int, Item] = field(default_factory=dict)
    contacts: dict[str, Item] = field(default_factory=dict)
    contacts_by_name: dict[tuple[int, str], list[Item]] = field(default_factory=dict)
    by_slack_id: dict[str, Item] = field(default_factory=dict)
    by_code: dict[str, Item] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Item]] = field(default_factory=dict)
    stakes: dict[tuple[int, int], Item] = field(default_factory=dict)
    projects: list[Item] = field(default_factory=list)
    staffed: set[int] = field(default_factory=set)
    repeats: dict[tuple[int, str], list[Said]] = field(default_factory=dict)
    """The rows that speak of the same field of the same item, where there is more than one."""
    contradicted: dict[tuple[int, str], Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Enter what is stored."""
        by_pk, people = self.customers_by_pk, self.contacts_by_pk
        for pk, *values in self.known.customers:
            by_pk[pk] = Item(pk, dict(zip(CUSTOMER_FIELDS, values, strict=True)))
            self.add_customer(by_pk[pk])
        for pk, customer_id, *values in self.known.contacts:
            people[pk] = Item(
                pk,
                {
                    "customer": by_pk[customer_id],
                    **dict(zip(CONTACT_FIELDS[1:], values, strict=True)),
                },
            )
            self.add_contact(people[pk])
        projects: dict[int, Item] = {}
        for pk, customer_id, *values in self.known.projects:
            projects[pk] = Item(
                pk,
                {
                    "customer": by_pk[customer_id],
                    **dict(zip(PROJECT_FIELDS[1:], values, strict=True)),
                },
            )
            self.add_project(projects[pk])
        for pk, project_id, contact_id, role in self.known.stakes:
            self.add_stake(projects[project_id], people[contact_id], Item(pk, {"role": role}))

    def kinds(self) -> list[tuple[type[WorkspaceRecord], list[Item]]]:
        """Return the items of each table, in an order in which each points to those before."""
        return [
            (Customer, list({id(one): one for one in self.customers.values()}.values())),
            (Contact, list(self.contacts.values())),
            (Project, self.projects),
            (Stakeholder, list(self.stakes.values())),
        ]

    def add_customer(self, customer: Item) -> None:
        """Enter a customer under its name and its id elsewhere."""
        self.customers.setdefault(key_of(customer.text("name")), customer)
        if external_id := customer.text("external_id"):
            self.customers_by_id.setdefault(external_id, customer)

    def begin_again(self) -> None:
        """Forget which row said what, and keep what came of it."""
        for items in (
            self.customers.values(),
            self.contacts.values(),
            self.projects,
            self.stakes.values(),
        ):
            for item in items:
                item.claims.clear()
        self.repeats.clear()
        self.contradicted.clear()
        self.contacts_by_name.clear()
        for contact in self.contacts.values():
            self._index_contact(contact)

    def add_contact(self, contact: Item) -> None:
        """Enter a contact under its address and its name."""
        self.contacts[contact.text("email").lower()] = contact
        self.hold_slack_id(contact)
        self._index_contact(contact)

    def hold_slack_id(self, contact: Item) -> None:
        """Enter whose a member id in Slack is. Who had it before keeps it while this list is brought in."""
        if slack_id := contact.text("slack_id"):
            self.by_slack_id.setdefault(slack_id, contact)

    def _index_contact(self, contact: Item) -> None:
        place = (id(contact.values["customer"]), key_of(contact.text("name")))
        self.contacts_by_name.setdefault(place, []).append(contact)

    def add_stake(self, project: Item, contact: Item, stake: Item) -> None:
        """Enter a person's part in a project."""
        self.stakes[id(project), id(contact)] = stake
        self.staffed.add(id(project))

    def add_project(self, project: Item) -> None:
        """Enter a project under its number and its name."""
        self.projects.append(project)
        self.index_project(project)

    def index_project(self, project: Item) -> None:
        """Make a project findable by what it is called now."""
        if code := project.text("code"):
            self.by_code[key_of(code)] = project
        named = self.by_name.setdefault(
            (id(project.values["customer"]), key_of(project.text("name"))), []
        )
        if all(one is not project for one in named):
            named.append(project)

    def claim(self, item: Item, name: str, said: Said) -> bool:
        """Enter that a row says something about a field of an item. Return whether it is the first to do so."""
        first = item.claims.setdefault(name, said)
        if first is said:
            return True
        place = (id(item), name)
        self.repeats.setdefault(place, [first]).append(said)
        if said.key(name) != first.key(name):
            self.contradicted[place] = item
        return False
