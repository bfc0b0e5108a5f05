"""`secondslice web`: the web server alone."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from secondslice.config import env
from secondslice.config.orphans import end_with_parent


def serve(*, host: str, port: int, workers: int) -> int:
    """Serve until SIGTERM. On SQLite one process of one thread: several only wait for each other (docs/adr).

    On PostgreSQL two of four: while one waits for the database to write, another works (a quarter more answers a second
    on two cores, measured by `./slice bench intake`; eight threads give no more, and the slowest wait twice as long).
    """
    folder = env.data_dir("SECONDSLICE_DATA_DIR", "./data")
    on_sqlite = "sqlite" in str(env.database("SECONDSLICE_DATABASE_URL", folder)["ENGINE"])
    end_with_parent()
    Granian(
        "secondslice.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or (1 if on_sqlite else 2),
        blocking_threads=1 if on_sqlite else 4,
        backlog=1024,
        log_access=False,  # addresses hold tokens
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()
    return 0
