"""What a person's own words answer, and what is left to be read by a person."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondslice.pulse import replies
from secondslice.pulse.replies import NO, YES, read_reply


def test_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(replies).failed == 0


@pytest.mark.parametrize(
    ("words", "language", "taste", "comment"),
    [
        ("Yes", "en", YES, ""),
        ("yes!", "en", YES, ""),
        ("Y", "en", YES, ""),
        ("n.", "en", NO, ""),
        ("NO", "en", NO, ""),
        ("No.\nThe dates moved twice.", "en", NO, "The dates moved twice."),
        ("Yes, but the reports are late", "en", YES, "but the reports are late"),
        ("Yes - very much", "en", YES, "very much"),
        ("*Yes*", "en", YES, ""),
        ("Hi Ava,\n\nYes.\n\nBest regards\nBen Brandt\nAcme | +49 30 1", "en", YES, ""),
        (
            "Guten Tag Frau Ava,\n\nNein. Die Übergabe fehlt.\n\nViele Grüße\nBen",
            "de",
            NO,
            "Die Übergabe fehlt.",
        ),
        ("J", "de-de", YES, ""),
        ("Ja", "nl", YES, ""),
        ("Nee, te duur", "nl", NO, "te duur"),
        ("Oui !", "fr", YES, ""),
        ("O", "fr", YES, ""),
        ("Non ; merci", "fr", NO, "merci"),
        ("Sí", "es", YES, ""),
        ("Si", "es", YES, ""),
        ("Sì, grazie", "it", YES, "grazie"),
        ("Sim", "pt", YES, ""),
        ("Não", "pt", NO, ""),
        ("نعم، شكرا", "ar", YES, "شكرا"),
        ("لا", "ar", NO, ""),
        ("👍", "en", YES, ""),
        ("👎🏽 too slow", "en", None, ""),
        ("👎🏽", "en", NO, ""),
        ("Yes 😀", "en", YES, "😀"),
        ("Ja", "en", YES, ""),
    ],
)
def test_first_word_answers_in_every_language(
    words: str, language: str, taste: str | None, comment: str
) -> None:
    found = read_reply(words, projects=1, language=language)

    assert found.tastes.get(1) == taste
    assert found.comments.get(1, "") == comment


@pytest.mark.parametrize(
    "words",
    [
        "",
        "No problem, all is well",
        "No idea",
        "No-one told me",
        "Non-stop trouble",
        "No's are bad",
        "No / yes",
        "Not yet",
        "Nobody told me",
        "Y a-t-il un problème ?",
        "Si tu veux, on en parle",
        "Yes and no",
        "Yes, no, I do not know",
        "Yes/No",
        "Yes/ no",
        "I think yes",
        "Can you call me? Yes or no?",
        "Non capisco",
        "O",
        "1. Yes",
        "Hello Ava, no news?",
        "Yesterday",
        "Nonetheless",
    ],
)
def test_what_is_not_clear_is_no_answer(words: str) -> None:
    assert read_reply(words, projects=1, language="en").tastes == {}


@pytest.mark.parametrize(
    ("words", "tastes", "comments"),
    [
        ("1. Yes\n2. No", {1: YES, 2: NO}, {}),
        ("1) yes\n2: no, late", {1: YES, 2: NO}, {2: "late"}),
        ("2 - no\nNobody told us.\n1.Yes", {1: YES, 2: NO}, {2: "Nobody told us."}),
        ("2. Ja", {2: YES}, {}),
        ("Hello,\n1 yes\n\nThanks\nBen", {1: YES}, {}),
        ("Yes", {}, {}),
        ("1. Yes\n1. No", {}, {}),
        ("4. Yes", {}, {}),
        ("0. Yes", {}, {}),
        ("1. No problem", {}, {}),
    ],
)
def test_mail_about_several_projects_is_answered_by_their_numbers(
    words: str, tastes: dict[int, str], comments: dict[int, str]
) -> None:
    found = read_reply(words, projects=3, language="en")

    assert (found.tastes, found.comments) == (tastes, comments)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("STOP", ""),
        ("Stop!", "Re: Does it taste good?"),
        ("Hello,\nunsubscribe\nThanks", ""),
        ("Abmelden", ""),
        ("", "STOP"),
        ("Ben Brandt\nAcme", "unsubscribe"),
        ("إلغاء الاشتراك", ""),
    ],
)
def test_who_wants_an_end_of_it_says_so_in_a_word(words: str, subject: str) -> None:
    found = read_reply(words, projects=1, language="en", subject=subject)

    assert found.wants_stop
    assert found.tastes == {}


@pytest.mark.parametrize(
    "words", ["Stop the project, please", "We cannot stop praising it", "Nothing can stop us"]
)
def test_word_in_a_sentence_stops_nothing(words: str) -> None:
    assert not read_reply(words, projects=1, language="en", subject="Re: stop and go").wants_stop


@given(st.text(max_size=80), st.integers(1, 4), st.sampled_from(["en", "de", "ar", ""]))
def test_no_text_stumbles_the_reader(words: str, projects: int, language: str) -> None:
    found = read_reply(words, projects=projects, language=language)

    assert set(found.tastes) <= set(range(1, projects + 1))
    assert set(found.comments) <= set(found.tastes)


@given(
    st.sampled_from(["problem", "idea", "news", "doubt", "se", "lo", "we", "I"]),
    st.text(max_size=30),
)
def test_answer_word_that_runs_on_into_a_sentence_is_never_taken(word: str, rest: str) -> None:
    assert read_reply(f"No {word} {rest}", projects=1, language="en").tastes == {}
