"""Show what a group said, never what one of few said. No Django, no clock; docs/model/suppression.md has the argument.

Two ways. `seal` is for what is shown again and again and cut in many ways: it deals pieces into groups that never
change and never overlap. Whatever is shown is a sum of whole groups, so whatever can be reckoned from it, by whatever
differences, is a sum of whole groups too. `hide_small` is for one table that stands alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Piece(Generic[Key]):
    """What one person gave, or did not give, in confidence."""

    key: Key
    person: Hashable
    """Who gave it, to count people and not pieces; None: nobody, a question that stayed without an answer."""
    units: tuple[Hashable, ...]
    """Where it belongs, the narrowest first: its project, its customer, the workspace."""
    age: int
    """For how many days it has been waiting for others."""


@dataclass(frozen=True, slots=True)
class Sealed(Generic[Key]):
    """A group whose sums may be shown from now on. It stays as it is for ever."""

    level: int
    """The place in `units`: 0 is the narrowest."""
    unit: Hashable
    keys: tuple[Key, ...]
    people: int


def seal(pieces: Sequence[Piece[Key]], *, minimum: int, waits: Sequence[int]) -> list[Sealed[Key]]:
    """Return the groups that can be sealed now; the pieces that are in none of them wait for others.

    A group holds all pieces of one unit that wait, from at least `minimum` people. At a wider level only those take
    part that have waited `waits[level]` days in vain: as long as they may, pieces are kept where they say most.

    >>> five = [Piece(n, f"person {n}", ("tills", "sales"), age=0) for n in range(5)]
    >>> [one.keys for one in seal(five, minimum=5, waits=(0, 60))], seal(five[1:], minimum=5, waits=(0, 60))
    ([(0, 1, 2, 3, 4)], [])
    """
    left, sealed = list(pieces), list[Sealed[Key]]()
    for level, wait in enumerate(waits):
        units: dict[Hashable, list[Piece[Key]]] = {}
        for piece in left:
            if piece.age >= wait:
                units.setdefault(piece.units[level], []).append(piece)
        for unit, mine in units.items():
            people = {piece.person for piece in mine if piece.person is not None}
            if len(people) >= minimum:
                keys = tuple(piece.key for piece in mine)
                sealed.append(Sealed(level, unit, keys, len(people)))
        taken = {key for one in sealed for key in one.keys}
        left = [piece for piece in left if piece.key not in taken]
    return sealed


@dataclass(frozen=True, slots=True)
class Shown(Generic[Key]):
    """Which cells of a table may be shown, and whether their total may."""

    cells: frozenset[Key]
    total: bool


def hide_small(people: Mapping[Key, int], *, minimum: int) -> Shown[Key]:
    """Return what may be shown of one table: how many people stand behind each cell, and behind all of them.

    A cell of fewer than `minimum` is hidden, and with it the smallest others, until what the total gives away of the
    hidden ones together is not small and not one cell. An empty cell tells of nobody and hides nobody.

    >>> shown = hide_small({"sales": 9, "finance": 6, "legal": 2}, minimum=5)
    >>> sorted(shown.cells), shown.total
    (['sales'], True)
    >>> hide_small({"sales": 3, "legal": 0}, minimum=5).total
    False
    """
    rising = sorted((key for key in people if people[key]), key=people.__getitem__)
    hidden = [key for key in rising if people[key] < minimum]
    rest = rising[len(hidden) :]
    while hidden and rest and not _is_crowd(hidden, people, minimum):
        hidden.append(rest.pop(0))
    total = sum(people.values()) >= minimum and (not hidden or _is_crowd(hidden, people, minimum))
    return Shown(frozenset(key for key in people if key not in hidden), total)


def _is_crowd(hidden: Sequence[Key], people: Mapping[Key, int], minimum: int) -> bool:
    return len(hidden) > 1 and sum(people[key] for key in hidden) >= minimum
