"""What the funnel does by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from secondslice.core import clock
from secondslice.core.long_task import LongTask
from secondslice.funnel.booking import calendars, reminding
from secondslice.funnel.booking.services import forget_bookings as let_go
from secondslice.funnel.importing.way import way_for
from secondslice.funnel.requested.services import forget_requests as forget
from secondslice.projects.services import import_work


def forget_requests(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001
    """Delete what visitors asked for and did not confirm in time."""
    forget(at=now)


def forget_bookings(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001
    """Delete sessions that nobody has confirmed."""
    let_go(at=now)


def _read_calendars(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """See when the own calendars of hosts are busy: nothing is locked while their servers think."""
    calendars.read_all(at=now)
    return _nothing_more


def remind(*, payload: dict[str, int], now: datetime) -> None:
    """Remind a visitor of the session tomorrow."""
    reminding.remind(booking_id=payload["booking"], at=now)


def _nothing_more() -> None:
    """All is done before the job's transaction begins."""


def _prepare(*, payload: dict[str, object], now: datetime) -> Callable[[], None]:
    """Check or apply a list of opportunities or customers. Nothing is asked because of it, so nothing follows."""
    return import_work.begin_job(payload=payload, now=now, ticking=clock.now, make_way=way_for)


read_calendars = LongTask(_read_calendars)
run_import = LongTask(_prepare)
