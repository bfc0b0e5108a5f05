"""The import itself: plan a list, and write the plan in one transaction, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.lists import ListWay
from secondslice.projects.imports.planning import Plan, Planner
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.ways import Importer, MakeWay, Progress, Way

IMPORTED = gettext_noop("imported")


def quiet(_done: int, _total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Import:
    """One list on its way in: from the page, or from the command line."""

    workspace: Workspace
    importer: Importer
    table: Table
    spec: Spec
    name: str
    reading: Progress = quiet
    writing: Progress = quiet
    make_way: MakeWay = ListWay

    @property
    def way(self) -> Way:
        """Return how lists of this kind come in."""
        return self.make_way(self.workspace, self.importer, self.spec.kind)

    def planner(self) -> Planner:
        """Return what plans the list."""
        return Planner(self.table, self.spec, self.way, self.reading)

    def known(self) -> Known:
        """Read what the workspace has."""
        return self.way.known()


@transaction.atomic
def import_now(
    *, bring: Import, planner: Planner, plan: Plan, shown_digest: str, by: User | None, at: datetime
) -> Plan | None:
    """Write a plan. Return None, or the plan as it is now when that is not what was shown: then nothing is written.

    The workspace is read again inside the transaction; while it is as it was, so is the plan.
    """
    # One import at a time per workspace: this changes nothing, and holds the row until the end.
    Workspace.objects.filter(pk=bring.workspace.pk).update(name=F("name"))
    known = bring.known()
    if known != plan.ledger.known:
        plan = planner.plan(known)
    if plan.digest != shown_digest:
        return plan
    written = bring.way.write(plan.ledger, progress=bring.writing, by=by, at=at)
    audit(
        workspace=bring.workspace,
        actor=by,
        verb=IMPORTED,
        subject=bring.name,
        at=at,
        detail={"kind": bring.spec.kind.value, "written": written, **plan.counts},
    )
    return None
