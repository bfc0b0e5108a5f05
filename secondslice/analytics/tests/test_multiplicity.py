from __future__ import annotations

import doctest
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.analytics import multiplicity
from secondslice.analytics.multiplicity import benjamini_hochberg

# The 15 probabilities of the example in Benjamini and Hochberg (1995), section 4: at 5 % the first four are found.
THEIRS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0,
]  # fmt: skip

chances = st.lists(st.floats(0, 1), max_size=30)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(multiplicity).failed == 0


def test_example_of_the_authors_finds_four() -> None:
    found = benjamini_hochberg(THEIRS)

    assert sum(one <= 0.05 for one in found) == 4
    assert found[3] == pytest.approx(15 * 0.0095 / 4)


@given(chances)
def test_it_is_never_kinder_than_one_question_alone_nor_harsher_than_bonferroni(
    told: list[float],
) -> None:
    for chance, false in zip(told, benjamini_hochberg(told), strict=True):
        assert chance <= false + 1e-12
        assert false <= min(1.0, chance * len(told)) + 1e-12


@given(chances, st.randoms())
def test_order_of_the_questions_does_not_matter(told: list[float], dice: Random) -> None:
    places = list(range(len(told)))
    dice.shuffle(places)

    mixed = benjamini_hochberg([told[place] for place in places])

    assert mixed == [benjamini_hochberg(told)[place] for place in places]


def test_probability_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([1.2])
