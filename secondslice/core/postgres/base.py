"""Django's PostgreSQL backend with one addition: queries are not compiled (JIT).

PostgreSQL compiles what it believes to be expensive. A query of ours with many small questions inside, such as who was
heard, took half a second to compile and 25 ms to run, on every page. It is switched off by a statement and not when
connecting: a pooler between refuses options it does not know.
"""

from __future__ import annotations

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL without just-in-time compilation."""

    def init_connection_state(self) -> None:
        """Prepare a connection just made."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        if not self.get_autocommit():
            self.connection.commit()
