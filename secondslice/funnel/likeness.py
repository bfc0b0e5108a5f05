"""Whether two opportunities of a customer are probably the same. Plain values in, plain values out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

ALIKE = 0.5
"""From this similarity on two titles are called alike: half of all their trigrams are in both."""
FEWEST_WORDS = 2
"""A title is only called a part of another one when it has so many words."""

KEPT = 32_768
"""So many titles are kept taken apart: a list compares each of its rows with what a customer has."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What is compared of an opportunity."""

    title: str
    service: int | None = None
    """The service of the menu that it is about."""


@lru_cache(maxsize=KEPT)
def words_in(title: str) -> frozenset[str]:
    """Return the words of a title without case, accents and marks.

    >>> sorted(words_in("Déjà vu: 3 New-Tills"))
    ['3', 'deja', 'new', 'tills', 'vu']
    """
    plain = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return frozenset("".join(one if one.isalnum() else " " for one in letters).split())


@lru_cache(maxsize=KEPT)
def trigrams(words: frozenset[str]) -> frozenset[str]:
    """Return all groups of three letters, each word with two blanks before and one after it.

    Source: PostgreSQL, pg_trgm, "Trigram (or Trigraph) Concepts".

    >>> sorted(trigrams(frozenset({"cat"})))
    ['  c', ' ca', 'at ', 'cat']
    """
    padded = [f"  {word} " for word in words]
    return frozenset(one[at : at + 3] for one in padded for at in range(len(one) - 2))


def similarity(one: str, other: str) -> float:
    """Return which share of the trigrams of both titles is in both, from 0 to 1 (pg_trgm's `similarity`).

    >>> round(similarity("word", "two words"), 6)
    0.363636
    """
    mine, theirs = trigrams(words_in(one)), trigrams(words_in(other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def are_alike(one: Looks, other: Looks) -> bool:
    """Tell whether both are probably the same: about the same service, or called nearly the same.

    >>> are_alike(Looks("New tills"), Looks("Tills, new ones"))
    True
    >>> are_alike(Looks("New tills"), Looks("New roof"))
    False
    >>> are_alike(Looks("Help", service=1), Looks("A coach for our team", service=1))
    True
    >>> are_alike(Looks("New tills", service=1), Looks("New tills", service=2))
    False
    """
    if one.service is not None and other.service is not None:
        return one.service == other.service
    mine, theirs = words_in(one.title), words_in(other.title)
    fewer = min(mine, theirs, key=len)
    if len(fewer) >= FEWEST_WORDS and (mine <= theirs or theirs <= mine):
        return True
    return similarity(one.title, other.title) >= ALIKE
