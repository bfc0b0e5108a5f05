"""Where a case stands, as its customer reads it on the page of the answer. Nobody is named who must not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Q
from django.utils import translation

from secondslice.core import clock
from secondslice.pulse.models import Ask, FollowUp
from secondslice.pulse.services.following import News
from secondslice.recovery.adjustment_words import in_short, with_day
from secondslice.recovery.models import Adjustment, Case, CaseMail, CaseNote, ReAsk
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.since_no import changes_since_no

Kind = FollowUp.Kind


def case_behind(ask: Ask) -> Case | None:
    """Return the case that this question's No opened, or for a second question the case it belongs to."""
    found = Case.objects.select_related("workspace", "ask", "project", "customer", "contact")
    if ask.kind == Ask.Kind.RE_ASK:
        mine = ReAsk.objects.filter(ask=ask).values("case")
        return found.filter(Q(pk__in=mine) | Q(ask=ask)).first()
    return found.filter(ask=ask).first()


def asks_of(case: Case) -> list[Ask]:
    """Return every question of a case: the one that brought the No, and those that were put again."""
    again = ReAsk.objects.filter(case=case).values("ask")
    return list(Ask.objects.filter(Q(pk=case.ask_id) | Q(pk__in=again)))


def news_of(case: Case) -> News | None:
    """Return where the case stands, in the days of the customer; None where there is nothing to tell yet."""
    tell = _TOLD.get(State(case.state))
    return tell(case) if tell else None


def _given(case: Case) -> News | None:
    """Tell who answers, where that is not the person whom the page names anyway."""
    if case.ask.mode != Ask.Mode.NAMED or case.owner_id == case.ask.owner_id:
        return None
    return News(Kind.GIVEN, _day(case, case.began_at), case.owner_id, until=_day(case, case.due_at))


def _taken_up(case: Case) -> News:
    by_id, at = _heard(case)
    return News(Kind.HEARD, _day(case, at), by_id=by_id, until=_day(case, case.due_at))


def _planned(case: Case) -> News:
    note = CaseNote.objects.filter(case=case, kind=CaseNote.Kind.PLANNED).order_by("-pk")[0]
    return News(Kind.PLANNED, _day(case, note.at), note.by_id, case.plan, case.planned_for)


def _changed(case: Case) -> News:
    newest = Adjustment.objects.filter(case=case).order_by("-at", "-pk")[0]
    today = clock.day_of(newest.at, case.workspace.time_zone)
    changes = changes_since_no(case, today=max(today, newest.starts_on)) or [newest]
    with translation.override(case.ask.language):
        if len(changes) == 1:
            return News(Kind.CHANGED, newest.starts_on, newest.by_id, in_short(newest))
        words = "; ".join(with_day(one, today=today) for one in changes)
    return News(Kind.SEVERAL, newest.starts_on, newest.by_id, words)


def _asked(case: Case) -> News:
    asked = ReAsk.objects.filter(case=case).select_related("ask").order_by("-at", "-pk")[0]
    return News(Kind.ASKED, _day(case, asked.ask.sent_at))  # where it waits for its hour: the hour


def _ended(case: Case) -> News | None:
    return News(_ENDS[State(case.state)], _day(case, case.closed_at)) if case.closed_at else None


_ENDS = {
    State.RECOVERED: Kind.RECOVERED,
    State.NOT_RECOVERED: Kind.ENDED,
    State.NO_ANSWER: Kind.SILENT,
}
_TOLD: dict[State, Callable[[Case], News | None]] = {
    State.NEW: _given,
    State.ACKNOWLEDGED: _taken_up,
    State.PLANNED: _planned,
    State.ADJUSTED: _changed,
    State.RE_ASKED: _asked,
    **dict.fromkeys(_ENDS, _ended),
}


def _day(case: Case, moment: datetime) -> date:
    return clock.day_of(moment, case.contact.time_zone or case.workspace.time_zone)


def _heard(case: Case) -> tuple[int | None, datetime]:
    """Return who has heard the person after the last No, and when: by talking, or by a mail that answers it."""
    since = case.said_at
    talk = (
        CaseNote.objects.filter(case=case, kind=CaseNote.Kind.TALKED, at__gte=since)
        .order_by("at", "pk")
        .values_list("by", "at")
        .first()
    )
    mail = (
        CaseMail.objects.filter(case=case, answers_no=True, at__gte=since)
        .order_by("at", "pk")
        .values_list("by", "at")
        .first()
    )
    both = [one for one in (talk, mail) if one is not None]
    nobody: tuple[int | None, datetime] = (None, case.acknowledged_at or since)
    return min(both, key=lambda one: one[1]) if both else nobody
