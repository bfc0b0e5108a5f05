"""A case has moved: its customer reads on the page of the answer where it stands.

Whatever moves a case comes through a journey, and each of them ends here. It may be told several times.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.pulse.models import Ask
from secondslice.pulse.services.following import follow
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case, ReAsk, Waiver
from secondslice.recovery.selectors.for_customer import asks_of, case_behind, news_of


@transaction.atomic
def case_moved(*, case: Case) -> None:
    """Write down for the customer where the case stands now: for the first question, and for those put again."""
    follow(asks=asks_of(case), news=news_of(case))


@transaction.atomic
def case_of_moved(*, ask: Ask) -> None:
    """Do so for the case of this question, where there is one."""
    case = case_behind(ask)
    if case is not None:
        case_moved(case=case)


@transaction.atomic
def customer_talked_to(*, case: Case, words: str, by: User, now: datetime) -> None:
    """Somebody has talked to the person about the No."""
    recovery.acknowledge(case=case, words=words, by=by, at=now)
    case_moved(case=case)


@transaction.atomic
def case_planned(*, case: Case, what: str, planned_for: date, by: User, now: datetime) -> None:
    """Somebody has agreed with the person on what will be done, and until when."""
    recovery.plan(case=case, what=what, planned_for=planned_for, by=by, at=now)
    case_moved(case=case)


@transaction.atomic
def clock_laid(*, case: Case, changed_at: datetime, now: datetime) -> None:
    """The time limits have changed: the person hears by another day."""
    recovery.lay_clock(case=case, changed_at=changed_at, at=now)
    case_of_moved(ask=case.ask)  # read anew: the row here holds the old day


@transaction.atomic
def question_lost(*, case: Case, now: datetime) -> None:
    """The question that was put again reached nobody: it is our turn again."""
    recovery.re_ask_never_arrived(case=case, at=now)
    case_moved(case=case)


@transaction.atomic
def question_found(*, re_ask: ReAsk, now: datetime) -> None:
    """The question that was lost leaves once more: it is the customer's turn again."""
    recovery.re_ask_sent_again(re_ask=re_ask, at=now)
    case_moved(case=re_ask.case)


@transaction.atomic
def waiver_decided(*, case: Case, waiver: Waiver, agrees: bool, by: User, now: datetime) -> None:
    """A second person has decided whether a case is given up."""
    recovery.decide_waiver(case=case, waiver=waiver, agrees=agrees, by=by, at=now)
    case_moved(case=case)
