"""How lists of benefits and of rates come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.funnel.importing.way import way_for as way_below
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.ledger import Ledger
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.walking import Walk
from secondslice.projects.imports.ways import Importer, Progress, Way
from secondslice.value.counterfactual.importing.way import comparison_way
from secondslice.value.importing.applying import write_benefits, write_rates
from secondslice.value.importing.known import KnownLedger, load_ledger
from secondslice.value.importing.ledger import ValueLedger
from secondslice.value.importing.reading import BenefitReader, RateReader
from secondslice.value.importing.walking import BenefitWalk, RateWalk


@dataclass(frozen=True, slots=True)
class LedgerWay:
    """How a list for the value ledger comes in, for one member."""

    workspace: Workspace
    importer: Importer
    kind: Kind

    @property
    def incidental(self) -> Mapping[str, str]:
        """Return what rows say by the way: nothing."""
        return {}

    @property
    def word_field(self) -> str:
        """Return the field whose words a person may have to explain: none."""
        return ""

    def understands(self, word: str) -> bool:  # noqa: ARG002
        """Tell whether a word needs no explaining: there is no such field."""
        return True

    def known(self) -> Known:
        """Read what the workspace has."""
        return load_ledger(self.workspace, self.kind)

    def reader(self, table: Table, spec: Spec) -> Reader:
        """Return what reads the rows."""
        make = RateReader if self.kind is Kind.RATES else BenefitReader
        own = self.workspace
        return make(table, spec, language=own.language, currency=own.currency)

    def walk(self, known: Known, spec: Spec, reader: Reader) -> Walk:
        """Return what enters rows into a ledger of what the workspace has."""
        assert isinstance(known, KnownLedger)  # noqa: S101  (it comes from `known`)
        ledger = ValueLedger(known, value=known)
        if self.kind is Kind.RATES:
            return RateWalk(ledger, spec, reader, currency=self.workspace.currency)
        own = self.importer.user_id if self.importer.only_own else None
        return BenefitWalk(ledger, spec, reader, own)

    def write(
        self,
        ledger: Ledger,
        *,
        progress: Progress,
        by: User | None,  # noqa: ARG002  (the importer is known from the beginning)
        at: datetime,
    ) -> int:
        """Write what the ledger has beyond what is stored; return how many rows of tables."""
        assert isinstance(ledger, ValueLedger)  # noqa: S101  (it comes from `walk`)
        if self.kind is Kind.RATES:
            return write_rates(ledger, workspace=self.workspace, progress=progress)
        member = Membership.objects.filter(
            workspace=self.workspace, user=self.importer.user_id or 0
        ).select_related("workspace", "user")
        by_whom = member.first()
        if by_whom is None:
            raise RuleBroken(_("Only a member of the workspace can bring benefits in."))
        return write_benefits(ledger, by=by_whom, progress=progress, at=at)


def way_for(workspace: Workspace, importer: Importer, kind: Kind) -> Way:
    """Return how lists of a kind come in, those of the rooms below too."""
    if kind is Kind.COMPARISON:
        return comparison_way(workspace, importer, kind)
    if kind in {Kind.BENEFITS, Kind.RATES}:
        return LedgerWay(workspace, importer, kind)
    return way_below(workspace, importer, kind)
