"""A re-ask that waits for its hour, and where its case stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from secondslice.pulse.models import Ask, Taste
from secondslice.recovery.models import Adjustment, Case, CaseNote, ReAsk
from secondslice.recovery.rules import State
from secondslice.recovery.time_limits import opening

NEVER_THERE = (Ask.State.BOUNCED, Ask.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a case stood before it was asked again this last time."""

    state: State
    until: datetime | None = None
    """Until when the earlier re-ask could be answered, where the case waited for that, or ended with it."""
    ended_at: datetime | None = None
    """When it ended without an answer."""


def waiting_re_ask(case: Case, *, at: datetime) -> Ask | None:
    """Return the question of a case that was put again and waits for its hour; None when none does."""
    newest = newest_re_ask(case)
    return newest.ask if newest is not None and newest.ask.is_yet_to_leave(at) else None


def newest_re_ask(case: Case) -> ReAsk | None:
    """Return how the case was asked again last."""
    found = ReAsk.objects.filter(case=case).select_related(
        "ask__contact", "ask__project__workspace"
    )
    return found.order_by("-at", "-pk").first()


def times_asked_again(case: Case) -> int:
    """Return how often the person was asked again: a question that reached nobody is none."""
    return ReAsk.objects.filter(case=case).exclude(ask__state__in=NEVER_THERE).count()


def change_opens(case: Case) -> datetime | None:
    """Return when what was changed last begins."""
    newest = Adjustment.objects.filter(case=case).order_by("-at", "-pk").first()
    return opening(newest.starts_on, case.workspace.time_zone) if newest else None


def stood_before(case: Case, re_ask: ReAsk) -> Stood:
    """Return where the case stood before this re-ask, from what is written down: it was changed, if nothing else.

    It waited already, or had ended without an answer, where an earlier re-ask had reached the person, no No came after
    it, and nothing was changed since that began anew.
    """
    others = ReAsk.objects.filter(case=case).exclude(pk=re_ask.pk).select_related("ask")
    earlier = others.order_by("-at", "-pk").first()
    if earlier is None or earlier.outcome == Taste.NO or earlier.ask.state in NEVER_THERE:
        return Stood(State.ADJUSTED)
    changes = Adjustment.objects.filter(case=case, at__lte=re_ask.at)
    if case.said_at > earlier.at and changes.filter(at__gte=case.said_at).exists():
        return Stood(State.ADJUSTED)
    silence = CaseNote.objects.filter(
        case=case, kind=CaseNote.Kind.NO_ANSWER, at__gt=earlier.at, at__lte=re_ask.at
    )
    ended_at = silence.order_by("-at").values_list("at", flat=True).first()
    if ended_at is None:
        return Stood(State.RE_ASKED, until=earlier.ask.expires_at)
    if changes.filter(at__gte=ended_at).exists():
        return Stood(State.ADJUSTED)
    return Stood(State.NO_ANSWER, until=earlier.ask.expires_at, ended_at=ended_at)
