"""A customer has said how the project tastes, and the time in which a mis-tap can be undone is over.

Read this file to see what follows. It may be told several times about the same answer (the person adds words, or
changes the answer): every step looks at what is there already, so each thing happens once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.funnel import services as funnel
from secondslice.funnel.again import services as again
from secondslice.journeys.case_moved import case_of_moved
from secondslice.journeys.project_changed import person_changed
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.selectors.asks import details_of
from secondslice.pulse.services.sealing import note_something_to_seal
from secondslice.pulse.services.settling import note_told
from secondslice.pulse.services.tallying import tally_answer
from secondslice.recovery import services as recovery
from secondslice.value import services as value


@transaction.atomic
def answer_given(*, ask: Ask, now: datetime) -> None:
    """Bring everything that follows from this ask's answer in line with it, the counts of the pulse page too.

    For a person who was erased meanwhile nothing follows any more but the counts.
    """
    details = details_of(ask) if ask.taste else None
    if ask.contact.erased_at is None:
        _follow(ask, details, now=now)
    tally_answer(ask=ask, details=details)
    note_something_to_seal(ask=ask, at=now)
    person_changed(contact=ask.contact, now=now)  # what is planned may come sooner, or must wait


def _follow(ask: Ask, details: AnswerDetail | None, *, now: datetime) -> None:
    if ask.taste == Taste.NO:
        _after_no(ask, details, now=now)
    elif ask.taste == Taste.YES:
        _after_yes(ask, details, now=now)
    else:
        _after_nothing(ask, now=now)
    case_of_moved(ask=ask)


def _after_no(ask: Ask, details: AnswerDetail | None, *, now: datetime) -> None:
    """Open a case and tell its owner: a No we hear is a No we can mend. Words that come later are told too, once."""
    funnel.take_back_second_slice(ask=ask)
    value.withdraw_testimonial(ask=ask, at=now)
    if ask.kind == Ask.Kind.RE_ASK:
        taken = recovery.take_re_ask_answer(ask=ask, at=now)
    else:
        taken = recovery.open_case(ask=ask, at=now)
    new_words = details.comment if details and note_told(detail=details, at=now) else ""
    if taken.case is not None and taken.is_news:
        recovery.tell_owner(case=taken.case, at=now)
    elif new_words and not taken.is_told:
        recovery.tell_new_words(ask=ask, words=new_words, at=now)


def _after_yes(ask: Ask, details: AnswerDetail | None, *, now: datetime) -> None:
    """A Yes to a re-ask proves the recovery; a Yes with words is a quote, a Yes with a wish is the next order."""
    recovery.customer_took_it_back(ask=ask, at=now)
    if ask.kind == Ask.Kind.RE_ASK:
        recovery.take_re_ask_answer(ask=ask, at=now)
    if details is None:
        return
    if details.wants_next:
        again.follow_wish(ask=ask, words=details.wants_next, at=now)
    if details.quote == AnswerDetail.Quote.NO or not details.comment:
        value.withdraw_testimonial(ask=ask, at=now)
    else:
        value.draft_testimonial(ask=ask, words=details.comment, consent=details.quote, at=now)


def _after_nothing(ask: Ask, *, now: datetime) -> None:
    """The answer was taken back: what followed from it is taken back too."""
    recovery.customer_took_it_back(ask=ask, at=now)
    funnel.take_back_second_slice(ask=ask)
    value.withdraw_testimonial(ask=ask, at=now)
