"""How lists of one kind are brought in: what the workspace has, how rows are read, entered and written.

Lists of projects, people and customers are brought in by this room. A higher room that brings in its own things hands
its way over when it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from secondslice.accounts.models import User, Workspace
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.ledger import Ledger
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Importer:
    """For whom the list is planned: a project manager may only bring in what is his own."""

    user_id: int | None
    only_own: bool = False
    today: date | None = None
    """The day on which it is planned, where what is closed must not close tomorrow."""


class Way(Protocol):
    """How lists of one kind come into one workspace, for one person."""

    @property
    def workspace(self) -> Workspace:
        """Return whose list it is."""

    @property
    def incidental(self) -> Mapping[str, str]:
        """Return what rows say by the way, of things of many rows: its name in the list -> that in the table."""

    @property
    def word_field(self) -> str:
        """Return the field whose words a person may have to explain, or nothing."""

    def understands(self, word: str) -> bool:
        """Tell whether a word in that field needs no explaining."""

    def known(self) -> Known:
        """Read what the workspace has."""

    def reader(self, table: Table, spec: Spec) -> Reader:
        """Return what reads the rows."""

    def walk(self, known: Known, spec: Spec, reader: Reader) -> Walk:
        """Return what enters rows into a ledger of what the workspace has."""

    def write(self, ledger: Ledger, *, progress: Progress, by: User | None, at: datetime) -> int:
        """Write what the ledger has beyond what is stored; return how many rows of tables."""


MakeWay = Callable[[Workspace, Importer, Kind], Way]
