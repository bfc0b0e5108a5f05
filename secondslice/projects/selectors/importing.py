"""Imports, and what became of their rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.jobs.models import Job
from secondslice.projects.access import visible_imports
from secondslice.projects.imports.fates import Fate, Kept, Problem, RowFate, unpack
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import ImportContent, ImportRun

RECENT = 10
_QUOTED = re.compile(r"“[^”]*”|\d+(?: [^\W\d_]+)?")
PAGE = 50


@dataclass(frozen=True, slots=True)
class FatePage:
    """Some rows of an import, and where the page stands among the rows with that fate."""

    rows: list[RowFate]
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int:
        """Return the number of the page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """Return the number of the page after."""
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows are refused, once for all rows with the same column and reason."""

    first: Problem
    count: int


def recent_imports(membership: Membership, kinds: Iterable[Kind]) -> QuerySet[ImportRun]:
    """Return the imports of these kinds that this member may see, the latest first."""
    return (
        visible_imports(membership)
        .filter(kind__in=list(kinds))
        .select_related("started_by")
        .order_by("-created_at", "-pk")[:RECENT]
    )


def is_forgotten(run: ImportRun) -> bool:
    """Tell whether the file of an import, and what showed its rows, are deleted: there is no example of any column."""
    return not run.peek.get("samples")


def must_be_kept(run: ImportRun) -> None:
    """Raise RuleBroken when what became of each row of an import is deleted."""
    if is_forgotten(run):
        raise RuleBroken(
            _("What became of each row of this import is not kept any more. Choose the file again.")
        )


def fates_of(run: ImportRun) -> Kept:
    """Return the fate of each row, as it was found last."""
    return unpack(bytes(ImportContent.objects.get(run=run).fates))


def fate_page(kept: Kept, *, fate: str, number: int) -> FatePage:
    """Return one page of the rows with a fate, or of all rows."""
    chosen = kept.of(fate)
    total = len(chosen.rows)
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    return FatePage(chosen.part((number - 1) * PAGE, number * PAGE), number, pages, total)


def reasons_of(kept: Kept, *, most: int = 5) -> list[Reason]:
    """Return the reasons for which most rows are refused, so that one need not page through all of them."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Problem] = {}
    for fate in kept.of(Fate.REFUSED.value).part(0):
        for problem in fate.problems:
            # A reason quotes values, days and rows: what differs only in these is one reason.
            key = (
                problem.column,
                _QUOTED.sub("…", problem.reason.replace(problem.value or "…", "…")),
            )
            counts[key] += 1
            first.setdefault(key, problem)
    return [Reason(first[key], count) for key, count in counts.most_common(most)]


def is_interrupted(run: ImportRun) -> bool:
    """Tell whether the work on an import was given up by the queue, so that nobody waits for it in vain."""
    return Job.objects.filter(key=f"{run.room}.run_import:{run.pk}", dead_at__isnull=False).exists()


def workspace_named(slug: str) -> Workspace:
    """Return the workspace that a command is about: the one named, or the only one. Raise RuleBroken otherwise."""
    found = list(Workspace.objects.filter(**({"slug": slug} if slug else {})).order_by("slug")[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:20])
    if not known:
        raise RuleBroken(
            _(
                "There is no workspace yet. Start the product and use the set-up link that it prints."
            )
        )
    if slug:
        raise RuleBroken(
            _("There is no workspace “%(slug)s”. There are: %(known)s.")
            % {"slug": slug, "known": known}
        )
    raise RuleBroken(
        _("There are several workspaces. Choose one with --workspace: %(known)s.")
        % {"known": known}
    )
