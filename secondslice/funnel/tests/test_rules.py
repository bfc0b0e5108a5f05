from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.funnel import rules
from secondslice.funnel.rules import Fault, Sign, Stage

TODAY = date(2026, 3, 6)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("stage", "next_on", "sign"),
    [
        pytest.param(Stage.LEAD, None, Sign.NONE, id="nothing planned"),
        pytest.param(Stage.LEAD, date(2026, 3, 5), Sign.LATE, id="yesterday"),
        pytest.param(Stage.PROPOSAL, TODAY, Sign.PLANNED, id="today"),
        pytest.param(Stage.PROSPECT, date(2026, 3, 7), Sign.PLANNED, id="tomorrow"),
        pytest.param(Stage.WON, date(2026, 3, 5), Sign.CLOSED, id="won"),
        pytest.param(Stage.LOST, None, Sign.CLOSED, id="lost"),
    ],
)
def test_sign(stage: Stage, next_on: date | None, sign: Sign) -> None:
    assert rules.sign(stage, next_on=next_on, today=TODAY) is sign


@pytest.mark.parametrize(
    ("stage", "reason", "action", "has_day", "faults"),
    [
        (Stage.LOST, "", "", False, [Fault.LOST_WITHOUT_REASON]),
        (Stage.LOST, "Too dear", "", False, []),
        (Stage.LEAD, "", "Call", False, [Fault.ACTION_WITHOUT_DAY]),
        (Stage.LEAD, "", "", True, [Fault.DAY_WITHOUT_ACTION]),
        (Stage.LEAD, "", "Call", True, []),
    ],
)
def test_faults(stage: Stage, reason: str, action: str, has_day: bool, faults: list[Fault]) -> None:
    found = rules.faults(stage, lost_reason=reason, next_action=action, has_day=has_day)

    assert found == faults


@given(st.text(min_size=1).filter(lambda text: text.strip() != ""), st.integers(5, 120))
def test_title_is_short_and_never_empty(words: str, most: int) -> None:
    title = rules.title_from(words, most=most)

    assert 0 < len(title) <= most
    assert "\n" not in title
