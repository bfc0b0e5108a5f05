"""What the clock asks of this room."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from secondslice.accounts.models import Workspace
from secondslice.core.apart import apart
from secondslice.core.errors import RuleBroken
from secondslice.core.long_task import LongTask
from secondslice.journeys.case_moved import clock_laid
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.journeys.files_swept import files_swept
from secondslice.recovery.selectors.clocks import open_clocks
from secondslice.recovery.selectors.times import cases_run_out

log = logging.getLogger(__name__)


def _run_out(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """End the cases nobody answered for, each in a transaction of its own."""
    for case in cases_run_out(now):
        try:
            case_ran_out(case=case, now=now)
        except RuleBroken:
            log.info("Case %s moved on meanwhile.", case.ref)
    return _nothing_more


def _watch_clocks(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Warn and tell in every workspace: one in which it fails keeps no other from its turn."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"Workspace {workspace.slug}"):
            clocks_watched(workspace=workspace, now=now)
    return _nothing_more


def _lay_clocks(*, payload: dict[str, float], now: datetime) -> Callable[[], None]:
    """The limits of a workspace were changed: lay the clocks of its open cases anew, one by one."""
    workspace = Workspace.objects.filter(pk=int(payload["workspace"])).first()
    changed_at = datetime.fromtimestamp(payload["at"], tz=UTC)
    for case in open_clocks(workspace) if workspace else ():
        clock_laid(case=case, changed_at=changed_at, now=now)
    return _nothing_more


def _nothing_more() -> None:
    """All is done before the job's transaction begins."""


run_out = LongTask(_run_out)
watch_clocks = LongTask(_watch_clocks)
lay_clocks = LongTask(_lay_clocks)


def sweep_files(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001  (called like every task)
    """Delete files that no row knows: of an upload that failed half-way, or of a person erased as the machine died."""
    count = files_swept(now=now)
    if count:
        log.info("Swept %d files away that belong to nothing.", count)
