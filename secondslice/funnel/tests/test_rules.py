from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.funnel import rules
from secondslice.funnel.rules import Fault, Kind, Sign

TODAY = date(2026, 3, 6)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("kind", "next_on", "sign"),
    [
        pytest.param(Kind.OPEN, None, Sign.NONE, id="nothing planned"),
        pytest.param(Kind.OPEN, date(2026, 3, 5), Sign.LATE, id="yesterday"),
        pytest.param(Kind.ON_HOLD, TODAY, Sign.PLANNED, id="today"),
        pytest.param(Kind.OPEN, date(2026, 3, 7), Sign.PLANNED, id="tomorrow"),
        pytest.param(Kind.WON, date(2026, 3, 5), Sign.CLOSED, id="won"),
        pytest.param(Kind.LOST, None, Sign.CLOSED, id="lost"),
    ],
)
def test_sign(kind: Kind, next_on: date | None, sign: Sign) -> None:
    assert rules.sign(kind, next_on=next_on, today=TODAY) is sign


@pytest.mark.parametrize(
    ("kind", "code", "words", "has_day", "faults"),
    [
        (Kind.LOST, "", "Too dear", False, [Fault.LOST_WITHOUT_REASON]),
        (Kind.LOST, "too_dear", "", False, []),
        (Kind.LOST, "other", "", False, [Fault.OTHER_WITHOUT_WORDS]),
        (Kind.LOST, "other", "A merger", False, []),
        (Kind.POSTPONED, "", "", False, [Fault.POSTPONED_WITHOUT_DAY]),
        (Kind.POSTPONED, "", "", True, []),
        (Kind.WON, "", "", False, []),
    ],
)
def test_what_an_end_needs(
    kind: Kind, code: str, words: str, has_day: bool, faults: list[Fault]
) -> None:
    found = rules.end_faults(kind, lost_code=code, lost_reason=words, has_day=has_day)

    assert found == faults


@pytest.mark.parametrize(
    ("action", "has_day", "faults"),
    [
        ("Call", False, [Fault.ACTION_WITHOUT_DAY]),
        ("", True, [Fault.DAY_WITHOUT_ACTION]),
        ("Call", True, []),
        ("", False, []),
    ],
)
def test_action_and_its_day_go_together(action: str, has_day: bool, faults: list[Fault]) -> None:
    assert rules.action_faults(next_action=action, has_day=has_day) == faults


def test_everything_can_be_opened_again_and_nothing_goes_from_won_to_lost() -> None:
    assert all(rules.may_move(kind, Kind.OPEN) for kind in Kind)
    assert not rules.may_move(Kind.WON, Kind.LOST)
    assert not rules.may_move(Kind.VOID, Kind.WON)


@given(st.text(min_size=1).filter(lambda text: text.strip() != ""), st.integers(5, 120))
def test_title_is_short_and_never_empty(words: str, most: int) -> None:
    title = rules.title_from(words, most=most)

    assert 0 < len(title) <= most
    assert "\n" not in title
