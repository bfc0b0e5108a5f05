"""The ways of this room: lists of projects, of people and of customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import User, Workspace
from secondslice.projects.imports.applying import write
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known, load
from secondslice.projects.imports.ledger import Ledger
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader
from secondslice.projects.imports.rows_lists import ContactReader, CustomerReader, ProjectReader
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.values import phase_in
from secondslice.projects.imports.walking import ContactWalk, CustomerWalk, Walk
from secondslice.projects.imports.walking_projects import ProjectWalk
from secondslice.projects.imports.ways import Importer, Progress

_READERS = {
    Kind.PROJECTS: ProjectReader,
    Kind.CONTACTS: ContactReader,
    Kind.CUSTOMERS: CustomerReader,
}
_WALKS = {Kind.PROJECTS: ProjectWalk, Kind.CONTACTS: ContactWalk, Kind.CUSTOMERS: CustomerWalk}
_INCIDENTAL: dict[Kind, dict[str, str]] = {
    Kind.PROJECTS: {"sponsor": "name", "sponsor_title": "title", "customer_kind": "kind"},
    Kind.CONTACTS: {"name": "name", "customer_kind": "kind"},
    Kind.CUSTOMERS: {},
}


@dataclass(frozen=True, slots=True)
class ListWay:
    """How a list of projects, people or customers comes in."""

    workspace: Workspace
    importer: Importer
    kind: Kind

    @property
    def incidental(self) -> Mapping[str, str]:
        """Return what rows say by the way, about a person or a customer of many rows."""
        return _INCIDENTAL[self.kind]

    @property
    def word_field(self) -> str:
        """Return the field whose words a person may have to explain."""
        return "phase" if self.kind is Kind.PROJECTS else ""

    def understands(self, word: str) -> bool:
        """Tell whether a word means a phase."""
        return phase_in(word) is not None

    def known(self) -> Known:
        """Read what the workspace has."""
        return load(self.workspace, self.kind)

    def reader(self, table: Table, spec: Spec) -> Reader:
        """Return what reads the rows."""
        own = self.workspace
        return _READERS[self.kind](table, spec, language=own.language, currency=own.currency)

    def walk(self, known: Known, spec: Spec, reader: Reader) -> Walk:
        """Return what enters rows into a ledger of what the workspace has."""
        own = self.importer.user_id if self.importer.only_own else None
        return _WALKS[self.kind](Ledger(known), spec, reader, own)

    def write(
        self,
        ledger: Ledger,
        *,
        progress: Progress,
        by: User | None,  # noqa: ARG002  (for those that keep who did it)
        at: datetime,  # noqa: ARG002
    ) -> int:
        """Write what the ledger has beyond what is stored; return how many rows of tables."""
        return write(ledger.kinds(), workspace_id=self.workspace.pk, progress=progress)
