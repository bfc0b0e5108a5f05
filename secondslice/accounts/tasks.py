"""What the clock asks of this room."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command

from secondslice.accounts.services.forgetting import forget_links


def forget_old(*, payload: dict[str, object], now: datetime) -> None:  # noqa: ARG001
    """Forget links that nobody can use any more, and the sessions that have ended."""
    forget_links(at=now)
    call_command("clearsessions", verbosity=0)
