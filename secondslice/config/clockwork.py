"""Do now what the worker would do: for tests, the demo, and `secondslice` commands that want to see the end."""

from __future__ import annotations

from datetime import datetime

from secondslice.jobs.services import run_due
from secondslice.messaging.services import deliver_due
from secondslice.messaging.transports import mail_transport


def settle_everything(*, now: datetime, most: int = 100_000) -> int:
    """Do every job and deliver every message that is due at `now`. Return how many."""
    done = run_due(now=lambda: now, most=most)
    transport = mail_transport()
    done += deliver_due(transport=transport, now=lambda: now, most=most)
    transport.close()
    return done
