"""Deliver what is due: claimed in small batches, handed over side by side, each noted as soon as the server has it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q, QuerySet

from secondslice.core.rows import update_rows
from secondslice.core.seal import UnreadableError
from secondslice.messaging import rules
from secondslice.messaging.journal import Journal, left_behind
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.bounces import Kind, kind_of
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services import smoothing
from secondslice.messaging.services.claims import IN_HAND, give_up_taken_back, let_go
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.messaging.services.writing import opened
from secondslice.messaging.transports.base import DeliveryError, Letter, ServerAway, Transport

log = logging.getLogger(__name__)
MAIL = "mail"
BATCH = 120
"""Mails in one hand: each batch waits three times for its turn among the writers, so few make many slow."""
NOTE_EVERY = 0.2
"""Seconds after which what the server has taken is written down at the latest, whatever else is in hand."""
RENEW_EVERY = 60.0
"""Seconds after which a worker that is still at a batch says so (rules.STUCK_AFTER is the time it has)."""
LEFT_ALONE = "Mail to this address comes back, so it was not sent."
UNSURE = "The worker was killed while the server took this mail. It has most probably arrived."


def deliver_due(
    *,
    transport: Transport,
    now: Callable[[], datetime],
    most: int = 200,
    stop: Callable[[], bool] = lambda: False,
    journal: Journal | None = None,
) -> int:
    """Deliver up to `most` messages that are due, until `stop` says so. Return how many left.

    Safe with several workers: a message is claimed by its change of state. One that was being sent when its worker
    died is taken up again: at the worker's next start, from its journal, or by another worker after ten minutes, with
    the same Message-ID. A server that takes none ends the round.
    """
    sent, left = 0, most
    while left > 0 and not stop():
        batch = _claim(at=now(), most=min(BATCH, left))
        if not batch:
            break
        left -= len(batch)
        round_ = _Round(transport, now, batch)
        round_.deliver(stop)
        sent += round_.sent
        if journal is not None:
            journal.clear()
        if round_.is_over:
            break
    return sent


@transaction.atomic
def release_claims() -> int:
    """Set every message free that was being sent. Only for a worker that knows it is the only one."""
    give_up_taken_back()
    return Message.objects.filter(IN_HAND).update(state=Message.State.WAITING, claim="")


def settle_journals(*, folder: Path, at: datetime) -> int:
    """Note what dead workers had handed over before anybody could write it down. Return how many mails.

    A mail whose content had left and whose answer nobody heard counts as sent: the server had all of it.
    """
    count = 0
    for journal in left_behind(folder):
        found = journal.found()
        with transaction.atomic():
            count += _note_sent(found.handed, at=at) + _note_sent(found.unsure, at=at, why=UNSURE)
        journal.clear()
    return count


def _note_sent(mails: Iterable[str], *, at: datetime, why: str = "") -> int:
    claimed = Message.objects.filter(ref__in=list(mails), sent_at=None)
    return claimed.update(state=Message.State.SENT, sent_at=at, sealed="", claim="", last_error=why)


def _due(at: datetime) -> QuerySet[Message]:
    """Return the mails that may be claimed: what waits, and what a dead worker left behind."""
    stuck = IN_HAND & Q(claimed_at__lte=at - rules.STUCK_AFTER)
    return Message.objects.filter(
        Q(state=Message.State.WAITING) | stuck, sent_at=None, due_at__lte=at, channel=MAIL
    )


@transaction.atomic  # takes its turn among the writers; see core/sqlite
def _claim(*, at: datetime, most: int) -> list[Message]:
    """Take some messages, but those that another worker has taken in this moment."""
    first = _first(at, most, is_bulk=False)
    if (left := most - len(first)) > 0:
        may = smoothing.allowed(at=at)
        first += _first(at, left if may is None else min(left, may), is_bulk=True)
    if not first:
        return []
    claim = secrets.token_hex(8)
    _due(at).filter(pk__in=first).update(
        state=Message.State.SENDING, tries=F("tries") + 1, claimed_at=at, claim=claim
    )
    mine = Message.objects.filter(pk__in=first, claim=claim)
    return list(mine.order_by("is_bulk", "due_at", "pk"))


def _first(at: datetime, most: int, *, is_bulk: bool) -> list[int]:
    """Return what has been due the longest, of what somebody waits for or of the many."""
    found = _due(at).filter(is_bulk=is_bulk).order_by("due_at", "pk")
    return list(found.values_list("pk", flat=True)[:most])


@dataclass(slots=True)
class _Round:
    """The delivery of one batch: whatever goes wrong with a message stays on its row and stops nothing else."""

    transport: Transport
    now: Callable[[], datetime]
    batch: Sequence[Message]
    sent: int = 0
    is_over: bool = False
    """The next one would fare no better, or we are asked to stop."""
    _open: dict[str, Message] = field(default_factory=dict)
    _to_note: list[Message] = field(default_factory=list)

    def deliver(self, stop: Callable[[], bool]) -> None:
        """Hand all of it over, write down what became of each, and put back what was not begun."""
        letters = []
        for message in self._reachable():
            self._open[str(message.ref)] = message
            if (letter := self._letter(message)) is not None:
                letters.append(letter)
        noted = renewed = time.monotonic()
        try:
            for result in self.transport.deliver_all(letters, stop=stop):
                message = self._open.pop(result.letter.id)
                message.provider_id = result.receipt
                self._take(message, result.error)
                if self._to_note and time.monotonic() - noted > NOTE_EVERY:
                    self._note()
                    noted = time.monotonic()
                if time.monotonic() - renewed > RENEW_EVERY:
                    self._renew()
                    renewed = time.monotonic()
        finally:
            if self._to_note or self._open or self.is_over:
                self._end()

    def _reachable(self) -> list[Message]:
        """Give up the questions to addresses whose mail has come back since they were written; return the rest."""
        gone: dict[int, set[str]] = {}
        for workspace in {message.workspace_id for message in self.batch if message.is_bulk}:
            mine = [one.to for one in self.batch if one.workspace_id == workspace and one.is_bulk]
            gone[workspace] = set(suppressed(workspace, mine))
        rest = []
        for message in self.batch:
            if message.is_bulk and message.to.lower() in gone[message.workspace_id]:
                _not_delivered(message, DeliveryError(LEFT_ALONE, permanent=True), at=self.now())
            else:
                rest.append(message)
        return rest

    def _letter(self, message: Message) -> Letter | None:
        try:
            return opened(message)
        except UnreadableError as error:  # the old key may come back
            self._open.pop(str(message.ref))
            _not_delivered(message, DeliveryError(str(error)), at=self.now())
            return None

    def _take(self, message: Message, error: Exception | None) -> None:
        if error is None:
            self.sent += 1
            self._to_note.append(message)
        elif isinstance(error, DeliveryError):
            _not_delivered(message, error, at=self.now())
            self.is_over = self.is_over or isinstance(error, ServerAway)
        else:
            log.error("Message %s could not be sent.", message.ref, exc_info=error)
            # the text of the fault may hold a secret
            why = f"It could not be sent: {type(error).__name__}, see the log."
            _not_delivered(message, DeliveryError(why), at=self.now())

    @transaction.atomic
    def _end(self) -> None:
        """Write down the last that has left, and put back the rest, in one turn among the writers."""
        if self._to_note:
            self._note()
        self._put_back()

    @transaction.atomic
    def _renew(self) -> None:
        """Say that we are still at it: a slow server must not make another worker think that we have died."""
        there = Message.objects.filter(pk__in=[one.pk for one in self._open.values()])
        mine = there.filter(state=Message.State.SENDING, claim=self.batch[0].claim)
        mine.update(claimed_at=self.now())

    @transaction.atomic
    def _note(self) -> None:
        """Write down what has left, all that came since the last time."""
        mine = Message.objects.filter(pk__in=[message.pk for message in self._to_note])
        state = Message.State.KEPT if self.transport.keeps else Message.State.SENT
        values = {"state": state, "sent_at": self.now(), "last_error": "", "claim": ""}
        mine.update(**values, **({} if self.transport.keeps else {"sealed": ""}))
        if known := [message for message in self._to_note if message.provider_id]:
            update_rows(known, ["provider_id"])
        self._to_note.clear()

    def _put_back(self) -> None:
        """Set free what was claimed and not begun. When the server is away, all that is due soon waits a little.

        Not each mail is to find out for itself, with a time-out, that nothing leaves.
        """
        if self._open:
            keys, claim = [one.pk for one in self._open.values()], self.batch[0].claim
            let_go(keys=keys, claim=claim, state=Message.State.WAITING, tries=F("tries") - 1)
            self._open.clear()
        if self.is_over:
            again = self.now() + rules.SERVER_AWAY
            due = Message.objects.filter(
                state=Message.State.WAITING, sent_at=None, due_at__lt=again, channel=MAIL
            )
            due.update(due_at=again)


@transaction.atomic
def _not_delivered(message: Message, error: DeliveryError, *, at: datetime) -> None:
    """Put a message off, or give it up: then it counts as one that came back, unless it was taken back."""
    give_up = error.permanent or message.tries >= rules.MOST_TRIES
    message.state = Message.State.FAILED if give_up else Message.State.WAITING
    is_mine = let_go(
        keys=[message.pk],
        claim=message.claim,
        state=message.state,
        due_at=at + rules.pause_after(message.tries),
        last_error=str(error)[:300],
    )
    if give_up and is_mine:
        report = CameBack(
            address=message.to,
            kind=kind_of(error.refusal) if error.refusal else Kind.OTHER,
            words=error.refusal.words if error.refusal else str(error),
            key=f"given up: {message.ref} at {at.isoformat()}",
        )
        note_bounce(workspace_id=message.workspace_id, report=report, at=at, message=message)
