"""A customer says No, and only later says why: whoever mends it is told, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery.models import Case
from secondslice.recovery.selectors import case_file
from secondslice.recovery.services import hand_over
from secondslice.recovery.tests.make import add, fresh, give, make_case, make_re_asked_case, settle

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def told() -> list[str]:
    """Return whom the mails about added words go to."""
    return [*Message.objects.filter(kind="recovery.words_added").values_list("to", flat=True)]


def says_later(case: Case, words: str, *, at: datetime) -> None:
    add(case.ask, Taste.NO, at=at, words=words)
    settle(case.ask, at=at)


def test_words_after_the_hold_reach_the_owner_once(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    says_later(case, "I hear of delays in the corridor.", at=now + HOUR)

    settle(case.ask, at=now + 2 * HOUR)

    assert told() == [max.user.email]
    letter = opened(Message.objects.get(kind="recovery.words_added"))
    assert letter.subject == "Ben has added words to the answer: New tills"
    for part in (letter.text, letter.html):
        assert "I hear of delays in the corridor." in part
        assert str(case.ref) in part


def test_words_after_the_hold_stand_in_the_case(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    says_later(case, "I hear of delays in the corridor.", at=now + HOUR)

    entries = case_file(
        case, at=now, today=now.date(), names=ReasonNames(case.workspace_id, "en-us")
    ).entries
    assert "I hear of delays in the corridor." in [entry.words for entry in entries]


def test_words_in_the_hold_stand_in_the_first_mail_alone(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now, words="Too slow.")

    settle(case.ask, at=now + HOUR)

    assert told() == []
    assert "Too slow." in opened(Message.objects.get(kind="recovery.case_opened")).text


def test_each_new_wording_is_told_and_the_same_one_is_not(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now, words="Too slow.")
    says_later(case, "Too slow.", at=now + HOUR)
    assert told() == []

    says_later(case, "Too slow, and too dear.", at=now + 2 * HOUR)
    says_later(case, "", at=now + 3 * HOUR)

    assert told() == [max.user.email]


def test_whoever_has_taken_the_case_over_is_told(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    hand_over(case=case, to=lea.user, by=max.user, at=now + HOUR)

    says_later(case, "Too slow.", at=now + 2 * HOUR)

    assert told() == [lea.user.email]


def test_words_added_to_a_second_no_are_told_too(max: Membership, now: datetime) -> None:
    _case, ask = make_re_asked_case(max, at=now)
    give(ask, Taste.NO, at=now + HOUR)
    add(Ask.objects.get(pk=ask.pk), Taste.NO, at=now + 2 * HOUR, words="Still too slow.")

    settle(ask, at=now + 2 * HOUR)
    settle(ask, at=now + 3 * HOUR)

    assert told() == [max.user.email]


def test_words_with_reasons_that_give_the_case_to_the_lead_are_told_once(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now, name="Ben")
    add(case.ask, Taste.NO, at=now + HOUR, words="Max never calls.", reasons=["people"])

    settle(case.ask, at=now + HOUR)
    settle(case.ask, at=now + 2 * HOUR)

    assert told() == []
    mail = opened(Message.objects.get(kind="recovery.case_opened", to=lea.user.email))
    assert "Max never calls." in mail.text
    says_later(case, "And never writes.", at=now + 3 * HOUR)
    assert told() == [lea.user.email]


def test_words_to_the_first_question_are_told_beside_those_of_a_second_no(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    give(ask, Taste.NO, at=now + HOUR, words="Still too slow.")
    hand_over(case=fresh(case), to=max.user, by=lea.user, at=now + HOUR)
    add(case.ask, Taste.NO, at=now + 2 * HOUR, words="Max never calls.", reasons=["people"])

    settle(case.ask, at=now + 2 * HOUR)

    assert fresh(case).owner == lea.user
    assert told() == [lea.user.email]
