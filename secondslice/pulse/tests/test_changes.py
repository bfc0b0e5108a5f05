from __future__ import annotations

import doctest
import random
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from secondslice.analytics.cusum import Chart, average_run_length, limit_for
from secondslice.pulse import changes
from secondslice.pulse.changes import Change, Step, Way, look
from secondslice.pulse.scores import Tally

START = date(2026, 1, 5)
USUAL = Tally(200, 85, 15)
"""A No in every seven answers or so, the year before."""


def days(nos: Iterable[int]) -> list[Step]:
    """One answer a day; 1 is a No."""
    return [Step(START + timedelta(days=place), yes=1 - no, no=no) for place, no in enumerate(nos)]


def said(nos: Iterable[int], *, before: Tally = USUAL) -> Change:
    return look(days(nos), before=before, answers_a_year=100)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(changes).failed == 0


def test_few_answers_say_nothing() -> None:
    assert said([1] * 19).way == Way.UNKNOWN
    assert look([], before=USUAL, answers_a_year=0).way == Way.UNKNOWN


def test_what_is_usual_is_steady() -> None:
    found = said(([0] * 6 + [1]) * 12)

    assert found.way == Way.STEADY
    assert found.base == pytest.approx(0.15)
    assert found.usual_is_older


def test_many_noes_are_a_change_since_they_began() -> None:
    found = said([0] * 30 + [1, 0, 1, 1, 0, 1, 1, 0, 1, 1])

    assert (found.way, found.since) == (Way.WORSE, START + timedelta(days=30))
    assert found.signalled is not None
    assert found.since is not None
    assert found.since < found.signalled
    assert (found.now.no, found.now.answered) == (7, 10)


def test_change_that_stays_is_one_change() -> None:
    found = said([0] * 30 + [1, 0, 1] * 30)

    assert found.more is not None
    assert len(found.more.run.signals) > 2
    assert (found.way, found.since) == (Way.WORSE, START + timedelta(days=30))


def test_change_that_passed_is_told_as_past() -> None:
    found = said([0] * 30 + [1] * 8 + ([0] * 6 + [1]) * 20)

    assert found.way == Way.WAS_WORSE
    assert found.since == START + timedelta(days=30)
    assert found.until is not None
    assert found.until <= START + timedelta(days=37)
    assert (found.now.yes, found.now.no) == (0, found.now.answered)


def test_fewer_noes_are_a_change_for_the_better() -> None:
    found = said([0] * 200, before=Tally(200, 60, 40))

    assert found.way == Way.BETTER
    assert found.more is not None
    assert not found.more.run.signals


def test_without_a_year_before_the_time_itself_says_what_is_usual() -> None:
    found = said(([0] * 6 + [1]) * 6, before=Tally(9, 1, 1))

    assert not found.usual_is_older
    assert found.base == pytest.approx(0.14)


def test_days_without_an_answer_are_no_steps() -> None:
    found = look([*days([0] * 20), Step(date(2027, 1, 1), 0, 0)], before=USUAL, answers_a_year=20)

    assert len(found.steps) == 20


def test_more_answers_ask_for_more_before_a_signal() -> None:
    few = look(days([0] * 25), before=USUAL, answers_a_year=100)
    many = look(days([0] * 25), before=USUAL, answers_a_year=1500)

    assert few.more is not None
    assert many.more is not None
    assert few.more.chart.limit < many.more.chart.limit
    assert many.more.false_alarm_every >= 5 * 1500


@pytest.mark.parametrize("percent", [2, 15, 33, 60])
@pytest.mark.parametrize("way", ["more", "fewer"])
def test_limits_are_those_that_are_reckoned(percent: int, way: str) -> None:
    shifted = changes.shifted_percent(percent, way) / 100
    for every in (500, 10_000):
        limit, false_alarm_every, noticed_after = changes._limits()[way][str(every)][percent - 2]  # noqa: SLF001
        chart = Chart(percent / 100, shifted, limit)

        assert limit == limit_for(base=percent / 100, shifted=shifted, false_alarm_every=every)
        assert false_alarm_every == round(average_run_length(chart, percent / 100))
        assert noticed_after == round(average_run_length(chart, shifted))


def test_hardly_any_alarm_is_false() -> None:
    dice, alarms = random.Random(11), 0
    for _year in range(100):
        nos = [int(dice.random() < 0.15) for _answer in range(100)]
        alarms += said(nos).way != Way.STEADY

    assert alarms <= 40  # two charts, one false alarm in 500 answers each
