"""Conditions on names, in whatever case and alphabet."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

MOST_WORDS = 6


def words_of(typed: str) -> list[str]:
    """Return the words to search for; a text pasted by mistake must not become an endless query.

    >>> words_of("  new  tills ")
    ['new', 'tills']
    """
    return typed.split()[:MOST_WORDS]


def holds_all(typed: str, fields: Sequence[str]) -> Q:
    """Return the condition that each typed word is held by one of the fields."""
    condition = Q()
    for word in words_of(typed):
        condition &= holds(word, fields)
    return condition


def holds(word: str, fields: Sequence[str], *, how: str = "icontains") -> Q:
    """Return the condition that one of the fields holds the word, in whatever case.

    SQLite knows upper and lower case of English letters only, so other words are tried in each of their forms.
    """
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    condition = Q()
    for field in fields:
        for form in sorted(forms):
            condition |= Q(**{f"{field}__{how}": form})
    return condition
