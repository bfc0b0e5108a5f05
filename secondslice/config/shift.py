"""What a worker does over and over. `worker.py` starts it, once Django is there."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections

from secondslice.core import clock
from secondslice.jobs.services import keep_schedule, release_leases, revive_vital, run_due
from secondslice.messaging.journal import Journal, open_journal
from secondslice.messaging.services import deliver_due, release_claims, settle_journals
from secondslice.messaging.services.chatting import deliver_chats
from secondslice.messaging.transports import mail_transport

log = logging.getLogger("secondslice.worker")
IDLE_SECONDS = 0.5
SCHEDULE_SECONDS = 60
RETRY_SECONDS = 5.0
MOST_JOBS, MOST_MAILS, MOST_CHATS = 20, 120, 10
"""Small portions, so that neither kind of work starves the other."""


class Shift:
    """The work between start and stop. One part that stumbles keeps no other from being done."""

    def __init__(self, stopping: threading.Event, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._stopping = stopping
        self._retry_seconds = retry_seconds
        self._journal: Journal | None = None
        self._transport = mail_transport()
        self._scheduled_at: datetime | None = None

    def begin(self, *, is_only_worker: bool) -> None:
        """Take up what was left behind: where nobody else works on this database, nobody else has it."""
        settle_journals(folder=settings.DATA_DIR, at=clock.now())
        self._journal = open_journal(settings.DATA_DIR)
        self._transport = mail_transport(journal=self._journal)
        if is_only_worker:
            release_leases()
            release_claims()
        if revived := revive_vital():
            log.warning("%s jobs had been given up that may not be; they are tried again.", revived)

    def work(self) -> None:
        """Do what is due until asked to stop."""
        while not self._stopping.is_set():
            if not self.turn():
                self._transport.close()
                close_old_connections()
                self._stopping.wait(IDLE_SECONDS)
        self._transport.close()

    def turn(self) -> int:
        """Do one portion of everything. Return how much was done."""
        done = 0
        for part in (self._schedule, self._jobs, self._mails, self._chats):
            try:
                done += part()
            except (
                Exception
            ):  # the database is away for a moment, or a fault of ours: the rest must go on
                log.exception("The worker stumbled; it goes on in %s s.", self._retry_seconds)
                close_old_connections()
                self._stopping.wait(self._retry_seconds)
        return done

    def _schedule(self) -> int:
        now = clock.now()
        last = self._scheduled_at
        if last is None or (now - last).total_seconds() >= SCHEDULE_SECONDS:
            keep_schedule(at=now)
            self._scheduled_at = now
        return 0

    def _jobs(self) -> int:
        return run_due(now=clock.now, most=MOST_JOBS, stop=self._stopping.is_set)

    def _mails(self) -> int:
        return deliver_due(
            transport=self._transport,
            now=clock.now,
            most=MOST_MAILS,
            stop=self._stopping.is_set,
            journal=self._journal,
        )

    def _chats(self) -> int:
        return deliver_chats(now=clock.now, most=MOST_CHATS, stop=self._stopping.is_set)
