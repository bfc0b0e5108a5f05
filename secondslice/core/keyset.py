"""Page through a long list by the key of its last row: nothing is counted, and no row is skipped when others come."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from secondslice.core.models import WorkspaceRecord

Row = TypeVar("Row", bound=WorkspaceRecord)
Key = date | datetime | str
Known = TypeVar("Known", bound=Key)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows of a list. `after` goes into the address of the next slice; it is empty at the end."""

    rows: list[Row]
    after: str


def slice_of(
    rows: QuerySet[Row],
    *,
    by: str,
    after: str,
    size: int,
    read: Callable[[str], Key] = datetime.fromisoformat,
    newest_first: bool = False,
) -> Slice[Row]:
    """Return the `size` rows that follow `after`, ordered by the field `by` and then by `ref`.

    An `after` that nobody made here shows the first slice: addresses are typed and cut by people.
    """
    sign, way = ("-", "lt") if newest_first else ("", "gt")
    found = rows.order_by(f"{sign}{by}", f"{sign}ref")
    start = _read(after, read)
    if start is not None:
        key, ref = start
        found = found.filter(Q(**{f"{by}__{way}": key}) | Q(**{by: key, f"ref__{way}": ref}))
    page = list(found[: size + 1])
    shown = page[:size]
    return Slice(rows=shown, after=_write(shown[-1], by) if len(page) > size else "")


def slice_of_known(
    rows: Iterable[Row], *, by: Callable[[Row], date], after: str, size: int
) -> Slice[Row]:
    """Return the `size` rows that follow `after`, of rows that are all there because `by` has to be worked out."""
    ordered = sorted(rows, key=lambda row: (by(row), row.ref))
    start = _read(after, date.fromisoformat)
    if start is not None:
        ordered = [row for row in ordered if (by(row), row.ref) > start]
    shown = ordered[:size]
    more = len(ordered) > size
    return Slice(rows=shown, after=_written(by(shown[-1]), shown[-1]) if more else "")


def _write(row: WorkspaceRecord, by: str) -> str:
    return _written(getattr(row, by), row)


def _written(key: Key, row: WorkspaceRecord) -> str:
    return f"{key if isinstance(key, str) else key.isoformat()}~{row.ref.hex}"


def _read(after: str, read: Callable[[str], Known]) -> tuple[Known, uuid.UUID] | None:
    key, _, ref = after.rpartition("~")
    try:
        start = read(key), uuid.UUID(hex=ref)
    except ValueError:
        return None
    return None if isinstance(start[0], datetime) and start[0].tzinfo is None else start
