from __future__ import annotations

import doctest
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import cusum
from secondslice.analytics.cusum import Chart, average_run_length, limit_for, run, run_steps


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(cusum, optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize(
    ("limit", "false_alarm_every", "noticed_after"),
    [pytest.param(2.5, 104, 11, id="h = 2.5"), pytest.param(4.5, 1000, 22, id="h = 4.5")],
)
def test_published_run_lengths(limit: float, false_alarm_every: int, noticed_after: int) -> None:
    chart = Chart(base=0.15, shifted=0.40, limit=limit)

    assert average_run_length(chart, 0.15) == pytest.approx(false_alarm_every, rel=0.03)
    assert average_run_length(chart, 0.40) == pytest.approx(noticed_after, rel=0.03)


def test_run_length_is_what_a_simulation_finds() -> None:
    chart, dice = Chart(base=0.2, shifted=0.35, limit=2.0), random.Random(7)
    lengths = []
    for _turn in range(3000):
        total = count = 0.0
        while total < chart.limit:
            count += 1
            total = max(0.0, total + chart.step(is_no=dice.random() < 0.3))
        lengths.append(count)

    assert average_run_length(chart, 0.3) == pytest.approx(sum(lengths) / 3000, rel=0.08)


def test_limit_keeps_false_alarms_as_far_apart_as_wanted() -> None:
    limit = limit_for(base=0.15, shifted=0.40, false_alarm_every=500)

    assert average_run_length(Chart(0.15, 0.40, limit), 0.15) >= 500
    assert average_run_length(Chart(0.15, 0.40, limit - 0.1), 0.15) < 500


def test_chart_signals_when_the_noes_come_and_starts_again() -> None:
    found = run(Chart(base=0.15, shifted=0.40, limit=2.5), [False] * 20 + [True] * 6)

    assert found.signals == (22, 25)
    assert found.sums[:20] == (0.0,) * 20


def test_signal_says_where_the_rise_began() -> None:
    found = run(Chart(base=0.15, shifted=0.40, limit=2.5), [True] + [False] * 20 + [True] * 3)

    assert (found.signals, found.began) == ((23,), (21,))


def test_steps_of_several_answers_add_up_as_single_ones_do() -> None:
    chart = Chart(base=0.15, shifted=0.40, limit=20)
    alone = run(chart, [True, False, True, True, True, False])

    together = run_steps(chart, [(1, 2), (1, 2)])

    assert together.sums[-1] == pytest.approx(alone.sums[-1])
    assert run_steps(Chart(0.15, 0.40, 2.5), [(0, 0), (5, 0), (0, 3)]).began == (2,)


def test_improvement_is_a_chart_with_a_lower_shifted_share() -> None:
    chart = Chart(base=0.40, shifted=0.15, limit=2.5)

    assert run(chart, [False] * 30).signals
    assert not run(chart, [True, False] * 15).signals


@given(st.lists(st.booleans(), max_size=300))
def test_sum_never_falls_below_zero(nos: list[bool]) -> None:
    assert all(total >= 0 for total in run(Chart(0.15, 0.40, 3.0), nos).sums)


@pytest.mark.parametrize(
    ("base", "shifted", "limit"),
    [(0.2, 0.2, 3.0), (0.0, 0.3, 3.0), (0.2, 1.0, 3.0), (0.2, 0.3, 0.0)],
)
def test_chart_that_cannot_tell_anything_is_refused(
    base: float, shifted: float, limit: float
) -> None:
    with pytest.raises(ValueError, match="must be"):
        Chart(base, shifted, limit)
