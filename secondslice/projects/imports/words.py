"""The words under which lists have things: those of real exports, in each language of the product.

They stand in words.json in the form of `columns.plain`: in lower case, without accents and signs.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def field_words(kind: str) -> dict[str, list[str]]:
    """Return for each field of a kind the headers that name it, the surest first."""
    words = _all()["fields"][kind]
    return {name: _both_ways([*some, *_with_its_thing(some, kind)]) for name, some in words.items()}


def _with_its_thing(words: list[str], kind: str) -> list[str]:
    """Return the words with the thing before them, as some systems write them: "Deal - Owner"."""
    things = ("deal", "opportunity") if kind == "opportunities" else ()
    return [f"{thing} {word}" for thing in things for word in words if word.isascii()]


def _both_ways(words: list[str]) -> list[str]:
    """Return the words with mail written both ways: people write e-mail and email as they like.

    >>> _both_ways(["manager email", "name"])
    ['manager email', 'manager e mail', 'name']
    """
    joined = (
        variant
        for word in words
        for variant in (word, word.replace("e mail", "email"), word.replace("email", "e mail"))
    )
    return list(dict.fromkeys(joined))


@cache
def choice_words(field: str) -> dict[str, str]:
    """Return what each known word in the cells of a field means."""
    groups: dict[str, list[str]] = _all()["choices"][field]
    return {word: choice for choice, words in groups.items() for word in words}


@cache
def _all() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = Path(__file__).with_name("words.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, list[str]]]] = json.loads(text)
    return found
