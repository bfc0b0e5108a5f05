"""Take an answer at a station: once, within its limits, and with nothing that leads to the person.

Nothing follows from such an answer: no case, no mail, no count among those of people who were asked.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from secondslice.core import clock
from secondslice.pulse import rules
from secondslice.pulse.models import AnonymousAnswer, Reason, Station, Taste
from secondslice.pulse.rules import Tap
from secondslice.pulse.selectors.asks import label_of, shown_reasons
from secondslice.pulse.services.station_limits import LimitReached, keep_within, note_not_counted
from secondslice.pulse.slips import receipt_digest
from secondslice.pulse.station_rules import (
    RECEIPT_DAYS,
    Reject,
    limits,
    signs_that_count,
    week_of,
)

MOST_REASONS = 3
AT_ONCE = 500


class Became(Enum):
    """What became of a tap at a station."""

    COUNTED = auto()
    SAME = auto()
    """This answer is there already: the same form again, or the same taste."""
    CHANGED = auto()
    ONE_MORE_ACT = auto()
    TOO_MANY = auto()
    ANSWERED_BEFORE = auto()
    """This browser has answered here already."""
    SHOWN = auto()
    """The answer was shown with others: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a tap comes from, as far as a station must know. Nothing of it is kept with the answer."""

    receipt: str
    """The one this form brings."""
    held: str = ""
    """The one this browser held already."""
    device: str = ""


def take_at_station(*, station: Station, tap: Tap, hand: Hand) -> Became:
    """Decide what a tap is, and count it once or not at all."""
    if _is_there(station, hand.receipt):
        return Became.SAME
    week = _week(station, tap.at)
    if hand.held:
        note_not_counted(station=station, why=Reject.BROWSER, week=week)
        return Became.ANSWERED_BEFORE
    found = signs_that_count(rules.signals(tap), kind=station.kind)
    verdict = rules.verdict(found, second_act=tap.second_act)
    if verdict != "human":
        why = Reject.MACHINE if verdict == "machine" else Reject.UNCONFIRMED
        note_not_counted(station=station, why=why, week=week)
        return Became.ONE_MORE_ACT
    return _count(station, tap, hand, week)


def _count(station: Station, tap: Tap, hand: Hand, week: date) -> Became:
    kept = limits(
        kind=station.kind,
        network=tap.network,
        device=hand.device,
        most_per_hour=station.most_per_hour,
    )
    try:
        with transaction.atomic():
            keep_within(station=station, limits=kept, at=tap.at)
            _write(station, tap, hand, week)
            if tap.second_act:
                note_not_counted(station=station, why=Reject.UNCONFIRMED, week=week, by=-1)
    except LimitReached as reached:
        note_not_counted(station=station, why=reached.limit.why, week=week)
        return Became.TOO_MANY
    except IntegrityError:  # the same form arrived twice at one moment
        return Became.SAME
    return Became.COUNTED


def _write(station: Station, tap: Tap, hand: Hand, week: date) -> None:
    AnonymousAnswer.objects.create(
        workspace=station.workspace,
        source=station.kind,
        station=station,
        project=station.project,
        customer_id=station.project.customer_id if station.project else None,
        week=week,
        taste=tap.taste,
        receipt_digest=receipt_digest(hand.receipt),
    )


@transaction.atomic
def change_answer(*, station: Station, receipt: str, taste: str) -> Became:
    """Turn an answer into the other one; its reasons belonged to the old one and go."""
    mine = _mine(station, receipt)
    if mine.filter(taste=taste).exists():
        return Became.SAME
    changed = mine.filter(is_revealed=False).update(taste=taste, reasons=[])
    return Became.CHANGED if changed else Became.SHOWN


@transaction.atomic
def take_back(*, station: Station, receipt: str) -> bool:
    """Delete an answer. Return whether it is gone: what was shown with others stays."""
    _mine(station, receipt).filter(is_revealed=False).delete()
    return not _is_there(station, receipt)


@transaction.atomic
def add_words(*, station: Station, receipt: str, codes: list[str], comment: str) -> bool:
    """Keep up to three reasons and words with an answer. Return whether it is there.

    Words to an answer that was shown already wait: whoever looks at the screen could see who still types.
    """
    answer = _mine(station, receipt).first()
    if answer is None:
        return False
    shown = shown_reasons(station.workspace_id, Taste(answer.taste), language=station.language)
    chosen = [one for one in shown if one.code in codes]
    said = {"reasons": [_as_seen(one) for one in chosen[:MOST_REASONS]], "comment": comment}
    if not _mine(station, receipt).filter(is_revealed=False).update(**said):
        _mine(station, receipt).update(**said, words_wait=True)
    return True


@transaction.atomic
def forget_receipts(*, at: datetime) -> int:
    """Cut the last thread from a browser to its answer, some days after its week. Return how many were cut."""
    before = at.date() - timedelta(days=7 + RECEIPT_DAYS)
    old = AnonymousAnswer.objects.filter(station__isnull=False, week__lt=before)
    old = old.exclude(receipt_digest__startswith="-")
    rows = list(old[:AT_ONCE])
    for row in rows:
        row.receipt_digest = f"-{secrets.token_hex(31)}"
    AnonymousAnswer.objects.bulk_update(rows, ["receipt_digest"])
    return len(rows)


def _as_seen(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "label": label_of(reason), "severity": reason.severity}


def _mine(station: Station, receipt: str) -> QuerySet[AnonymousAnswer]:
    return AnonymousAnswer.objects.filter(station=station, receipt_digest=receipt_digest(receipt))


def _is_there(station: Station, receipt: str) -> bool:
    return _mine(station, receipt).exists()


def _week(station: Station, at: datetime) -> date:
    return week_of(clock.day_of(at, station.workspace.time_zone))
