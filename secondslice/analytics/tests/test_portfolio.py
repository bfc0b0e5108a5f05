from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.analytics.portfolio import Customer, Run, expected_kept, simulate
from secondslice.analytics.retention import TARP, Mix, Severity, Stays
from secondslice.analytics.word_of_mouth import reach

FEW = Mix(voiced=0.25, slowly=0.3, quickly=0.1)
ASKED = Mix(voiced=0.75, slowly=0.3, quickly=0.5)
RUN = Run(people=100, tellers=12, paths=20_000)
TWENTY = [Customer(1.0, TARP[Severity.MAJOR], 1_000.0)] * 20


def portfolio() -> list[Customer]:
    return [
        Customer(0.1 + 0.02 * (n % 7), TARP[list(Severity)[n % 2]], 1_000.0 * (1 + n % 5))
        for n in range(60)
    ]


@pytest.mark.parametrize("mix", [FEW, ASKED])
def test_dice_agree_with_the_closed_form(mix: Mix) -> None:
    found = simulate(portfolio(), mix, RUN)

    exact = expected_kept(portfolio(), mix)
    assert found.kept.mean == pytest.approx(exact, abs=2 * found.kept.mean_error)


def test_twenty_unhappy_sponsors_keep_three_or_nearly_ten() -> None:
    few, asked = (simulate(TWENTY, mix, RUN) for mix in (FEW, ASKED))

    assert few.kept.mean == pytest.approx(3.14, abs=0.06)
    assert asked.kept.mean == pytest.approx(9.6, abs=0.07)
    assert (few.kept.middle, asked.kept.middle) == (3, 10)
    assert asked.value.mean == pytest.approx(1_000 * asked.kept.mean)
    assert asked.reached.mean < few.reached.mean


def test_same_seed_gives_the_same_and_another_seed_another() -> None:
    one, same = (simulate(portfolio(), FEW, RUN) for _run in range(2))
    other = simulate(portfolio(), FEW, Run(people=100, tellers=12, paths=20_000, seed=5))

    assert one == same
    assert one.kept.mean != other.kept.mean


def test_more_paths_are_more_exact_and_say_so() -> None:
    rough = simulate(portfolio(), FEW, Run(people=100, tellers=12, paths=500))
    fine = simulate(portfolio(), FEW, RUN)

    assert fine.kept.mean_error < rough.kept.mean_error
    assert fine.value.errors[1] < rough.value.errors[1]


def test_mean_lies_within_its_own_error_in_most_runs() -> None:
    exact, held = expected_kept(TWENTY, FEW), 0
    for seed in range(100):
        found = simulate(TWENTY, FEW, Run(people=100, tellers=12, paths=400, seed=seed))
        held += abs(found.kept.mean - exact) <= found.kept.mean_error

    assert 88 <= held <= 100


@pytest.mark.parametrize(
    ("stays", "kept"), [(Stays(0, 0, 0, 0), 0), (Stays(1, 1, 1, 1), 20)], ids=["all go", "all stay"]
)
def test_what_is_certain_is_certain(stays: Stays, kept: int) -> None:
    found = simulate([Customer(1.0, stays, 10.0)] * 20, Mix(0, 0, 0), RUN)

    assert (found.kept.low, found.kept.middle, found.kept.high) == (kept, kept, kept)
    assert found.value.mean == 10 * kept
    assert found.reached.mean == pytest.approx(reach(100, [12] * 20))
    assert found.kept.errors == (0, 0, 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.floats(0, 60), st.integers(1, 30))
def test_simulated_reach_is_never_above_the_people_there_are(
    people: int, tellers: float, customers: int
) -> None:
    found = simulate(
        [Customer(0.5, TARP[Severity.MAJOR])] * customers, FEW, Run(people, tellers, paths=200)
    )

    assert 0 <= found.reached.low <= found.reached.high <= people


def test_nobody_and_no_path_are_refused() -> None:
    with pytest.raises(ValueError, match="a customer and a path"):
        simulate([], FEW, RUN)
    with pytest.raises(ValueError, match="a customer and a path"):
        simulate(TWENTY, FEW, Run(people=1, tellers=1, paths=0))
