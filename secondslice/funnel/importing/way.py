"""How a list of opportunities comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import User, Workspace
from secondslice.funnel.importing.applying import write
from secondslice.funnel.importing.known import KnownFunnel, load_funnel, steps_of
from secondslice.funnel.importing.ledger import FunnelLedger
from secondslice.funnel.importing.reading import OpportunityReader
from secondslice.funnel.importing.vocabulary import Stages
from secondslice.funnel.importing.walking import OpportunityWalk
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.ledger import Ledger
from secondslice.projects.imports.lists import ListWay
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.projects.imports.ways import Importer, Progress, Way


@dataclass(frozen=True, slots=True)
class OpportunityWay:
    """How opportunities come into a workspace, for one member."""

    workspace: Workspace
    importer: Importer

    @property
    def incidental(self) -> Mapping[str, str]:
        """Return what rows say by the way, about a customer of many rows."""
        return {"customer_kind": "kind"}

    @property
    def word_field(self) -> str:
        """Return the field whose words a person may have to explain."""
        return "stage"

    def understands(self, word: str) -> bool:
        """Tell whether a word means a stage of the workspace."""
        return Stages(steps_of(self.workspace)).named(word) is not None

    def known(self) -> Known:
        """Read what the workspace has."""
        return load_funnel(self.workspace, self.importer.user_id)

    def reader(self, table: Table, spec: Spec) -> Reader:
        """Return what reads the rows."""
        return OpportunityReader(
            table,
            spec,
            language=self.workspace.language,
            currency=self.workspace.currency,
            stages=Stages(steps_of(self.workspace), spec.stages),
        )

    def walk(self, known: Known, spec: Spec, reader: Reader) -> Walk:
        """Return what enters rows into a ledger of what the workspace has."""
        assert isinstance(known, KnownFunnel)  # noqa: S101  (it comes from `known`)
        return OpportunityWalk(FunnelLedger(known, funnel=known), spec, reader, self.importer)

    def write(self, ledger: Ledger, *, progress: Progress, by: User | None, at: datetime) -> int:
        """Write what the ledger has beyond what is stored; return how many rows of tables."""
        assert isinstance(ledger, FunnelLedger)  # noqa: S101  (it comes from `walk`)
        return write(ledger, workspace=self.workspace, progress=progress, by=by, at=at)


def way_for(workspace: Workspace, importer: Importer, kind: Kind) -> Way:
    """Return how lists of a kind come in, those of the rooms below too."""
    if kind is Kind.OPPORTUNITIES:
        return OpportunityWay(workspace, importer)
    return ListWay(workspace, importer, kind)
