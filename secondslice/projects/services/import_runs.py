"""The steps of an import on its page: take the file, match its columns, have it checked, have it imported.

The worker calls `prepare`: what takes long (reading, planning) happens there, outside of any transaction, with its
progress written as it goes. What `prepare` returns is called inside the transaction that ends the job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import DELIVERS
from secondslice.core.errors import RuleBroken
from secondslice.jobs.services import enqueue
from secondslice.projects.imports.cells import says_nothing
from secondslice.projects.imports.columns import fingerprint, guess, plain
from secondslice.projects.imports.fates import Fate, pack
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Importer, Plan, Planner
from secondslice.projects.imports.reading import ReadAs, Table, open_table, sheets_of
from secondslice.projects.imports.spec import Spec, must_fit, spec_from
from secondslice.projects.imports.values import phase_in
from secondslice.projects.models import ColumnMatch, ImportContent, ImportRun
from secondslice.projects.services.importing import Import, import_now

KEPT = timedelta(days=30)
"""How long the file of an import is kept."""
TASK = "projects.run_import"


def start_import(
    *, by: Membership, kind: Kind, file_name: str, content: bytes, at: datetime
) -> ImportRun:
    """Take a file in, and look at it. Raise RuleBroken, in words, when it is no list.

    A large file takes seconds to read: that is done before the transaction, in which others must wait to write.
    """
    table = open_table(content, name=file_name, read_as=ReadAs())
    sheets = sheets_of(content, name=file_name)
    run = ImportRun(
        workspace=by.workspace,
        kind=kind.value,
        file_name=file_name[-200:],
        started_by=by.user,
        peek=_peek(table, sheets),
        progress_at=at,
    )
    first = first_spec(workspace=by.workspace, kind=kind, table=table)
    run.spec = replace(first, read_as=ReadAs(sheet=table.sheet)).stored()
    with transaction.atomic():
        run.save()
        ImportContent.objects.create(workspace=by.workspace, run=run, file=content)
    return run


def read_again(*, run: ImportRun, read_as: ReadAs) -> None:
    """Look at the file again, as the person says: another sheet, other letters, another row of headers."""
    _must_be(run, ImportRun.State.MATCHING, ImportRun.State.CHECKED)
    content = file_of(run=run)
    table = open_table(content, name=run.file_name, read_as=read_as)
    spec = first_spec(workspace=run.workspace, kind=Kind(run.kind), table=table)
    run.spec = replace(spec, read_as=replace(read_as, sheet=table.sheet)).stored()
    run.peek = _peek(table, sheets_of(content, name=run.file_name))
    _move_on(run, ImportRun.State.MATCHING, spec=run.spec, peek=run.peek)


def first_spec(*, workspace: Workspace, kind: Kind, table: Table) -> Spec:
    """Return what was chosen last time for a list with these headers, else a guess."""
    match = ColumnMatch.objects.filter(
        workspace=workspace, kind=kind.value, fingerprint=fingerprint(table.headers, kind)
    ).first()
    if match is None:
        found = guess(table.headers, kind)
        return Spec(kind, {name: table.headers[place] for name, place in found.items()})
    spec = replace(spec_from(kind, match.spec), one_customer="")
    # The same headers may be written a little differently now: “Start Date”, “start date”.
    here = {plain(header): header for header in table.headers} | {one: one for one in table.headers}
    columns = {
        name: here.get(header) or here.get(plain(header), "")
        for name, header in spec.columns.items()
    }
    return replace(spec, columns={name: header for name, header in columns.items() if header})


@transaction.atomic
def check_import(*, run: ImportRun, spec: Spec, at: datetime) -> None:
    """Keep what the person chose, for this list and the next with its headers, and let the worker check the rows.

    The one customer of all rows is not kept for the next list: that may well be another customer's.
    """
    _must_be(run, ImportRun.State.MATCHING, ImportRun.State.CHECKED)
    must_fit(spec, run.peek["headers"])
    ColumnMatch.objects.update_or_create(
        workspace=run.workspace,
        kind=run.kind,
        fingerprint=fingerprint(run.peek["headers"], spec.kind),
        defaults={"spec": replace(spec, read_as=ReadAs(), one_customer="").stored()},
    )
    run.spec = spec.stored()
    _begin(run, ImportRun.State.CHECKING, at=at)


@transaction.atomic
def apply_import(*, run: ImportRun, skip_refused: bool, at: datetime) -> None:
    """Let the worker import what was shown: all rows, or with `skip_refused` the good ones."""
    _must_be(run, ImportRun.State.CHECKED)
    refused = run.counts.get(Fate.REFUSED.value, 0)
    if refused and not skip_refused:
        raise RuleBroken(
            _(
                "Some rows are refused, so nothing is imported. Correct them, or choose to leave them out."
            )
        )
    run.skip_refused = skip_refused
    _begin(run, ImportRun.State.APPLYING, at=at)


def new_words(*, run: ImportRun, spec: Spec) -> list[str]:
    """Return the words in the phase column that mean no phase we know, and that nobody has explained yet."""
    header = spec.columns.get("phase", "")
    words: list[str] = run.peek.get("words", {}).get(header, [])
    return [
        word
        for word in words
        if plain(word) not in spec.phases and phase_in(word) is None and not says_nothing(word)
    ]


def file_of(*, run: ImportRun) -> bytes:
    """Return the bytes of the file. Raise RuleBroken when they are not kept any more."""
    content = bytes(ImportContent.objects.get(run=run).file)
    if not content:
        raise RuleBroken(
            _("The file of this import is not kept any more. Start a new import with it.")
        )
    return content


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Drop the files of imports older than 30 days, and all that shows their rows. Return how many imports.

    The names of the columns and the counts stay, so that one still sees when what was brought in.
    """
    old = ImportContent.objects.filter(run__created_at__lt=at - KEPT).exclude(file=b"", fates=b"")
    for run in ImportRun.objects.filter(content__in=old).only("peek"):
        run.peek = {**run.peek, "samples": [], "words": {}, "assumed": []}
        run.save(update_fields=["peek"])
    return old.update(file=b"", fates=b"")


