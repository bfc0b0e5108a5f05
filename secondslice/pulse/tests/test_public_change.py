"""The person who answered changes the answer, or takes it back: what is not counted at once ends well too."""

from __future__ import annotations

from datetime import datetime

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.pulse import nonces
from secondslice.pulse.models import AnswerRevision, Ask
from secondslice.pulse.services.settling import expire_asks
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of five minutes ago."""
    ask = make_ask(ava, at=now)
    clock.forward(minutes=5)
    return ask


def answered(sent: Sent, clock: Clock, word: str, *, keeps_cookies: bool = True) -> Visitor:
    """Return somebody who has just answered."""
    person = Visitor(sent, keeps_cookies=keeps_cookies)
    person.open("/y" if word == "Yes" else "/n")
    clock.forward(seconds=3)
    person.press(word)
    return person


@pytest.mark.parametrize("word", ["Yes", "No"])
def test_answer_that_is_not_taken_back_at_once_is_not_asked_for_as_a_yes(
    sent: Sent, clock: Clock, word: str
) -> None:
    person = answered(sent, clock, word)

    clock.forward(milliseconds=500)  # faster than a person reads
    page = person.press("Take it back")

    assert f"You said {word} about New tills" in page.text
    assert "Please tap once more." in page.text
    assert "You chose" not in page.text
    assert sent.fresh().taste == word.lower()

    clock.forward(seconds=3)
    assert "taken back" in person.press("Take it back").text
    assert sent.fresh().taste == ""


def test_answer_taken_back_in_two_windows_is_taken_back_once(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock, "Yes")
    person.open()
    one = person.page
    clock.forward(seconds=3)
    person.open()
    other = person.page
    clock.forward(seconds=3)
    person.page = one
    person.press("Take it back")
    clock.forward(seconds=1)
    person.page = other

    page = person.press("Take it back")

    assert "Does your project taste good?" in page.text
    assert "You chose" not in page.text
    assert sent.fresh().taste == ""
    assert AnswerRevision.objects.count() == 2


def test_person_without_script_changes_a_mis_tap_within_seconds(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent, hand="", keeps_cookies=False)
    person.open("/y")
    for button in ("Yes", "New tills", "Change to No"):
        clock.forward(seconds=2)
        person.press(button)

    assert "Thank you for telling us" in person.page.text
    assert sent.fresh().taste == "no"


def test_second_act_of_the_same_person_needs_no_code(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock, "Yes", keeps_cookies=False)
    clock.forward(milliseconds=500)  # faster than a person reads
    assert "One more tap" in person.press("Change to No").text
    clock.forward(seconds=3)

    page = person.press("New tills")

    assert "Thank you for telling us" in page.text
    assert sent.fresh().taste == "no"


def test_second_act_of_somebody_new_holds_no_proof(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent, hand="")
    person.open("/y")
    clock.forward(seconds=3)

    assert "proof" not in person.press("Yes").text


def test_after_too_many_vain_taps_the_page_says_wait_and_a_minute_later_one_counts(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent, hand="")
    person.open("/n")
    clock.forward(seconds=3)
    person.press("No")
    for _ in range(2):
        clock.forward(seconds=3)
        page = person.press("picnic")
        assert "wait a minute" not in page.text
    for _ in range(3):  # going on does not make it longer
        clock.forward(seconds=15)
        page = person.press("New tills")
        assert "Please wait a minute, then tap again." in page.text
    assert sent.fresh().taste == ""

    clock.forward(seconds=21)
    person.press("New tills")

    assert sent.fresh().taste == "no"


def test_right_code_counts_at_once_after_three_wrong_ones(sent: Sent, clock: Clock) -> None:
    answered(sent, clock, "Yes")
    other = Visitor(sent, address=ELSEWHERE)
    other.open()
    for code in ("000 001", "000 002", "000 003", sent.code):
        clock.forward(seconds=4)
        other.press("Change to No", code=code)

    assert "Thank you for telling us" in other.page.text
    assert sent.fresh().taste == "no"


def test_answer_of_the_last_hour_can_be_changed_for_a_week(sent: Sent, clock: Clock) -> None:
    clock.moment = sent.ask.expires_at
    clock.forward(hours=-1)
    person = answered(sent, clock, "Yes")
    clock.forward(days=6)
    expire_asks(at=clock.moment)

    assert person.open().status_code == 200
    clock.forward(seconds=3)
    person.press("Change to No")
    assert sent.fresh().taste == "no"

    clock.forward(days=1)
    assert person.open().status_code == 404


def test_answer_taken_back_in_that_week_can_be_given_again_for_a_week(
    sent: Sent, clock: Clock
) -> None:
    clock.moment = sent.ask.expires_at
    clock.forward(hours=-1)
    person = answered(sent, clock, "Yes")
    clock.forward(days=3)
    person.open()
    clock.forward(seconds=3)
    person.press("Take it back")
    clock.forward(days=6)
    expire_asks(at=clock.moment)

    person.open()
    clock.forward(seconds=3)
    person.press("No")

    assert sent.fresh().taste == "no"


def test_answer_taken_back_and_not_given_again_is_silence_after_a_week(
    sent: Sent, clock: Clock
) -> None:
    clock.moment = sent.ask.expires_at
    clock.forward(hours=-1)
    person = answered(sent, clock, "Yes")
    clock.forward(seconds=3)
    person.press("Take it back")
    clock.forward(days=7)
    expire_asks(at=clock.moment)

    assert person.open().status_code == 404
    assert sent.fresh().state == Ask.State.EXPIRED


def test_code_counts_in_whatever_digits_and_spaces_it_is_typed() -> None:
    code = nonces.code(7)
    arabic = "".join(chr(ord("\N{ARABIC-INDIC DIGIT ZERO}") + int(digit)) for digit in code)

    for typed in (
        code,
        f" {code[:3]}\t{code[3:]} ",
        f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}",
        arabic,
    ):
        assert nonces.is_code(7, typed), typed
    assert not nonces.is_code(7, code[:5])
    assert not nonces.is_code(8, code)
