"""End a child process when the process that started it is gone."""

from __future__ import annotations

import os
import signal
import threading


def end_with_parent() -> None:
    """When `secondslice run` dies, even by kill -9, send this process a SIGTERM.

    The parent holds the other end of a pipe and never writes: reading returns only when the parent is gone.
    """
    handle = os.environ.pop("SECONDSLICE_PARENT_PIPE", "")
    if not handle:
        return

    def wait() -> None:
        os.read(int(handle), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="parent-watch").start()