def waiting(*, pk: int, state: str) -> ImportRun | None:
    """Return the import that a job is about, or None when the person has moved it on since."""
    return (
        ImportRun.objects.select_related("workspace", "started_by")
        .filter(pk=pk, state=state)
        .first()
    )


def prepare(*, run: ImportRun, now: Callable[[], datetime]) -> Callable[[], None]:
    """Read and plan a list, reporting progress; return what is to be done in the transaction."""
    spec = spec_from(Kind(run.kind), run.spec)
    table = open_table(file_of(run=run), name=run.file_name, read_as=spec.read_as)

    def report(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, progress_at=now())

    bring = Import(run.workspace, _importer(run), table, spec, run.file_name, reading=report)
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
    if role not in DELIVERS:
        raise RuleBroken(
            _("Whoever began this import may not import any more. Nothing was imported.")
        )
    return Importer(run.started_by_id, only_own=role == Membership.Role.MANAGER)


def _peek(table: Table, sheets: list[str]) -> dict[str, object]:
    """Return what the page on which columns are matched shows, so that it need not read the file."""
    samples, few = table.look()
    words = {header: values for header, values in zip(table.headers, few, strict=True) if values}
    return {
        "headers": list(table.headers),
        "samples": samples,
        "words": words,
        "sheets": sheets,
        "header_row": table.header_row,
    }


def is_done(*, run: ImportRun) -> bool:
    """Tell whether the rows of this list have been written."""
    return ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.DONE).exists()


def _begin(run: ImportRun, state: ImportRun.State, *, at: datetime) -> None:
    _move_on(
        run,
        state,
        spec=run.spec,
        skip_refused=run.skip_refused,
        done=0,
        total=0,
        why="",
        progress_at=at,
    )
    enqueue(
        name=TASK,
        key=f"{TASK}:{run.pk}",
        payload={"run": run.pk, "state": state.value},
        run_at=at,
        workspace_id=run.workspace_id,
    )


def _move_on(run: ImportRun, state: ImportRun.State, **values: object) -> None:
    """Move an import on by a conditional update: who presses twice, or in two windows, moves it once."""
    moved = ImportRun.objects.filter(pk=run.pk, state=run.state).update(state=state, **values)
    run.refresh_from_db(fields=["state"])
    if not moved:
        raise RuleBroken(_moved_on(run))


def _must_be(run: ImportRun, *states: ImportRun.State) -> None:
    if run.state not in states:
        raise RuleBroken(_moved_on(run))


def _moved_on(run: ImportRun) -> str:
    return _("This import has moved on: it is “%(state)s” now. Look at its page again.") % {
        "state": run.get_state_display()
    }
