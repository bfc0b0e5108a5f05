"""What the worker does for this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from secondslice.core import clock
from secondslice.core.long_task import LongTask
from secondslice.journeys.project_changed import list_imported
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs, import_work


def _prepare(*, payload: dict[str, object], now: datetime) -> Callable[[], None]:
    """Check or apply a list."""
    return import_work.begin_job(payload=payload, now=now, ticking=clock.now, follows=_plan_anew)


def _plan_anew(run: ImportRun, at: datetime) -> None:
    """Let the plan of who is asked follow from what was brought in."""
    list_imported(workspace=run.workspace, now=at)


run_import = LongTask(_prepare)


def forget_files(*, payload: dict[str, object], now: datetime) -> None:  # noqa: ARG001  (called like every task)
    """Drop the files of old imports."""
    import_runs.forget_files(at=now)
