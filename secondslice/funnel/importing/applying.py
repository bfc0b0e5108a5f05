"""A plan for opportunities -> tables. The caller holds the transaction: all of it happens, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.core.rows import update_rows
from secondslice.customers.models import Customer
from secondslice.funnel.importing.ledger import FunnelLedger
from secondslice.funnel.models import FunnelStage, Opportunity, StageChange
from secondslice.funnel.selectors.stages import stages_of
from secondslice.funnel.services.moving import PLACED, End, change_of, place
from secondslice.projects.imports.applying import BATCH, batches
from secondslice.projects.imports.applying import write as write_items
from secondslice.projects.imports.ledger import Item
from secondslice.projects.imports.ways import Progress

PLAIN = (
    "title", "external_id", "value", "currency", "owner_id", "next_action", "next_on", "source",
)  # fmt: skip
"""What is written as the item has it."""
GOES_WITH_STAGE = ("lost_code", "lost_reason", "postponed_until")
_COLUMNS = {"customer": "customer_id", "contact": "contact_id"}


def write(
    ledger: FunnelLedger, *, workspace: Workspace, progress: Progress, by: User | None, at: datetime
) -> int:
    """Write customers, then opportunities with the log of their stages. Return how many rows were made or changed."""
    customers = list({id(one): one for one in ledger.customers.values()}.values())
    count = write_items([(Customer, customers)], workspace_id=workspace.pk, progress=progress)
    writer = _Writer(workspace, ledger, by=by, at=at)
    new = [item for item in ledger.opportunities if item.is_new]
    changed = [item for item in ledger.opportunities if not item.is_new and item.dirty]
    done, total = 0, len(new) + len(changed)
    for items, some in ((changed, writer.change), (new, writer.make)):
        for batch in batches(items):
            some(batch)
            done += len(batch)
            progress(done, total)
    return count + total


class _Writer:
    def __init__(
        self, workspace: Workspace, ledger: FunnelLedger, *, by: User | None, at: datetime
    ) -> None:
        self._workspace = workspace
        self._reasons = ledger.funnel.reasons
        self._stages = stages_of(workspace)
        self._by, self._at = by, at

    def make(self, items: Sequence[Item]) -> None:
        """Make opportunities, and write down where they came in."""
        rows = [self._new(item) for item in items]
        made = Opportunity.objects.bulk_create(rows, BATCH)
        for item, row in zip(items, made, strict=True):
            item.pk = row.pk
        self._log([self._change_of(row) for row in made])

    def change(self, items: Sequence[Item]) -> None:
        """Change opportunities, and write down where they went.

        Raise RuleBroken where somebody has changed meanwhile what the list would write over.
        """
        keys = [item.pk for item in items if item.pk is not None]
        stored = Opportunity.objects.select_for_update().filter(pk__in=keys).in_bulk()
        log = []
        for item in items:
            row = stored[item.pk]
            if _is_changed(row, item):
                raise RuleBroken(_("Somebody else has just changed it. Look at it again."))
            self._fill(row, item)
            if "stage" in item.dirty:
                before, kind_before = row.stage, row.kind
                since = row.stage_since or row.opened_at
                self._place(row, item, at=max(self._ended(item) or self._at, since))
                log.append(self._change_of(row, before=before, kind_before=kind_before))
            elif "lost_code" in item.dirty:
                row.lost_code, row.lost_reason = item.text("lost_code"), item.text("lost_reason")
            row.changed_at = self._at
        fields = [*PLAIN, "customer_id", "contact_id", *PLACED]
        update_rows(stored.values(), list(dict.fromkeys(fields)))
        self._log(log)

    def _new(self, item: Item) -> Opportunity:
        at = self._ended(item) or self._at
        customer = item.values["customer"]
        assert isinstance(customer, Item)  # noqa: S101  (a new one has a customer, written before)
        assert customer.pk is not None  # noqa: S101
        row = Opportunity(
            workspace=self._workspace,
            currency=self._workspace.currency,
            customer_id=customer.pk,
        )
        row.opened_at = min(self._noon(item.values.get("opened_on")) or at, at)
        self._fill(row, item)
        self._place(row, item, at=at)
        row.changed_at = self._at
        return row

    def _fill(self, row: Opportunity, item: Item) -> None:
        for name in item.dirty & set(PLAIN):
            setattr(row, name, item.values[name])
        if "customer" in item.dirty:
            row.customer_id = _key(item.values["customer"]) or row.customer_id
            row.contact = None  # a person of the other customer
        if "contact" in item.dirty:
            row.contact_id = _key(item.values["contact"])

    def _place(self, row: Opportunity, item: Item, *, at: datetime) -> None:
        told = item.values
        until = told.get("postponed_until")
        end = End(
            item.text("lost_code"),
            item.text("lost_reason"),
            until if isinstance(until, date) else None,
        )
        place(opportunity=row, to=self._stage(item), end=end, at=at, reasons=self._reasons)

    def _stage(self, item: Item) -> FunnelStage:
        return self._stages[item.text("stage")]

    def _ended(self, item: Item) -> datetime | None:
        """Return when it ended, None for what can still be won or has no day."""
        if self._stage(item).is_alive:
            return None
        return self._noon(item.values.get("closed_on"))

    def _noon(self, day: object) -> datetime | None:
        """Return the middle of a day, or now where that is still to come: a list knows days, no hours."""
        if not isinstance(day, date):
            return None
        noon = datetime.combine(day, time(12), ZoneInfo(self._workspace.time_zone))
        return min(noon, self._at)

    def _change_of(
        self, row: Opportunity, *, before: str = "", kind_before: str = ""
    ) -> StageChange:
        assert row.stage_since is not None  # noqa: S101  (it has just been placed)
        return change_of(
            opportunity=row, before=before, kind_before=kind_before, by=self._by, at=row.stage_since
        )

    @staticmethod
    def _log(changes: Sequence[StageChange]) -> None:
        StageChange.objects.bulk_create(changes, BATCH)


def _is_changed(row: Opportunity, item: Item) -> bool:
    """Tell whether anything that the list sets is no longer as it was when the list was planned."""
    names = {_COLUMNS.get(name, name) for name in item.dirty}
    names.update(GOES_WITH_STAGE if "stage" in item.dirty else ())
    return any(getattr(row, name) != item.stored[name] for name in names)


def _key(item: object) -> int | None:
    return item.pk if isinstance(item, Item) else None
