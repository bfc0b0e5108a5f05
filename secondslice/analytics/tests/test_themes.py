from __future__ import annotations

import doctest
import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from secondslice.analytics import stop_words as stop_lists
from secondslice.analytics import themes as module
from secondslice.analytics.stop_words import stop_words
from secondslice.analytics.themes import LEAST, Said, _factorise, _Table, themes, words_in

PLANTED = {
    "rhythm": ("status mails stopped", "no status mails since spring", "weekly status mails please"),
    "money": ("budget spent and nothing left", "the budget is overspent", "budget unclear, money left unclear"),
    "scanner": ("scanner loses connection", "connection of the scanner breaks", "scanner without connection"),
}  # fmt: skip
# Reconstruction errors of scikit-learn 1.9.1, NMF(solver="cd", init="nndsvda", tol=1e-6), on the matrix below.
THEIRS = {2: 4.064497372, 3: 3.635540409, 5: 2.860106226}


def test_examples_in_the_modules_hold() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(stop_lists).failed == 0


def test_every_language_of_the_product_has_its_stop_words() -> None:
    for code, _name in settings.LANGUAGES:
        assert len(stop_words(code)) > 60, code


@pytest.mark.parametrize("count", list(THEIRS))
def test_factors_are_as_good_as_those_of_scikit_learn(count: int) -> None:
    dice = np.random.default_rng(5)
    dense = (dice.random((30, 12)) < 0.3) * dice.random((30, 12))
    dense[:, dense.sum(0) == 0] = 0.1
    dense[dense.sum(1) == 0] = 0.1
    rows, columns = np.nonzero(dense)
    table = _Table(
        rows, columns, dense[rows, columns], list(range(30)), [str(n) for n in range(12)]
    )

    left, right = _factorise(table, count, seed=1, ticking=lambda _share: None)

    assert (left >= 0).all()
    assert (right >= 0).all()
    error = float(np.linalg.norm(dense - left @ right.T))
    assert error == pytest.approx(THEIRS[count], rel=1e-6)


def planted(count: int = 60, people: int = 30) -> tuple[list[Said], list[str]]:
    """Return comments of so many people, and what each is about."""
    dice = random.Random(3)
    about = [dice.choice(list(PLANTED)) for _number in range(count)]
    said = [Said(number % people, dice.choice(PLANTED[one])) for number, one in enumerate(about)]
    return said, about


def test_planted_themes_are_found_each_by_its_words() -> None:
    said, about = planted()

    found = themes(said, stop=stop_words("en"))

    for theme in found.themes:
        ((_name, most),) = Counter(about[place] for place in theme.places).most_common(1)
        assert most >= 0.9 * len(theme.places)
    told = [set(theme.words) for theme in found.themes]
    assert any({"status", "mails"} <= words for words in told)
    assert any({"scanner", "connection"} <= words for words in told)
    assert any("budget" in words for words in told)


def test_same_comments_give_same_themes() -> None:
    said, _about = planted()

    assert themes(said, stop=stop_words("en")) == themes(said, stop=stop_words("en"))


def test_word_of_four_people_is_never_shown() -> None:
    said, _about = planted()
    said += [Said(number, "status mails Zyxwvut") for number in range(4)]
    alone = themes(said)
    assert "zyxwvut" not in {word for theme in alone.themes for word in theme.words}

    with_fifth = themes([*said, Said(4, "status mails Zyxwvut")])
    assert "zyxwvut" in {word for theme in with_fifth.themes for word in theme.words}


def test_five_comments_of_one_person_are_one_person() -> None:
    said, _about = planted()
    said += [Said("Ben", "Zyxwvut for the warehouse")] * 12

    found = themes(said, stop=stop_words("en"))

    assert "zyxwvut" not in {word for theme in found.themes for word in theme.words}


def test_too_few_comments_or_people_find_nothing_and_say_how_many_are_missing() -> None:
    few = themes([Said(number, "status mails stopped") for number in range(12)])
    same = themes([Said(number % 6, "status mails stopped") for number in range(40)])

    assert (few.themes, few.missing_comments, few.missing_people) == ((), 8, 0)
    assert (same.themes, same.missing_comments, same.missing_people) == ((), 0, 4)


def test_comments_without_any_word_in_common_have_no_theme() -> None:
    said = [Said(number, f"word{chr(97 + number)}xyz") for number in range(25)]

    assert themes(said).themes == ()


WORDS = [
    "status",
    "mails",
    "budget",
    "scanner",
    "export",
    "training",
    "meeting",
    "forms",
    "ökobilanz",
    "l'équipe",
]
comments = st.lists(
    st.tuples(st.integers(0, 14), st.lists(st.sampled_from(WORDS), max_size=5)),
    min_size=20,
    max_size=60,
)


@how(max_examples=60, deadline=None)
@given(comments)
def test_every_theme_and_every_word_of_it_is_of_five_different_people(
    drawn: list[tuple[int, list[str]]],
) -> None:
    said = [Said(person, " ".join(words)) for person, words in drawn]

    found = themes(said)

    placed = [place for theme in found.themes for place in theme.places]
    assert len(placed) == len(set(placed))
    for theme in found.themes:
        writers = defaultdict(set)
        for place in theme.places:
            for word in words_in(said[place].text, ()):
                writers[word].add(said[place].person)
        assert len({said[place].person for place in theme.places}) == theme.people >= LEAST
        for word in theme.words:
            assert len(writers[word]) >= LEAST
