"""The value ledger as it would be: what is stored, plus what the rows read so far would make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.ledger import Item, Ledger
from secondslice.value.importing.known import FIELDS, KnownLedger


@dataclass(slots=True)
class ValueLedger(Ledger):
    """All benefits with their values, and all rates, found by what rows call them."""

    value: KnownLedger = field(kw_only=True)
    benefits: list[Item] = field(default_factory=list)
    by_title: dict[tuple[int, str], list[Item]] = field(default_factory=dict)
    readings: dict[tuple[int, str, date], Item] = field(default_factory=dict)
    by_benefit: dict[tuple[int, str], dict[date, Item]] = field(default_factory=dict)
    """The same, by benefit and kind: a row looks at the periods of its own benefit, and not at all there are."""
    rates: dict[tuple[str, date], Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Enter what is stored."""
        super(ValueLedger, self).__post_init__()
        projects = {one.pk: one for one in self.projects}
        benefits: dict[int, Item] = {}
        for pk, project_id, *values in self.value.benefits:
            known = dict(zip(FIELDS, values, strict=True))
            benefits[pk] = Item(pk, {"project": projects[project_id], **known})
            self.add_benefit(benefits[pk])
        for pk, benefit_id, kind, begins_on, ends_on, value in self.value.readings:
            row = {"kind": kind, "begins_on": begins_on, "ends_on": ends_on, kind: value}
            self.add_reading(Item(pk, {"benefit": benefits[benefit_id], **row}))
        for pk, currency, on, rate in self.value.rates:
            self.add_rate(Item(pk, {"currency": currency, "on": on, "rate": rate}))

    def begin_again(self) -> None:
        """Forget which row said what, and keep what came of it."""
        super(ValueLedger, self).begin_again()
        for items in (self.benefits, self.readings.values(), self.rates.values()):
            for item in items:
                item.claims.clear()

    def add_benefit(self, item: Item) -> None:
        """Enter a benefit under its project and its title."""
        self.benefits.append(item)
        place = (id(item.values["project"]), key_of(item.text("title")))
        self.by_title.setdefault(place, []).append(item)

    def add_reading(self, item: Item) -> None:
        """Enter a value under its benefit, its kind and the first day of its period."""
        benefit, kind, begins_on = place = self.place_of(item)
        self.readings[place] = item
        self.by_benefit.setdefault((benefit, kind), {})[begins_on] = item

    def add_rate(self, item: Item) -> None:
        """Enter a rate under its currency and its day."""
        on = item.values["on"]
        assert isinstance(on, date)  # noqa: S101  (no rate is without a day)
        self.rates[item.text("currency"), on] = item

    def others_of(self, item: Item) -> list[tuple[date, date]]:
        """Return the periods of the same benefit and kind, but for those that begin on the same day."""
        benefit, kind, mine = self.place_of(item)
        return [
            (begins_on, ends_on)
            for begins_on, one in self.by_benefit.get((benefit, kind), {}).items()
            if begins_on != mine and isinstance(ends_on := one.values["ends_on"], date)
        ]

    @staticmethod
    def place_of(item: Item) -> tuple[int, str, date]:
        """Return under what a value is found."""
        begins_on = item.values["begins_on"]
        assert isinstance(begins_on, date)  # noqa: S101  (no value is without a period)
        return id(item.values["benefit"]), item.text("kind"), begins_on


def number(value: object) -> Decimal | None:
    """Return a value of an item as a number."""
    return value if isinstance(value, Decimal) else None
