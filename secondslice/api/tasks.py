"""What the clock asks of this room."""

from __future__ import annotations

from datetime import datetime

from secondslice.api.services import once


def forget_calls(*, payload: dict[str, object], now: datetime) -> None:  # noqa: ARG001
    """Forget requests that nobody sends again any more."""
    once.forget_calls(at=now)
