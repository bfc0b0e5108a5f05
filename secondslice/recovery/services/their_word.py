"""What the customer says: it opens a case, and nothing else closes it.

The journeys may tell the same answer several times; what is no news changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.recovery import rules
from secondslice.recovery.models import Case, CaseNote, ReAsk
from secondslice.recovery.rules import Event, State, Step
from secondslice.recovery.selectors.owners import is_about_owner, owner_of
from secondslice.recovery.selectors.waiting import NEVER_THERE
from secondslice.recovery.services.deviating import mark_deviation
from secondslice.recovery.services.moving import Move, clock_for, move, note_passed_on, write
from secondslice.recovery.services.owning import pass_up
from secondslice.recovery.time_limits import Warned

EVENT_OF = {Taste.YES: Event.SAID_YES, Taste.NO: Event.SAID_NO}


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer has led to."""

    case: Case | None = None
    is_news: bool = False
    """Whether the case was opened by it, opened again, or brought to its end."""
    is_told: bool = False
    """Whether somebody was told of it already, with its words: who got the case because of its reasons."""


@transaction.atomic
def open_case(*, ask: Ask, at: datetime) -> Taken:
    """Return the case of this No, and whether it was opened by this call (or opened again after a change of mind).

    Reasons that arrive later change how much the case weighs, what lies behind it and, where they are about its owner
    or it is not the first time, who owns it.
    """
    case = Case.objects.filter(ask=ask).select_related(*_WITH).first()
    if case is None:
        case = _new_case(ask, at=at)
        mark_deviation(case=case, at=at)
        return Taken(case, is_news=True)
    was = case.owner_id
    weigh_anew(case=case, ask=ask, at=at)
    if not _is_no_after_all(case, ask):
        # Where there is a second No, whoever is told of the case reads the words of that one.
        return Taken(case, is_told=case.owner_id != was and not case.second_no)
    move(case=case, what=Move(Event.NO_AFTER_ALL, at=at))
    _note(case, CaseNote.Kind.REOPENED, at)
    return Taken(case, is_news=True)


_WITH = ("workspace", "ask", "project", "customer", "contact", "owner")


def _new_case(ask: Ask, *, at: datetime) -> Case:
    codes = _codes(ask)
    owner = owner_of(ask, codes=codes, at=at)
    case = Case(
        workspace=ask.workspace,
        ask=ask,
        project=ask.project,
        customer=ask.customer,
        contact=ask.contact,
        owner=owner.user,
        severity=_severity(ask),
        cause=next(iter(codes), ""),
        opened_at=at,
        said_at=at,
        touched_at=at,
        began_at=at,
        due_at=at,
    )
    times = clock_for(case=case, step=Step.TALK, said_at=at, since=at)
    case.due_at, case.half_at = times.due_at, times.half_at
    case.save()
    _note(case, CaseNote.Kind.OPENED, at)
    if owner.why is not None:
        note_passed_on(case=case, why=owner.why, at=at)
    return case


@transaction.atomic
def weigh_anew(*, case: Case, ask: Ask, at: datetime) -> None:
    """Take reasons into account that came after the tap. Raise RuleBroken where somebody moved the case meanwhile.

    Who was warned stays warned, but where the talk is not late any more, being late is told anew in its time.
    """
    weight, codes = _severity(ask), _codes(ask)
    if case.severity != weight:
        case.severity = weight
        write(case=case, severity=weight, **_talk_anew(case, at=at))
    found_by_us = case.notes.filter(kind=CaseNote.Kind.CAUSE).exists()
    if codes and case.cause not in codes and not found_by_us:
        case.cause = codes[0]
        case.save(update_fields=["cause"])
    if not case.is_open or not codes:
        return
    if case.owner_id == ask.owner_id and is_about_owner(case.workspace, codes):
        pass_up(case=case, why=CaseNote.Why.BLAMED, at=at)
    mark_deviation(case=case, at=at, tell=True)


def _talk_anew(case: Case, *, at: datetime) -> dict[str, object]:
    """Return the times of the talk that is next, by what the case weighs now; none where another step is."""
    if case.step is not Step.TALK:
        return {}
    times = clock_for(case=case, step=Step.TALK, said_at=case.said_at, since=case.began_at)
    warned = min(case.warned, Warned.OWNER) if times.due_at > at else case.warned
    return {"due_at": times.due_at, "half_at": times.half_at, "warned": warned}


@transaction.atomic
def customer_took_it_back(*, ask: Ask, at: datetime) -> None:
    """The No of this ask is a No no longer: close its case. A re-ask's answer taken back takes its proof with it."""
    case = Case.objects.filter(ask=ask).first()
    if case is not None and case.is_open:
        move(case=case, what=Move(Event.TOOK_BACK, at=at))
        _note(case, CaseNote.Kind.WITHDRAWN, at)
    if not ask.taste:
        _take_word(ask, at=at)


@transaction.atomic
def take_re_ask_answer(*, ask: Ask, at: datetime) -> Taken:
    """Follow the answer to a re-ask: a Yes proves the recovery, a No opens the case again as a second No.

    Nothing else makes a case recovered.
    """
    if ask.kind == Ask.Kind.RE_ASK and not ReAsk.objects.filter(ask=ask).exists():
        # Every No has a case: also one to a question that nobody asked from a case.
        return open_case(ask=ask, at=at) if ask.taste == Taste.NO else Taken()
    case = _take_word(ask, at=at)
    return Taken(case, is_news=case is not None)


def _take_word(ask: Ask, *, at: datetime) -> Case | None:
    """Bring the re-ask and its case in line with the answer. Only the newest that reached the person moves the case."""
    re_ask = (
        ReAsk.objects.select_related(*(f"case__{name}" for name in _WITH)).filter(ask=ask).first()
    )
    if re_ask is None or re_ask.outcome == ask.taste:
        return None
    re_ask.outcome = ask.taste
    re_ask.save(update_fields=["outcome"])
    case = re_ask.case
    case.second_no = case.re_asks.filter(outcome=Taste.NO).exists()
    case.save(update_fields=["second_no"])
    event = EVENT_OF[Taste(ask.taste)] if ask.taste else Event.UNSAID
    newer = case.re_asks.filter(at__gt=re_ask.at).exclude(ask__state__in=NEVER_THERE)
    if newer.exists() or rules.after(case.state, event) is None:
        return None
    move(case=case, what=Move(event, at=at, waits_until=ask.expires_at, proof=ask))
    if event is Event.SAID_YES:
        _note(case, CaseNote.Kind.RECOVERED, at)
    elif event is Event.SAID_NO:
        _note(case, CaseNote.Kind.REOPENED, at)
        mark_deviation(case=case, at=at)
    return case


def _is_no_after_all(case: Case, ask: Ask) -> bool:
    """Tell whether the person gave this No anew after the case was closed (and did not only add words)."""
    if case.state == State.WITHDRAWN:
        return True
    said_at = ask.changed_at
    return case.closed_at is not None and said_at is not None and said_at > case.closed_at


def _severity(ask: Ask) -> str:
    details = details_of(ask)
    return rules.severity(reason["severity"] for reason in details.reasons) if details else "minor"


def _codes(ask: Ask) -> list[str]:
    """Return the causes that the person chose, the heaviest first."""
    details = details_of(ask)
    chosen = details.reasons if details else []
    return [one["code"] for one in sorted(chosen, key=lambda one: one["severity"] != "major")]


def _note(case: Case, kind: CaseNote.Kind, at: datetime) -> None:
    CaseNote.objects.create(
        workspace_id=case.workspace_id, case=case, kind=kind, owner_id=case.owner_id, at=at
    )
