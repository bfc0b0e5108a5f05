"""The words under which lists have things: those of real exports, in English, German, French and Spanish.

They stand in words.json in the form of `columns.plain`: in lower case, without accents and signs.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def field_words(kind: str) -> dict[str, list[str]]:
    """Return for each field of a kind the headers that name it, the surest first."""
    words: dict[str, list[str]] = _all()["fields"][kind]
    return words


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
