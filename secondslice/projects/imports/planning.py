"""Rows -> fates: what each row would do, and what would be written. Nothing is written here.

The rows are walked in order through a ledger of the workspace as it would become, so that the second row about a
project adds to the first. They are walked again until nothing moves any more: a row may speak of a person whom only
a later row brings. So the same list imported again changes nothing. Rows that contradict each other are all refused,
and the walk is done anew without them. Only what a row says by the way, how the sponsor is called say, goes by what
most rows say: one slip among hundreds of rows refuses one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from secondslice.projects.imports.cells import key_of
from secondslice.projects.imports.fates import (
    Fate,
    Problem,
    RowFate,
    both,
    counts_of,
    digest_of,
    moves,
)
from secondslice.projects.imports.known import Known
from secondslice.projects.imports.ledger import Item, Ledger, shown
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader, Said, Value
from secondslice.projects.imports.spec import Spec, must_fit
from secondslice.projects.imports.walking import Walk
from secondslice.projects.imports.ways import Progress, Way

REPORT_EVERY = 500
MOST_SWEEPS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """The fate of each row, and the ledger of what would be written."""

    fates: list[RowFate]
    ledger: Ledger
    counts: dict[str, int]
    digest: str
    without_anyone: int = 0
    """How many projects of the list would have nobody who can be asked."""
    assumed: tuple[str, ...] = ()
    """How what can be read in two ways was read, in words."""


@dataclass(slots=True)
class Planner:
    """Plans one list. Keep it to plan again when the workspace has changed: the rows are read only once."""

    table: Table
    spec: Spec
    way: Way
    progress: Progress
    _said: list[Said] = field(default_factory=list)
    _reader: Reader | None = None

    def plan(self, known: Known) -> Plan:
        """Return the plan for the workspace as it is known."""
        reader = self._read()
        refused: dict[int, list[Problem]] = {}
        while True:
            walk = self.way.walk(known, self.spec, reader)
            fates, found = self._sweeps(walk, refused)
            if not found:
                return Plan(
                    fates,
                    walk.ledger,
                    counts_of(fates),
                    digest_of(fates),
                    walk.without_anyone,
                    tuple(reader.assumed()),
                )
            for row, problems in found.items():
                refused.setdefault(row, []).extend(problems)

    def _sweeps(
        self, walk: Walk, refused: dict[int, list[Problem]]
    ) -> tuple[list[RowFate], dict[int, list[Problem]]]:
        """Walk the rows until nothing moves. Return their fates, and the rows that do not go with the others."""
        fates = last = [self._fate(walk, said, refused) for said in self._said]
        for _sweep in range(MOST_SWEEPS):
            found = self._contradictions(walk.ledger)
            if found or not any(moves(one) for one in last):
                return fates, found
            walk.begin_again()
            last = [self._fate(walk, said, refused) for said in self._said]
            if found := _refused_now(fates, last):
                return fates, found
            fates = [both(*pair) for pair in zip(fates, last, strict=True)]
        return fates, self._contradictions(walk.ledger)

    def _read(self) -> Reader:
        if self._reader is None:
            must_fit(self.spec, self.table.headers)
            total = sum(1 for _row in self.table.rows())
            self.progress(0, total)
            self._reader = self.way.reader(self.table, self.spec)
            for count, row in enumerate(self.table.rows(), 1):
                self._said.append(self._reader.read(row))
                if count % REPORT_EVERY == 0 or count == total:
                    self.progress(count, total)
        return self._reader

    @staticmethod
    def _fate(walk: Walk, said: Said, refused: dict[int, list[Problem]]) -> RowFate:
        problems = said.problems or refused.get(said.row)
        if problems:
            return RowFate(said.row, Fate.REFUSED, walk.title(said), problems=tuple(problems))
        return walk.row(said)

    def _contradictions(self, ledger: Ledger) -> dict[int, list[Problem]]:
        """Return a problem for every row that has a part in a contradiction."""
        found: dict[int, list[Problem]] = {}
        for place in sorted(
            ledger.contradicted, key=lambda one: (ledger.repeats[one][0].row, one[1])
        ):
            rows, name = ledger.repeats[place], place[1]
            kept = self._kept(ledger.contradicted[place], name, rows)
            for said in rows:
                if kept is None or said.key(name) != kept:
                    problem = Problem(
                        self.spec.columns.get(name, ""),
                        shown(said.values.get(name)),
                        _against(said, name, rows, kept),
                    )
                    found.setdefault(said.row, []).append(problem)
        return found

    def _kept(self, item: Item, name: str, rows: Sequence[Said]) -> Value | None:
        """Return what stays of what the rows say by the way: what most say, else what is stored; else nothing."""
        own = self.way.incidental.get(name)
        if own is None:
            return None
        (most, count), *others = Counter(said.key(name) for said in rows).most_common()
        if all(fewer < count for _other, fewer in others):
            return most
        if item.is_new:
            return None
        stored = shown(item.stored.get(own, item.values.get(own)))
        return next((key for said in rows if (key := said.key(name)) == key_of(stored)), None)


def _against(said: Said, name: str, rows: Sequence[Said], kept: Value | None) -> str:
    """Return why a row does not go with the others: those that say what is kept, or the first that differs."""
    mine = said.key(name)
    if kept is None:
        other = next(one for one in rows if one.key(name) != mine)
        return _("Row %(row)s says “%(value)s” about the same thing. Correct one of the two.") % {
            "row": other.row,
            "value": shown(other.values.get(name)),
        }
    agreed = [one for one in rows if one.key(name) == kept]
    told = {
        "count": len(agreed),
        "row": agreed[0].row,
        "value": shown(agreed[0].values.get(name)),
    }
    if len(agreed) == 1:
        return (
            _("Row %(row)s says “%(value)s”, and so it stands here already. Correct this row.")
            % told
        )
    return _("%(count)s rows say “%(value)s”, first row %(row)s. Correct this row.") % told


def _refused_now(before: list[RowFate], after: list[RowFate]) -> dict[int, list[Problem]]:
    """Return the rows that were good until later rows came: a name alone, say, that two projects have by now."""
    return {
        now.row: list(now.problems)
        for one, now in zip(before, after, strict=True)
        if now.fate is Fate.REFUSED and one.fate is not Fate.REFUSED
    }
