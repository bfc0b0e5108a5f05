"""Bring an empty database to today's tables step by step, as an installation from before has come here.

    python -m secondslice.config.tests.upgrade steps|at-once

It runs in a process of its own, on the database that the settings name, and prints the tables, one fact a line.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

NUMBER = re.compile(r"_[0-9a-f]{8}(?=_|\b)")
"""What Django appends to the name of an index depends on how often a table was changed, not on what it holds."""


def main(way: str) -> int:
    """Migrate and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondslice.config.settings")
    import django  # noqa: PLC0415  (the settings come first)

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    if way == "steps":
        before = MigrationExecutor(connection)
        before.loader = MigrationLoader(connection, replace_migrations=False)
        squashed = [one for one in before.loader.disk_migrations.values() if one.replaces]
        before.migrate([one.replaces[-1] for one in squashed])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            facts = connection.introspection.get_constraints(cursor, table)
            columns = connection.introspection.get_table_description(cursor, table)
            sys.stdout.writelines(f"{table}: {line}\n" for line in _facts(columns, facts))
    return 0


def _facts(columns: Iterable[object], constraints: Mapping[str, object]) -> Iterator[str]:
    yield from sorted(str(column) for column in columns)
    named = (f"{NUMBER.sub('', name)} {facts}" for name, facts in constraints.items())
    # What has no name of its own is counted, in the order of the table.
    yield from sorted(re.sub(r"^(fk|__unnamed_constraint)_\d+", r"\1", one) for one in named)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
