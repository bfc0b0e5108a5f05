"""Take a person's name out of a text, and tell whether a text names somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEAST_LETTERS = 2
BLANK = "…"
ENDINGS = ("s", "es", "ens")
"""What a name may carry when it owns something, besides an apostrophe: Bens page, Maxens page."""
_ENDED = f"(?:{'|'.join(ENDINGS)})?"


def parts_of_name(name: str) -> list[str]:
    """Return the words of a name that tell who it is. Small words between them (von, de, la) tell nobody.

    >>> parts_of_name("Bo van der Li"), parts_of_name("ben brandt"), parts_of_name("J. Brandt-Li")
    (['Bo', 'Li'], ['ben', 'brandt'], ['Brandt', 'Li'])
    """
    words = [one for one in re.findall(r"\w+", name) if len(one) >= LEAST_LETTERS]
    great = [one for one in words if not one[0].islower()]
    return great or words


def without_words(text: str, words: Iterable[str]) -> str:
    """Return `text` without these words, also where a name carries an ending. Case counts: a name is no other word.

    >>> without_words("Will writes Bens page; Ben will.", ["Ben", "Will"])
    '… writes … page; … will.'
    """
    for word in sorted({one for one in words if one}, key=len, reverse=True):
        ended = "" if "@" in word else _ENDED
        text = re.sub(rf"(?<!\w){re.escape(word)}{ended}(?!\w)", BLANK, text)
    return text


def without_person(text: str, words: Iterable[str]) -> str:
    """Return `text` without these words (a name, an address) and without the parts of a name.

    >>> without_person("Send Ben Brandt (ben@a.example) one page. Benefit: none.", ["Ben Brandt", "ben@a.example"])
    'Send … (…) one page. Benefit: none.'
    >>> without_person("Brandt's page, Bens call", ["Ben Brandt"])
    "…'s page, … call"
    """
    whole = [word for word in words if word]
    parts = [part for word in whole if "@" not in word for part in parts_of_name(word)]
    return without_words(text, [*whole, *parts])
