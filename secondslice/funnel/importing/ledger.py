"""The funnel as it would be: what is stored, plus what the rows read so far would make of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from secondslice.funnel.importing.known import FIELDS, KnownFunnel
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.ledger import Item, Ledger


@dataclass(slots=True)
class FunnelLedger(Ledger):
    """All customers and opportunities, found by what rows call them."""

    funnel: KnownFunnel = field(kw_only=True)
    opportunities: list[Item] = field(default_factory=list)
    opportunities_by_id: dict[str, Item] = field(default_factory=dict)
    by_title: dict[tuple[int, str], list[Item]] = field(default_factory=dict)
    stored_at: dict[int, list[Item]] = field(default_factory=dict)
    """What is stored, by the customer."""

    def __post_init__(self) -> None:
        """Enter what is stored."""
        super(FunnelLedger, self).__post_init__()
        for pk, customer_id, contact_id, *values in self.funnel.opportunities:
            known = dict(zip(FIELDS, values, strict=True))
            customer = self.customers_by_pk[customer_id]
            contact = self.contacts_by_pk.get(contact_id)
            item = Item(pk, {"customer": customer, "contact": contact, **known})
            item.stored.update(known, customer_id=customer_id, contact_id=contact_id)
            self.add_opportunity(item)
            self.stored_at.setdefault(id(customer), []).append(item)

    def begin_again(self) -> None:
        """Forget which row said what, and keep what came of it."""
        super(FunnelLedger, self).begin_again()
        for item in self.opportunities:
            item.claims.clear()

    def add_opportunity(self, item: Item) -> None:
        """Enter an opportunity under its id elsewhere and its title."""
        self.opportunities.append(item)
        self.index_opportunity(item)

    def index_opportunity(self, item: Item) -> None:
        """Make an opportunity findable by what it is called now."""
        if external_id := item.text("external_id"):
            self.opportunities_by_id.setdefault(external_id, item)
        place = (id(item.values["customer"]), key_of(item.text("title")))
        named = self.by_title.setdefault(place, [])
        if all(one is not item for one in named):
            named.append(item)
