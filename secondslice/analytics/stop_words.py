"""Words that mean nothing by themselves, in the languages of the product: small lists of our own. No Django.

They need not be complete: a word that is in more than half of the comments of a language is left out anyway.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).with_name("stop_words.json")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words to leave out in a language; none where there is no list. en-gb and en-us are English.

    >>> "with" in stop_words("en-gb"), stop_words("xx")
    (True, frozenset())
    """
    known = json.loads(_LISTS.read_text(encoding="utf-8"))
    return frozenset(known.get(language.partition("-")[0], ()))
