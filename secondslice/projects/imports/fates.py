"""What an import would do to each row, in a form that can be kept, filtered, paged and compared."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    ALIKE = "alike"
    """It looks like something that is here, and is left out unless somebody wants it all the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a row sets: of which field, from what, to what. Dates and choices as they are stored."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: in which column, what stands there, and the reason in words."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowFate:
    """The fate of one row of the file."""

    row: int
    fate: Fate
    title: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def moves(one: RowFate) -> bool:
    """Tell whether the row makes or changes something."""
    return one.fate in {Fate.NEW, Fate.CHANGED}


def both(one: RowFate, more: RowFate) -> RowFate:
    """Return what becomes of a row that is walked twice. What was refused may be good once later rows have come."""
    if one.fate is Fate.REFUSED:
        return more
    if not moves(more):
        return one if one.notes == more.notes else replace(one, notes=more.notes)
    fate = Fate.NEW if Fate.NEW in {one.fate, more.fate} else Fate.CHANGED
    return replace(more, fate=fate, changes=(*one.changes, *more.changes))


def counts_of(fates: Iterable[RowFate]) -> dict[str, int]:
    """Return how many rows have each fate; those that any list can have are all there."""
    found = Counter(fate.fate.value for fate in fates)
    return {
        fate.value: found[fate.value]
        for fate in Fate
        if found[fate.value] or fate is not Fate.ALIKE
    }


def pack(fates: Sequence[RowFate]) -> bytes:
    """Return the fates compressed, to be stored."""
    plain = [
        [
            one.row,
            one.fate.value,
            one.title,
            [[change.field, change.before, change.after] for change in one.changes],
            [[problem.column, problem.value, problem.reason] for problem in one.problems],
            list(one.notes),
        ]
        for one in fates
    ]
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 3)


@dataclass(frozen=True, slots=True)
class Kept:
    """Stored fates, of which only those that are looked at are made into objects."""

    rows: list[list[Any]]

    def of(self, fate: str) -> Kept:
        """Return those with one fate; all of them for an empty one."""
        return Kept([row for row in self.rows if row[1] == fate]) if fate else self

    def part(self, start: int, stop: int | None = None) -> list[RowFate]:
        """Return some of them."""
        return [
            RowFate(
                row,
                Fate(fate),
                title,
                tuple(Change(*change) for change in changes),
                tuple(Problem(*problem) for problem in problems),
                tuple(notes),
            )
            for row, fate, title, changes, problems, notes in self.rows[start:stop]
        ]


def unpack(packed: bytes) -> Kept:
    """Return stored fates."""
    return Kept(json.loads(zlib.decompress(packed)) if packed else [])


def digest_of(fates: Iterable[RowFate]) -> str:
    """Return a mark that two plans share only when every row has the same fate, for the same values."""
    told = hashlib.sha256()
    for one in fates:
        told.update(
            repr(
                (
                    one.row,
                    one.fate.value,
                    one.title,
                    [(c.field, c.before, c.after) for c in one.changes],
                )
            ).encode()
        )
    return told.hexdigest()
