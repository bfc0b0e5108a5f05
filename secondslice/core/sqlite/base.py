"""Django's SQLite backend with one addition: writers of all processes stand in one fair queue.

SQLite lets one writer in at a time. The others sleep in its busy handler, up to 100 ms a nap, and whoever
wakes first wins: with `synchronous=FULL` a web process and a worker that both write without pause were seen
to leave one of them waiting for seconds. A lock on a file beside the database is handed over at once when it is
released, and the kernel releases it when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite whose transactions queue up at a lock file instead of in the busy handler."""

    _lock_fd: int | None = None
    _locked = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401  (Django's own signature)
        """Connect, and open the lock file that stands beside the database file."""
        connection = super().get_new_connection(conn_params)
        name = str(conn_params["database"])
        if self._lock_fd is None and not name.startswith("file:") and name != ":memory:":
            path = Path(f"{name}-writer")
            self._lock_fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self._lock_fd is not None and not self._locked:
            fcntl.flock(self._lock_fd, fcntl.LOCK_EX)
            self._locked = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._release()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._release()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._release()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._release()
            if self._lock_fd is not None:
                os.close(self._lock_fd)
                self._lock_fd = None

    def _release(self) -> None:
        if self._locked and self._lock_fd is not None:
            fcntl.flock(self._lock_fd, fcntl.LOCK_UN)
            self._locked = False
