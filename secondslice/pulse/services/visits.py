"""Note that a link was opened, without the request doing it: GET changes nothing (docs/adr/0007).

A visit is evidence for a later verdict and nothing else. It waits in memory and is written by a thread of its
own within a second; one that is lost with the process is no loss, because it could only have made a verdict
more careful.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, close_old_connections, connection, transaction

from secondslice.pulse.models import Ask, LinkVisit
from secondslice.pulse.rules import Visit

MOST_WAITING = 10_000
KEEP = timedelta(days=1)
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class _Waiting:
    ask_id: int
    workspace_id: int
    visit: Visit
    browser: str
    is_anonymous: bool


_waiting: deque[_Waiting] = deque(maxlen=MOST_WAITING)
_lock = threading.Lock()
_wake = threading.Event()
_writer: threading.Thread | None = None


def note_visit(
    *, ask_id: int, workspace_id: int, visit: Visit, browser: str, is_anonymous: bool = False
) -> None:
    """Remember that a link was opened; it is written shortly.

    Of an anonymous question it is not written once there is an answer: which link was opened might tell it.
    """
    _waiting.append(_Waiting(ask_id, workspace_id, visit, browser, is_anonymous))
    if settings.PULSE_WRITE_VISITS_EVERY:
        _start_writer()
        _wake.set()


def waiting_visits(*, ask_id: int) -> list[Visit]:
    """Return the visits of an ask that are not written yet."""
    return [waiting.visit for waiting in list(_waiting) if waiting.ask_id == ask_id]


def write_visits() -> int:
    """Write what is waiting. Return how many visits were written."""
    with _lock, transaction.atomic():
        batch = _without_answered([_waiting.popleft() for _ in range(len(_waiting))])
        LinkVisit.objects.bulk_create(
            LinkVisit(
                ask_id=one.ask_id,
                workspace_id=one.workspace_id,
                choice=one.visit.choice,
                at=one.visit.at,
                network=one.visit.network,
                browser=one.browser,
            )
            for one in batch
        )
    return len(batch)


def _without_answered(batch: list[_Waiting]) -> list[_Waiting]:
    """Leave out visits of anonymous questions that were answered meanwhile, and hold back answers to the others."""
    anonymous = {one.ask_id for one in batch if one.is_anonymous}
    if not anonymous:
        return batch
    still = Ask.objects.filter(pk__in=anonymous, state=Ask.State.SENT)
    waiting = set(still.select_for_update().values_list("pk", flat=True))
    return [one for one in batch if not one.is_anonymous or one.ask_id in waiting]


def forget_waiting(*, ask_id: int) -> None:
    """Forget the visits of an ask that are not written yet."""
    for one in [one for one in list(_waiting) if one.ask_id == ask_id]:
        with suppress(ValueError):  # it was written in this moment
            _waiting.remove(one)


def forget_visits(*, at: datetime) -> int:
    """Delete visits that no verdict can need any more. Return how many.

    In short transactions of its own: the answers that come in meanwhile must not wait for it.
    """
    old = LinkVisit.objects.filter(at__lt=at - KEEP).order_by("at")
    gone = 0
    while True:
        with transaction.atomic():
            deleted, _ = LinkVisit.objects.filter(pk__in=old.values("pk")[:AT_ONCE]).delete()
        gone += deleted
        if deleted < AT_ONCE:
            return gone


def _start_writer() -> None:
    global _writer  # noqa: PLW0603  (one thread a process)
    if _writer is None or not _writer.is_alive():
        _writer = threading.Thread(target=_write_for_ever, daemon=True, name="visits")
        _writer.start()


def _write_for_ever() -> None:
    while True:
        _wake.wait()
        _wake.clear()
        threading.Event().wait(settings.PULSE_WRITE_VISITS_EVERY)
        try:
            write_visits()
        except Error:  # evidence only: better lost than in anybody's way
            connection.close()
        close_old_connections()


def drop_waiting() -> None:
    """Forget what is not written yet. For tests: each begins with nothing in memory."""
    _waiting.clear()
