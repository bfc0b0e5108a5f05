"""The first rows of a list, with the number of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Some(Generic[Row]):
    """Some rows, and how many there are in all."""

    rows: Sequence[Row] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


def some(
    found: QuerySet[Row], *, most: int, read: Callable[[QuerySet[Row]], Sequence[Row]] = list
) -> Some[Row]:
    """Return the first `most` rows, brought by `read`, and the number of all: two queries."""
    return Some(rows=read(found[:most]), count=found.count())
