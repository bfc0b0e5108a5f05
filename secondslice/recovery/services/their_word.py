"""What the customer says: it opens a case, and nothing else closes it.

The journeys may tell the same answer several times; what is no news changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.accounts.selectors import keeper_of, lead_of, people_who_deliver
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.recovery import rules
from secondslice.recovery.models import Case, CaseNote, ReAsk
from secondslice.recovery.rules import Event, State, Step
from secondslice.recovery.selectors.cases import calendar_of
from secondslice.recovery.services.moving import Move, move

EVENT_OF = {Taste.YES: Event.SAID_YES, Taste.NO: Event.SAID_NO}


@transaction.atomic
def open_case(*, ask: Ask, at: datetime) -> tuple[Case, bool]:
    """Return the case of this No, and whether it was opened by this call (or opened again after a change of mind).

    Reasons that arrive later change how much the case weighs.
    """
    weight = _severity(ask)
    case, is_new = Case.objects.get_or_create(
        ask=ask,
        defaults={
            "workspace": ask.workspace,
            "project": ask.project,
            "customer": ask.customer,
            "contact": ask.contact,
            "owner": _owner(ask),
            "severity": weight,
            "opened_at": at,
            "due_at": rules.due(Step.TALK, since=at, calendar=calendar_of(ask.workspace)),
        },
    )
    if is_new:
        _note(case, CaseNote.Kind.OPENED, at)
        return case, True
    if case.severity != weight:
        case.severity = weight
        case.save(update_fields=["severity"])
    if not _is_no_after_all(case, ask):
        return case, False
    move(case=case, what=Move(Event.NO_AFTER_ALL, at=at))
    _note(case, CaseNote.Kind.REOPENED, at)
    return case, True


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
def take_re_ask_answer(*, ask: Ask, at: datetime) -> Case | None:
    """Follow the answer to a re-ask: a Yes proves the recovery, a No opens the case again as a second No.

    Return the case, or None when this is no news. Nothing else makes a case recovered.
    """
    if ask.kind == Ask.Kind.RE_ASK and not ReAsk.objects.filter(ask=ask).exists():
        # Every No has a case: also one to a question that nobody asked from a case.
        case, is_news = open_case(ask=ask, at=at) if ask.taste == Taste.NO else (None, False)
        return case if is_news else None
    return _take_word(ask, at=at)


def _take_word(ask: Ask, *, at: datetime) -> Case | None:
    """Bring the re-ask and its case in line with the answer. Only the newest re-ask moves the case."""
    re_ask = ReAsk.objects.select_related("case__workspace").filter(ask=ask).first()
    if re_ask is None or re_ask.outcome == ask.taste:
        return None
    re_ask.outcome = ask.taste
    re_ask.save(update_fields=["outcome"])
    case = re_ask.case
    case.second_no = case.re_asks.filter(outcome=Taste.NO).exists()
    case.save(update_fields=["second_no"])
    event = EVENT_OF[Taste(ask.taste)] if ask.taste else Event.UNSAID
    is_newest = not case.re_asks.filter(at__gt=re_ask.at).exists()
    if not is_newest or rules.after(case.state, event) is None:
        return None
    move(case=case, what=Move(event, at=at, waits_until=ask.expires_at, proof=ask))
    if event is Event.SAID_YES:
        _note(case, CaseNote.Kind.RECOVERED, at)
    elif event is Event.SAID_NO:
        _note(case, CaseNote.Kind.REOPENED, at)
    return case


def _is_no_after_all(case: Case, ask: Ask) -> bool:
    """Tell whether the person gave this No anew after the case was closed (and did not only add words)."""
    if case.state == State.WITHDRAWN:
        return True
    said_at = ask.changed_at
    return case.closed_at is not None and said_at is not None and said_at > case.closed_at


def _owner(ask: Ask) -> User:
    """Return who answers for the project, as long as this person works here; else who answers for the PMO.

    What was said in confidence is never for who is rated.
    """
    if ask.mode != Ask.Mode.NAMED:
        return keeper_of(ask.workspace)
    if ask.owner is not None and ask.owner in people_who_deliver(ask.workspace):
        return ask.owner
    return lead_of(ask.workspace)


def _severity(ask: Ask) -> str:
    details = details_of(ask)
    return rules.severity(reason["severity"] for reason in details.reasons) if details else "minor"


def _note(case: Case, kind: CaseNote.Kind, at: datetime) -> None:
    CaseNote.objects.create(
        workspace_id=case.workspace_id, case=case, kind=kind, owner_id=case.owner_id, at=at
    )
