"""What the worker does for this room."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import Error, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.core import clock
from secondslice.core.errors import Refusal
from secondslice.core.long_task import LongTask
from secondslice.journeys.project_changed import list_imported
from secondslice.projects.models import ImportRun
from secondslice.projects.services import import_runs

log = logging.getLogger(__name__)


def _prepare(*, payload: dict[str, object], now: datetime) -> Callable[[], None]:
    """Check or apply a list: plan it here, and return what ends the job in its transaction."""
    run = import_runs.waiting(pk=int(str(payload["run"])), state=str(payload["state"]))
    if run is None:
        return lambda: None
    with translation.override(_language(run)):
        try:
            finish = import_runs.prepare(run=run, now=clock.now)
        except Error:
            raise  # the database was away: the queue tries again
        except Exception as error:  # noqa: BLE001  (whatever it is, somebody waits to hear of it)
            why = _reason(run, error)
            return partial(import_runs.fail, run=run, why=why, at=now)
    return partial(_finish, run, finish, at=now)


def _finish(run: ImportRun, finish: Callable[[], None], *, at: datetime) -> None:
    """End the job; what cannot be ended is undone, and ends as a failure with a reason."""
    with translation.override(_language(run)):
        try:
            with transaction.atomic():
                finish()
                if import_runs.is_done(run=run):  # a list that was only checked changes no plan
                    list_imported(workspace=run.workspace, now=at)
        except Error:
            raise  # as above
        except Exception as error:  # noqa: BLE001  (as above)
            import_runs.fail(run=run, why=_reason(run, error), at=at)


def _reason(run: ImportRun, error: Exception) -> str:
    if isinstance(error, Refusal):
        return str(error)
    log.error("The import %s failed.", run.ref, exc_info=error)
    return _(
        "Something went wrong on our side, and nothing was imported. The log of the server says more."
    )


def _language(run: ImportRun) -> str:
    return (run.started_by and run.started_by.language) or run.workspace.language


run_import = LongTask(_prepare)


def forget_files(*, payload: dict[str, object], now: datetime) -> None:  # noqa: ARG001  (called like every task)
    """Drop the files of old imports."""
    import_runs.forget_files(at=now)
