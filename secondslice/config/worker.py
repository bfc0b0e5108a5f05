"""`secondslice worker`: do what is due, deliver what is due, keep the schedule."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import django

from secondslice.config.orphans import end_with_parent


def work() -> int:
    """Work until SIGTERM or Ctrl-C; what is begun is finished first."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with_parent()
    django.setup()
    from secondslice.config.shift import Shift  # noqa: PLC0415  (after django.setup)

    shift = Shift(stopping)
    shift.begin(is_only_worker=os.environ.get("SECONDSLICE_ONLY_WORKER") == "yes")
    shift.work()
    return 0
