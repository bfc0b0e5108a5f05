from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.pulse import rules
from secondslice.pulse.rules import Attempt, Signal, Tap, Visit

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
NETWORK = "203.0.113.0/24"


def tap(**changes: object) -> Tap:
    """Return a person's tap, with some facts changed."""
    facts: dict[str, object] = {
        "taste": "yes",
        "at": NOON,
        "network": NETWORK,
        "nonce": "n1",
        "shown_at": NOON - timedelta(seconds=5),
        "shown_network": rules.network_digest(NETWORK),
        "hand": "pointer",
    }
    return Tap(**{**facts, **changes})  # type: ignore[arg-type]  # by name, from a table


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_person_gives_no_sign() -> None:
    assert rules.signals(tap()) == []


@pytest.mark.parametrize(
    ("changes", "signal"),
    [
        pytest.param({"shown_at": None}, Signal.NO_NONCE, id="form not ours"),
        pytest.param({"shown_at": NOON - timedelta(milliseconds=900)}, Signal.TOO_FAST, id="too fast"),
        pytest.param({"mail_accepted_at": NOON - timedelta(seconds=9)}, Signal.FRESH_MAIL, id="fresh mail"),
        pytest.param({"shown_network": "00000000"}, Signal.OTHER_NETWORK, id="other network"),
        pytest.param({"hand": ""}, Signal.NO_SCRIPT, id="no script"),
        pytest.param({"hand": "none"}, Signal.NO_HAND, id="pressed by script"),
        pytest.param({"webdriver": True}, Signal.WEBDRIVER, id="steered browser"),
        pytest.param({"hidden_field": True}, Signal.HIDDEN_FIELD, id="hidden field"),
        pytest.param({"scanner_agent": True}, Signal.SCANNER_AGENT, id="names itself"),
        pytest.param({"scanner_network": True}, Signal.SCANNER_NETWORK, id="scanning network"),
        pytest.param(
            {"visits": [Visit("x", NOON - timedelta(seconds=50), NETWORK)]}, Signal.HIDDEN_LINK, id="hidden link"
        ),
        pytest.param(
            {
                "visits": [
                    Visit("y", NOON - timedelta(seconds=30), "other"),
                    Visit("n", NOON - timedelta(seconds=25), "other"),
                ]
            },
            Signal.ALL_LINKS,
            id="all links at once",
        ),
        pytest.param({"second_act": True, "right_project": False}, Signal.WRONG_PROJECT, id="wrong project"),
    ],
)  # fmt: skip
def test_each_sign_is_seen_alone(changes: dict[str, object], signal: Signal) -> None:
    assert rules.signals(tap(**changes)) == [signal]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"shown_at": NOON - timedelta(seconds=1)}, id="after one second"),
        pytest.param({"mail_accepted_at": NOON - timedelta(seconds=10)}, id="ten seconds after delivery"),
        pytest.param({"visits": [Visit("x", NOON - timedelta(seconds=61), NETWORK)]}, id="hidden link, long ago"),
        pytest.param({"visits": [Visit("x", NOON - timedelta(seconds=5), "other")]}, id="hidden link, elsewhere"),
        pytest.param(
            {
                "visits": [
                    Visit("y", NOON - timedelta(seconds=40), NETWORK),
                    Visit("n", NOON - timedelta(seconds=5), NETWORK),
                ]
            },
            id="person looked at both links",
        ),
    ],
)  # fmt: skip
def test_what_people_do_is_no_sign(changes: dict[str, object]) -> None:
    assert rules.signals(tap(**changes)) == []


def attempt(**changes: object) -> Attempt:
    """Return an earlier, uncounted attempt."""
    facts: dict[str, object] = {
        "taste": "yes",
        "verdict": "suspect",
        "counted": False,
        "at": NOON - timedelta(seconds=5),
        "nonce": "n0",
        "network": NETWORK,
        "signals": "",
    }
    return Attempt(**{**facts, **changes})  # type: ignore[arg-type]


def test_used_nonce_is_a_replay() -> None:
    assert rules.signals(tap(attempts=[attempt(nonce="n1")])) == [Signal.REPLAY]


def test_the_other_answer_within_seconds_is_a_contradiction() -> None:
    assert rules.signals(tap(attempts=[attempt(taste="no")])) == [Signal.CONTRADICTION]


def test_three_vain_attempts_a_minute_are_too_many_and_a_minute_later_forgotten() -> None:
    many = [attempt(nonce=f"n{number}0") for number in range(3)]

    assert rules.signals(tap(attempts=many)) == [Signal.TOO_MANY]
    later = tap(
        at=NOON + timedelta(minutes=1), shown_at=NOON + timedelta(seconds=50), attempts=many
    )
    assert rules.signals(later) == []


def test_double_press_is_the_same_press_and_a_replay_elsewhere_is_not() -> None:
    pressed = attempt(counted=True, nonce="n1", at=NOON - timedelta(milliseconds=300))

    assert rules.is_double_press(tap(attempts=[pressed]))
    assert not rules.is_double_press(tap(attempts=[pressed], network="198.51.100.0/24"))
    assert not rules.is_double_press(tap(attempts=[pressed], taste="no"))


@given(st.sets(st.sampled_from(list(Signal))))
def test_second_act_never_makes_a_verdict_worse(found: set[Signal]) -> None:
    rank = {"human": 0, "suspect": 1, "machine": 2}

    before = rules.verdict(sorted(found), second_act=False)
    after = rules.verdict(sorted(found), second_act=True)

    assert rank[after] <= rank[before]


@given(st.sets(st.sampled_from(list(Signal))), st.sampled_from(list(Signal)), st.booleans())
def test_one_more_sign_never_makes_a_tap_more_human(
    found: set[Signal], more: Signal, second_act: bool
) -> None:
    rank = {"human": 0, "suspect": 1, "machine": 2}

    before = rules.verdict(sorted(found), second_act=second_act)
    after = rules.verdict(sorted(found | {more}), second_act=second_act)

    assert rank[after] >= rank[before]


def test_vain_attempts_before_an_answer_that_counted_are_forgiven() -> None:
    vain = [attempt(taste="no", nonce=f"n{number}0") for number in range(3)]
    counted = attempt(nonce="n9", counted=True, at=NOON - timedelta(seconds=4))

    assert rules.signals(tap(attempts=[counted, *vain])) == []


def test_attempts_that_were_too_many_are_not_counted_again() -> None:
    many = [attempt(nonce=f"n{number}0") for number in range(2)]
    more = [attempt(nonce=f"n{number}1", signals="no_script,too_many") for number in range(5)]

    assert rules.signals(tap(attempts=many + more)) == []


@pytest.mark.parametrize("signal", ["wrong_code", "not_the_same"])
def test_attempts_of_somebody_else_do_not_speak_against_the_person(signal: str) -> None:
    others = [
        attempt(taste="no", nonce=f"n{number}0", signals=f"other_network,{signal}")
        for number in range(4)
    ]

    assert rules.signals(tap(attempts=others)) == []


def test_answer_taken_back_in_vain_is_no_contradiction() -> None:
    assert rules.signals(tap(attempts=[attempt(taste="")])) == []
