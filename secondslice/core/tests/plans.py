"""How the database would go through a table for a query, whichever database it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def plan_of(sql: str, params: Sequence[Any] = ()) -> str:
    """Return the plan for a query, as if the table were too long to be read whole.

    The tables of a test are nearly empty, and PostgreSQL reads such a table whole whatever indexes it has: for this one
    transaction, in which a test runs, it is told that this is dear.
    """
    explain = "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{explain} {sql}", params)
        return "\n".join(str(row) for row in cursor.fetchall())


def plan_for(queryset: Any) -> str:  # noqa: ANN401  (of whatever model)
    """Return the plan for what a queryset asks."""
    return plan_of(*queryset.query.sql_with_params())
