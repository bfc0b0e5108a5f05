"""Short ways through an import's steps."""

from __future__ import annotations

from secondslice.conftest import Clock
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs


def fresh(run: ImportRun) -> ImportRun:
    """Return the import as it stands in the database now."""
    return ImportRun.objects.select_related("workspace", "started_by").get(pk=run.pk)


def check(run: ImportRun, clock: Clock) -> None:
    """Let the rows be checked, with the columns as they are."""
    spec = spec_from(Kind(run.kind), run.spec)
    import_runs.check_import(run=run, spec=spec, at=clock.moment)


def apply(run: ImportRun, clock: Clock, *, skip_refused: bool = False) -> None:
    """Let the rows be imported."""
    import_runs.apply_import(run=run, skip_refused=skip_refused, at=clock.moment)
