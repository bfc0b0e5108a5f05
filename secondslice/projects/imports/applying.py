"""Items of a plan -> tables, in batches. The caller holds the transaction: all of it happens, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

from secondslice.core.models import WorkspaceRecord
from secondslice.core.rows import field_of, update_columns
from secondslice.customers.models import Contact
from secondslice.customers.services import honour_forgotten
from secondslice.projects.imports.ledger import Item

BATCH = 1000
Progress = Callable[[int, int], None]
Row = TypeVar("Row", bound=WorkspaceRecord)


Kinds = Sequence[tuple[type[WorkspaceRecord], list[Item]]]


def write(kinds: Kinds, *, workspace_id: int, progress: Progress) -> int:
    """Write the items of each table that are new or changed. Return how many rows were made or changed."""
    return _Writer(kinds, workspace_id, progress).write()


class _Writer:
    def __init__(self, kinds: Kinds, workspace_id: int, progress: Progress) -> None:
        self._kinds = kinds
        self._workspace_id = workspace_id
        self._progress = progress
        self._done = self._total = 0

    def write(self) -> int:
        """Write the tables in their order: each points to those before."""
        self._total = sum(
            item.is_new or bool(item.dirty) for _model, items in self._kinds for item in items
        )
        for model, items in self._kinds:
            self._change(model, [item for item in items if not item.is_new and item.dirty])
            self._make(model, [item for item in items if item.is_new])
        return self._total

    def _make(self, model: type[WorkspaceRecord], items: Sequence[Item]) -> None:
        for batch in batches(items):
            rows = [
                model(workspace_id=self._workspace_id, **_columns(item, item.values))
                for item in batch
            ]
            made = _manager(model).bulk_create(rows)
            for item, row in zip(batch, made, strict=True):
                item.pk = row.pk
            honour_forgotten(contacts=[row for row in made if isinstance(row, Contact)])
            self._report(len(batch))

    def _change(self, model: type[WorkspaceRecord], items: Sequence[Item]) -> None:
        """Update the items that change the same fields with one prepared statement."""
        by_fields: dict[tuple[str, ...], list[Item]] = {}
        for item in items:
            by_fields.setdefault(tuple(sorted(item.dirty)), []).append(item)
        for dirty, alike in by_fields.items():
            fields = [field_of(model, name) for name in dirty]
            for batch in batches(alike):
                update_columns(model, fields, [[*_saved(item, fields), item.pk] for item in batch])
                self._report(len(batch))

    def _report(self, more: int) -> None:
        self._done += more
        self._progress(self._done, self._total)


def _columns(item: Item, names: Iterable[str]) -> dict[str, object]:
    """Return the values as a table takes them: an item becomes its key; what is empty is left to the default."""
    values: dict[str, object] = {}
    for name in names:
        value = item.values[name]
        if isinstance(value, Item):
            values[f"{name}_id"] = value.pk
        elif value not in {None, ""} or not item.is_new:
            values[name] = value
    return values


def _saved(item: Item, fields: Sequence[models.Field[Any, Any]]) -> list[Any]:
    """Return the values of an item's fields as the database takes them."""
    values = [
        item.values[field.attname if field.attname in item.values else field.name]
        for field in fields
    ]
    return [
        field.get_db_prep_save(value.pk if isinstance(value, Item) else value, connection)
        for field, value in zip(fields, values, strict=True)
    ]


def batches(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Return the items in parts that one statement can take."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _manager(model: type[Row]) -> models.Manager[Row]:
    return model._default_manager  # noqa: SLF001  (Django's public name for it)
