"""What the worker does with an import: check its rows, or write them.

What takes long (reading, planning) happens in `prepare`, outside of any transaction, with its progress written as it
goes. What `prepare` returns is called inside the transaction that ends the job.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import Error, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.clock import day_of
from secondslice.core.errors import Refusal, RuleBroken
from secondslice.projects.imports.fates import pack
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.lists import ListWay
from secondslice.projects.imports.planning import Plan, Planner
from secondslice.projects.imports.reading import open_table
from secondslice.projects.imports.spec import spec_from
from secondslice.projects.imports.ways import Importer, MakeWay
from secondslice.projects.models import ImportContent, ImportRun
from secondslice.projects.services.import_runs import MAY, file_of, must_have_file
from secondslice.projects.services.importing import Import, import_now

log = logging.getLogger(__name__)
Follows = Callable[[ImportRun, datetime], None]


def begin_job(
    *,
    payload: dict[str, object],
    now: datetime,
    ticking: Callable[[], datetime],
    follows: Follows | None = None,
    make_way: MakeWay = ListWay,
) -> Callable[[], None]:
    """Check or apply a list: plan it here, and return what ends the job in its transaction.

    `follows` is what is set going, in that transaction, once rows are written.
    """
    run = waiting(pk=int(str(payload["run"])), state=str(payload["state"]))
    if run is None:
        return lambda: None
    with translation.override(_language(run)):
        try:
            finish = prepare(run=run, now=ticking, make_way=make_way)
        except Error:
            raise  # the database was away: the queue tries again
        except Exception as error:  # noqa: BLE001  (whatever it is, somebody waits to hear of it)
            why = _reason(run, error)
            return partial(fail, run=run, why=why, at=now)
    return partial(_finish, run, finish, follows, at=now)


def _finish(
    run: ImportRun, finish: Callable[[], None], follows: Follows | None, *, at: datetime
) -> None:
    """End the job; what cannot be ended is undone, and ends as a failure with a reason."""
    with translation.override(_language(run)):
        try:
            with transaction.atomic():
                must_have_file(run=run)  # it may have been dropped, with all that shows its rows
                finish()
                if follows is not None and is_done(run=run):  # only checked: nothing follows
                    follows(run, at)
        except Error:
            raise  # as above
        except Exception as error:  # noqa: BLE001  (as above)
            fail(run=run, why=_reason(run, error), at=at)


def _reason(run: ImportRun, error: Exception) -> str:
    if isinstance(error, Refusal):
        return str(error)
    log.error("The import %s failed.", run.ref, exc_info=error)
    return _(
        "Something went wrong on our side, and nothing was imported. The log of the server says more."
    )


def _language(run: ImportRun) -> str:
    return (run.started_by and run.started_by.language) or run.workspace.language


def waiting(*, pk: int, state: str) -> ImportRun | None:
    """Return the import that a job is about, or None when the person has moved it on since."""
    return (
        ImportRun.objects.select_related("workspace", "started_by")
        .filter(pk=pk, state=state)
        .first()
    )


def prepare(
    *, run: ImportRun, now: Callable[[], datetime], make_way: MakeWay = ListWay
) -> Callable[[], None]:
    """Read and plan a list, reporting progress; return what is to be done in the transaction."""
    spec = spec_from(Kind(run.kind), run.spec)
    table = open_table(file_of(run=run), name=run.file_name, read_as=spec.read_as)

    def report(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, progress_at=now())

    bring = Import(
        run.workspace,
        _importer(run),
        table,
        spec,
        run.file_name,
        reading=report,
        make_way=make_way,
    )
    planner = bring.planner()
    plan = planner.plan(bring.known())
    if run.state == ImportRun.State.CHECKING:
        return partial(_checked, run, plan, pack(plan.fates))
    return partial(_apply, run, bring, planner, plan, at=now())


def fail(*, run: ImportRun, why: str, at: datetime) -> None:
    """End an import that cannot go on, and keep the reason for who waits for it."""
    ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        state=ImportRun.State.FAILED, why=why[:500], finished_at=at
    )


def is_done(*, run: ImportRun) -> bool:
    """Tell whether the rows of this list have been written."""
    return ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.DONE).exists()


def _checked(run: ImportRun, plan: Plan, fates: bytes, *, why: str = "") -> None:
    """Keep the fates of the rows, to be shown."""
    moved = ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        state=ImportRun.State.CHECKED,
        counts=plan.counts,
        without_anyone=plan.without_anyone,
        plan_digest=plan.digest,
        peek={**run.peek, "assumed": plan.assumed},
        why=why,
    )
    if moved:
        ImportContent.objects.filter(run=run).update(fates=fates)


def _apply(run: ImportRun, bring: Import, planner: Planner, plan: Plan, *, at: datetime) -> None:
    moved_on = import_now(
        bring=bring,
        planner=planner,
        plan=plan,
        shown_digest=run.plan_digest,
        by=run.started_by,
        at=at,
    )
    if moved_on is not None:
        why = _(
            "Nothing was imported: since the list was checked, something that it is about has changed here."
        )
        _checked(run, moved_on, pack(moved_on.fates), why=why)
        return
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DONE, finished_at=at)


def _importer(run: ImportRun) -> Importer:
    """Return for whom rows are planned, by the role that person has now."""
    role = (
        Membership.objects.filter(workspace=run.workspace_id, user=run.started_by_id)
        .values_list("role", flat=True)
        .first()
    )
    if role not in MAY[Kind(run.kind)]:
        raise RuleBroken(
            _("Whoever began this import may not import any more. Nothing was imported.")
        )
    only_own = role == Membership.Role.MANAGER
    return Importer(
        run.started_by_id,
        only_own,
        day_of(run.progress_at or run.created_at, run.workspace.time_zone),
    )
