"""A plan for the ledger -> tables. The caller holds the transaction: all of it happens, or nothing.

Benefits are written by the services that write what is typed, so a list can do nothing that a form cannot: readings
keep their history, and what was signed and reads otherwise now loses its signature.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Contact
from secondslice.projects.imports.applying import write as write_items
from secondslice.projects.imports.ledger import Item
from secondslice.projects.imports.ways import Progress
from secondslice.projects.models import Project
from secondslice.value.importing.ledger import ValueLedger, number
from secondslice.value.ledger.models import Benefit, Rate
from secondslice.value.ledger.services.benefits import Terms, add_benefit, change_benefit
from secondslice.value.ledger.services.reading import Period, record

OF_TERMS = (
    "title", "kind", "currency", "unit", "direction", "baseline", "target", "how", "offset_days", "attribution",
    "method", "assumptions",
)  # fmt: skip


def write_rates(ledger: ValueLedger, *, workspace: Workspace, progress: Progress) -> int:
    """Write the rates that are new or changed. Return how many."""
    rates = list(ledger.rates.values())
    return write_items([(Rate, rates)], workspace_id=workspace.pk, progress=progress)


def write_benefits(ledger: ValueLedger, *, by: Membership, progress: Progress, at: datetime) -> int:
    """Write benefits, then their values. Return how many rows were made or changed."""
    benefits = [one for one in ledger.benefits if one.is_new or one.dirty]
    readings = [one for one in ledger.readings.values() if one.is_new or one.dirty]
    writer = _Writer(by, benefits, readings, at=at)
    total = len(benefits) + len(readings)
    for done, item in enumerate([*benefits, *readings], 1):
        writer.write(item)
        progress(done, total)
    return total


class _Writer:
    def __init__(
        self, by: Membership, benefits: list[Item], readings: list[Item], *, at: datetime
    ) -> None:
        self._by, self._at = by, at
        read_of = [one.values["benefit"] for one in readings]
        items = [*benefits, *(one for one in read_of if isinstance(one, Item))]
        keys = {one.pk for one in items if one.pk is not None}
        found = Benefit.objects.filter(workspace=by.workspace_id, pk__in=keys)
        self._benefits = found.select_related("milestone", "owner", "outcome").in_bulk()
        projects = {one.pk for item in items if isinstance(one := item.values["project"], Item)}
        self._projects = Project.objects.select_related("workspace").in_bulk(
            [pk for pk in projects if pk is not None]
        )
        owners = {one.values.get("owner_id") for one in items}
        self._owners = Contact.objects.in_bulk([one for one in owners if isinstance(one, int)])

    def write(self, item: Item) -> None:
        """Write a benefit or a value."""
        if "benefit" in item.values:
            self._read(item)
        elif item.is_new:
            self._make(item)
        else:
            self._change(item)

    def _make(self, item: Item) -> None:
        project = item.values["project"]
        assert isinstance(project, Item)  # noqa: S101  (there is no benefit without one)
        made = add_benefit(
            by=self._by,
            project=self._projects[project.pk or 0],
            outcome=item.text("outcome__code"),
            terms=self._terms(item, Terms("")),
            at=self._at,
        )
        item.pk = made.pk
        self._benefits[made.pk] = made

    def _change(self, item: Item) -> None:
        stored = self._benefits[item.pk or 0]
        names = Terms.__dataclass_fields__
        change_benefit(
            by=self._by,
            benefit=stored,
            outcome=item.text("outcome__code"),
            terms=self._terms(item, Terms(**{name: getattr(stored, name) for name in names})),
            at=self._at,
        )

    def _terms(self, item: Item, before: Terms) -> Terms:
        told = {name: item.values[name] for name in OF_TERMS if name in item.dirty}
        if "owner_id" in item.dirty:
            owner = item.values["owner_id"]
            told["owner"] = self._owners[owner] if isinstance(owner, int) else None
        return replace(before, **told)  # type: ignore[arg-type]  # what the rows said, by their fields

    def _read(self, item: Item) -> None:
        benefit, kind = item.values["benefit"], item.text("kind")
        begins_on, ends_on = item.values["begins_on"], item.values["ends_on"]
        assert isinstance(benefit, Item)  # noqa: S101  (no value is without them)
        assert isinstance(begins_on, date)  # noqa: S101
        assert isinstance(ends_on, date)  # noqa: S101
        record(
            by=self._by,
            benefit=self._benefits[benefit.pk or 0],
            kind=kind,
            period=Period(begins_on, ends_on),
            value=number(item.values.get(kind)),
            at=self._at,
        )
