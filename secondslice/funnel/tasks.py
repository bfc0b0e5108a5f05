"""What the funnel does by itself."""

from __future__ import annotations

from datetime import datetime

from secondslice.funnel.requested.services import forget_requests as forget


def forget_requests(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001
    """Delete what visitors asked for and did not confirm in time."""
    forget(at=now)
