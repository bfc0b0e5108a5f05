"""The steps of an import on its page: take the file, match its columns, have it checked, have it imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO, WORKS
from secondslice.core.errors import RuleBroken
from secondslice.jobs.services import enqueue
from secondslice.projects.imports.cells import says_nothing
from secondslice.projects.imports.columns import fingerprint, guess, plain
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.lists import ListWay
from secondslice.projects.imports.reading import ReadAs, Table, open_table, sheets_of
from secondslice.projects.imports.spec import Spec, must_fit, spec_from
from secondslice.projects.imports.ways import Importer, MakeWay
from secondslice.projects.models import ColumnMatch, ImportContent, ImportRun

KEPT = timedelta(days=30)
"""How long the file of an import is kept."""
MAY = {
    Kind.PROJECTS: DELIVERS,
    Kind.CONTACTS: DELIVERS,
    Kind.CUSTOMERS: WORKS,
    Kind.OPPORTUNITIES: WORKS,
    Kind.COMPARISON: RUNS_THE_PMO,
    Kind.BENEFITS: DELIVERS,
    Kind.RATES: RUNS_THE_PMO,
}
"""Who may bring in lists of a kind."""


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
    spec = spec_from(kind, match.spec).kept()
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
        defaults={"spec": spec.kept().stored()},
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


def new_words(*, run: ImportRun, spec: Spec, make_way: MakeWay = ListWay) -> list[str]:
    """Return the words in the column of phases, or of stages, that mean none we know and that nobody has explained."""
    way = make_way(run.workspace, Importer(None), spec.kind)
    explained = {**spec.phases, **spec.stages}
    words: list[str] = run.peek.get("words", {}).get(spec.columns.get(way.word_field, ""), [])
    return [
        word
        for word in words
        if plain(word) not in explained and not way.understands(word) and not says_nothing(word)
    ]


def file_of(*, run: ImportRun) -> bytes:
    """Return the bytes of the file. Raise RuleBroken when they are not kept any more."""
    content = bytes(ImportContent.objects.get(run=run).file)
    if not content:
        raise RuleBroken(_not_kept())
    return content


def must_have_file(*, run: ImportRun) -> None:
    """Raise RuleBroken when the file of an import has been dropped."""
    if not ImportContent.objects.filter(run=run).exclude(file=b"").exists():
        raise RuleBroken(_not_kept())


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Drop the files of imports older than 30 days, and all that shows their rows. Return how many imports.

    The names of the columns and the counts stay, so that one still sees when what was brought in.
    """
    old = ImportContent.objects.filter(run__created_at__lt=at - KEPT).exclude(file=b"", fates=b"")
    return drop_contents(old)


def drop_contents(contents: QuerySet[ImportContent]) -> int:
    """Drop the files of imports, and all that shows their rows, in the caller's transaction. Return how many."""
    for run in ImportRun.objects.filter(content__in=contents).only("peek"):
        run.peek = {**run.peek, "samples": [], "words": {}, "assumed": []}
        run.save(update_fields=["peek"])
    return contents.update(file=b"", fates=b"")


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
    task = f"{run.room}.run_import"
    enqueue(
        name=task,
        key=f"{task}:{run.pk}",
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


def _not_kept() -> str:
    return _("The file of this import is not kept any more. Start a new import with it.")


def _moved_on(run: ImportRun) -> str:
    return _("This import has moved on: it is “%(state)s” now. Look at its page again.") % {
        "state": run.get_state_display()
    }
