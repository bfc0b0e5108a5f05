"""Take a person's name out of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEAST_LETTERS = 3
BLANK = "…"


def without_person(text: str, words: Iterable[str]) -> str:
    """Return `text` without these words (a name, an address) and without the parts of a name.

    >>> without_person("Send Ben Brandt (ben@a.example) one page. Benefit: none.", ["Ben Brandt", "ben@a.example"])
    'Send … (…) one page. Benefit: none.'
    >>> without_person("Brandt's page", ["Ben Brandt"])
    "…'s page"
    """
    whole = [word for word in words if word]
    parts = [part for word in whole for part in word.split() if len(part) >= LEAST_LETTERS]
    for word in sorted({*whole, *parts}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", BLANK, text)
    return text
