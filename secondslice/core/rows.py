"""Change many rows, each to values of its own, with one prepared statement.

Django's `bulk_update` writes a CASE for every row and every field: it takes about thirty times as long, and all that
time others wait to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def update_rows(rows: Iterable[models.Model], fields: Sequence[str], **still: Any) -> None:  # noqa: ANN401
    """Write these fields of these rows, all of one table, in the caller's transaction.

    `still`: columns and what they must hold yet; a row that somebody has changed there meanwhile is left alone.
    """
    listed = list(rows)
    if not listed:
        return
    model = type(listed[0])
    found = [field_of(model, name) for name in fields]
    values = [
        [*(field.get_db_prep_save(_value(row, field), connection) for field in found), row.pk]
        for row in listed
    ]
    update_columns(model, found, values, **still)


def _value(row: models.Model, field: models.Field[Any, Any]) -> object:
    """Return what a row holds. What it points to may have got its key only after it was put there."""
    if (
        isinstance(field, models.ForeignKey)
        and field.is_cached(row)
        and (found := getattr(row, field.name))
    ):
        return found.pk
    return getattr(row, field.attname)


def update_columns(
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    values: Iterable[Sequence[Any]],
    **still: Any,  # noqa: ANN401  (whatever a column may hold)
) -> None:
    """Write to each row, named by the key that ends its values, the values as the database takes them."""
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    conditions = "".join(f" AND {quote(name)} = %s" for name in still)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s{conditions}"  # noqa: S608, SLF001  (our own names)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[*row, *still.values()] for row in values])


def field_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return a field by its name, or by that of its column: “manager” and “manager_id” are one."""
    fields = model._meta.concrete_fields  # noqa: SLF001  (Django's public name for it)
    return next(field for field in fields if name in {field.name, field.attname})
