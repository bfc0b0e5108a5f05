"""What went out to people, and what came back: as far as it decides when they may be asked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from secondslice.accounts.models import Workspace
from secondslice.messaging.models import Message
from secondslice.pulse.budget import YEAR
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch

LOOK_BACK = YEAR + timedelta(days=31)
"""What lies further back can no longer be above any yearly limit."""


class Heard(NamedTuple):
    """What must be known of a question that went out."""

    contact_id: int
    sent_at: datetime
    expires_at: datetime
    kind: str
    mode: str
    state: str
    taste: str
    mail: str | None

    @property
    def is_lost(self) -> bool:
        """Tell whether the mail could not be delivered and no answer came by another way.

        Of what was asked in confidence an answer changes nothing here.
        """
        came_back = self.state == Ask.State.BOUNCED or self.mail == Message.State.FAILED
        return came_back and (self.is_confided or not self.is_answered)

    @property
    def is_confided(self) -> bool:
        """Tell whether it was asked confidentially or anonymously."""
        return self.mode != Ask.Mode.NAMED

    @property
    def tells_of_a_no(self) -> bool:
        """Tell whether it is a second question in confidence: that it went out must move no other question."""
        return self.is_confided and self.kind == Ask.Kind.RE_ASK

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer came. Of an anonymous question only that is known."""
        return bool(self.taste) or self.state == Ask.State.ANSWERED

    def is_open(self, at: datetime) -> bool:
        """Tell whether the person can perhaps still answer for the first time.

        What was asked in confidence may until it expires, answered or not: nobody learns the one from the other.
        """
        confided = self.is_confided and self.state == Ask.State.ANSWERED
        return (confided or self.state == Ask.State.SENT) and self.expires_at > at

    def is_silence(self, at: datetime) -> bool:
        """Tell whether the time to answer went by."""
        return self.state == Ask.State.EXPIRED or (
            self.state == Ask.State.SENT and self.expires_at <= at
        )


def days_of(sent: Iterable[Heard], zone: ZoneInfo) -> list[date]:
    """Return on which days questions went out, by the clock of that zone.

    A question that was put again is one like any other to whoever gets it: the next rests after it too.
    """
    return sorted({one.sent_at.astimezone(zone).date() for one in sent})


def open_until(sent: Iterable[Heard], zone: ZoneInfo, *, at: datetime) -> date | None:
    """Return the first day on which nothing waits for an answer any more."""
    last = max((one.expires_at for one in sent if one.is_open(at)), default=None)
    return last.astimezone(zone).date() + timedelta(days=1) if last else None


def silent_in_a_row(
    sent: Sequence[Heard], zone: ZoneInfo, touches: Sequence[tuple[str, date]], *, at: datetime
) -> int:
    """Return how many rounds of questions in a row had no answer at all, since somebody last talked to the person."""
    talked = max((on for kind, on in touches if kind == Touch.Kind.TALK), default=date.min)
    rounds: dict[date, bool] = {}
    for one in sent:
        day = one.sent_at.astimezone(zone).date()
        if day > talked and (one.is_answered or one.is_silence(at)):
            rounds[day] = rounds.get(day, False) or one.is_answered
    count = 0
    for _day, answered in sorted(rounds.items(), reverse=True):
        if answered:
            break
        count += 1
    return count


def heard_of(workspace: Workspace, ids: Sequence[int], *, at: datetime) -> dict[int, list[Heard]]:
    """Return what went out to these people within the time that counts.

    Of those who have not answered in that time, all of it: somebody who was silent three times stays so for ever.
    """
    found: dict[int, list[Heard]] = {}
    recent = Ask.objects.filter(workspace=workspace, contact__in=ids, sent_at__gt=at - LOOK_BACK)
    _collect(recent, found)
    heard = {pk for pk, sent in found.items() if any(one.is_answered for one in sent)}
    quiet = [pk for pk in ids if pk not in heard]
    if quiet:
        older = Ask.objects.filter(
            workspace=workspace, contact__in=quiet, sent_at__lte=at - LOOK_BACK
        )
        _collect(older, found)
    return found


def _collect(asks: QuerySet[Ask], found: dict[int, list[Heard]]) -> None:
    for row in asks.values_list(
        "contact", "sent_at", "expires_at", "kind", "mode", "state", "taste", "message__state"
    ):
        one = Heard(*row)
        if not (one.is_lost or one.tells_of_a_no):
            found.setdefault(one.contact_id, []).append(one)


def touches_of(workspace: Workspace, ids: Sequence[int]) -> dict[int, list[tuple[str, date]]]:
    found: dict[int, list[tuple[str, date]]] = {}
    rows = Touch.objects.filter(workspace=workspace, contact__in=ids).order_by("on", "pk")
    for contact_id, kind, on in rows.values_list("contact", "kind", "on"):
        found.setdefault(contact_id, []).append((kind, on))
    return found
