"""How a list of projects to compare comes in: found again by number, else by name and customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from secondslice.accounts.models import User, Workspace
from secondslice.core.models import WorkspaceRecord
from secondslice.projects.imports.applying import write
from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.ledger import Item, Ledger
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader, Said
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.projects.imports.ways import Importer, Progress
from secondslice.value.counterfactual.importing.reading import NO, YES, ComparisonReader
from secondslice.value.counterfactual.models import ComparisonProject

COLUMNS = (
    "key", "name", "customer", "size", "kind", "starts_on", "planned_end_on", "ended_on", "planned_cost",
    "actual_cost", "is_reached", "is_pmo",
)  # fmt: skip
_TEXT = {"name": "name", "customer": "customer", "size": "size", "type": "kind"}
_PLAIN = ("starts_on", "planned_end_on", "ended_on", "planned_cost", "actual_cost")
_CHOICE = {"outcome": "is_reached", "run_by": "is_pmo"}
_MEANS = {YES: True, NO: False}


@dataclass(frozen=True, slots=True)
class KnownComparison(Known):
    """The projects of the comparison that a list can meet."""

    rows: list[tuple[Any, ...]]


@dataclass(slots=True)
class ComparisonLedger(Ledger):
    """The comparison as it would be."""

    compared: dict[str, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Enter what is stored."""
        assert isinstance(self.known, KnownComparison)  # noqa: S101  (it comes from `known`)
        for pk, *values in self.known.rows:
            item = Item(pk, dict(zip(COLUMNS, values, strict=True)))
            self.compared[key_of(item.text("key"))] = item

    def begin_again(self) -> None:
        """Forget which row said what, and keep what came of it."""
        for item in self.compared.values():
            item.claims.clear()
        self.repeats.clear()
        self.contradicted.clear()

    def kinds(self) -> list[tuple[type[WorkspaceRecord], list[Item]]]:
        """Return the items of the one table."""
        return [(ComparisonProject, list(self.compared.values()))]


class ComparisonWalk(Walk):
    """Rows that are projects to compare."""

    ledger: ComparisonLedger

    def _enter(self, said: Said) -> bool:
        self._check(said)
        if said.problems:
            return False
        key = key_in(said)
        found = self.ledger.compared.get(key_of(key))
        item = found or Item(None, {"key": key, "is_pmo": said.text("run_by") == YES})
        for name, own in _TEXT.items():
            if said.text(name):
                self._set(item, said, name, said.text(name), label=name, own=own)
        for name in _PLAIN:
            if name in said.values:
                self._set(item, said, name, said.values[name], label=name)
        for name, own in _CHOICE.items():
            if said.text(name):
                self._set(item, said, name, _MEANS[said.text(name)], label=name, own=own)
        self.ledger.compared.setdefault(key_of(key), item)
        return found is None

    def _check(self, said: Said) -> None:
        if not said.text("name"):
            self._refuse(said, "name", _("The name is missing."))
        if not said.text("run_by"):
            self._refuse(said, "run_by", _("Say whether the PMO runs it: yes or no."))
        starts, ended = said.values.get("starts_on"), said.values.get("ended_on")
        if isinstance(starts, date) and isinstance(ended, date) and ended < starts:
            told = {"end": ended.isoformat(), "start": starts.isoformat()}
            reason = _("It would end (%(end)s) before it began (%(start)s).") % told
            self._refuse(said, "ended_on", reason, ended.isoformat())


@dataclass(frozen=True, slots=True)
class ComparisonWay:
    """How projects to compare come into a workspace."""

    workspace: Workspace
    importer: Importer

    @property
    def incidental(self) -> Mapping[str, str]:
        """Return nothing: each row is about one project."""
        return {}

    @property
    def word_field(self) -> str:
        """Return nothing: no word needs explaining."""
        return ""

    def understands(self, word: str) -> bool:  # noqa: ARG002  (nobody asks)
        """Tell that nothing needs explaining."""
        return True

    def known(self) -> Known:
        """Read what the workspace has."""
        rows = ComparisonProject.objects.filter(workspace=self.workspace).order_by("pk")
        return KnownComparison([], [], [], [], [], list(rows.values_list("pk", *COLUMNS)))

    def reader(self, table: Table, spec: Spec) -> Reader:
        """Return what reads the rows."""
        own = self.workspace
        return ComparisonReader(table, spec, language=own.language, currency=own.currency)

    def walk(self, known: Known, spec: Spec, reader: Reader) -> Walk:
        """Return what enters rows into a ledger of what the workspace has."""
        return ComparisonWalk(ComparisonLedger(known), spec, reader, None)

    def write(
        self,
        ledger: Ledger,
        *,
        progress: Progress,
        by: User | None,  # noqa: ARG002  (nobody is kept who did it)
        at: datetime,  # noqa: ARG002
    ) -> int:
        """Write what the ledger has beyond what is stored; return how many rows of tables."""
        return write(ledger.kinds(), workspace_id=self.workspace.pk, progress=progress)


def comparison_way(workspace: Workspace, importer: Importer, kind: Kind) -> ComparisonWay:  # noqa: ARG001
    """Return how these lists come in; no others come in on these pages."""
    return ComparisonWay(workspace, importer)


def key_in(said: Said) -> str:
    """Return by what a project is found again: its number, else its name with the customer's."""
    if said.text("code"):
        return said.text("code")
    return f"{said.text('name')}, {said.text('customer')}".rstrip(", ")[:100]
