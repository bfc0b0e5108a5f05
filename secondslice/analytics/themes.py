"""What short comments are about: words that come together, found without anybody naming them. No Django, no clock.

Comments become rows of TF-IDF weights; the table is taken apart into few themes by non-negative matrix factorisation
(D. D. Lee, H. S. Seung, Nature 401, 1999), started from the singular vectors (C. Boutsidis, E. Gallopoulos, Pattern
Recognition 41, 2008) and refined column by column (A. Cichocki, A.-H. Phan, IEICE Transactions E92-A, 2009). The same
comments give the same themes. A word that fewer than five different people have written is never looked at.
docs/model/themes.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import numpy.typing as npt

LEAST = 5
"""So many different people stand behind each theme and each word that is shown."""
LEAST_COMMENTS, LEAST_PEOPLE = 20, 10
"""Below this nothing is looked for: there would be one theme of everything."""
MOST_THEMES, MOST_WORDS, SHOWN_WORDS = 12, 2_000, 6
SEED = 20_260_101
_STEM = 6
_TELLING = 12  # words of a theme: a comment of it has at least one of them
_SHORTEST = 3
_MOST_SHARE = 0.5  # a word in more than half of the comments tells none of them apart
_ROUNDS, _ENOUGH = 200, 1e-4
_MORE, _POWERS = 8, 4  # of the randomised singular vectors
_TINY = 1e-12
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Said:
    """One comment and who wrote it: people are counted, not comments."""

    person: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: its words, the most telling first, and the places of its comments, the most typical first."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """The themes of some comments, those of most people first; the other comments are in none."""

    themes: tuple[Theme, ...] = ()
    comments: int = 0
    people: int = 0

    @property
    def missing_comments(self) -> int:
        """Return how many more comments are needed before anything is looked for."""
        return max(0, LEAST_COMMENTS - self.comments)

    @property
    def missing_people(self) -> int:
        """Return how many more people must have written one."""
        return max(0, LEAST_PEOPLE - self.people)


def words_in(text: str, stop: Collection[str]) -> list[str]:
    """Return the words of a comment that may mean something, in lower case.

    >>> words_in("Three status mails, then nothing for a month!", {"then", "for", "nothing"})
    ['three', 'status', 'mails', 'month']
    """
    plain = text.lower().replace(_APOSTROPHE, "'")
    found = (one.group() for one in _WORD.finditer(plain))
    return [one for one in found if len(one) >= _SHORTEST and one not in stop]


def stem(word: str) -> str:
    """Return what words of one family have in common: their first six letters.

    >>> stem("updates") == stem("update"), stem("report")
    (True, 'report')
    """
    return word[:_STEM]


def themes(
    said: Sequence[Said],
    *,
    stop: Collection[str] = (),
    seed: int = SEED,
    ticking: Callable[[float], None] = lambda _share: None,
) -> Found:
    """Return what these comments of one language are about; nothing while there are too few.

    `stop`: words that mean nothing by themselves. `ticking` hears from 0 to 1 how far it has come.
    """
    people = {one.person for one in said}
    nothing = Found((), len(said), len(people))
    if nothing.missing_comments or nothing.missing_people:
        return nothing
    stops = frozenset(stop)
    words = [words_in(one.text, stops) for one in said]
    table = _table(words, said)
    if table is None:
        return nothing
    wanted = min(MOST_THEMES, max(2, round(sqrt(len(said) / 4))))
    count = min(wanted, len(table.stems), len(table.places))
    left, right = _factorise(table, count, seed=seed, ticking=ticking)
    return Found(tuple(_read(table, left, right, said, words)), len(said), len(people))


@dataclass(frozen=True, slots=True)
class _Table:
    """TF-IDF weights of the comments that have a word of the vocabulary, as a sparse matrix sorted by row."""

    rows: Whole
    columns: Whole
    values: Floats
    places: list[int]
    """Which comment each row is."""
    stems: list[str]

    def times(self, dense: Floats) -> Floats:
        """Return the matrix times one with a row for each word."""
        starts = np.flatnonzero(np.diff(self.rows, prepend=-1))
        return np.add.reduceat(self.values[:, None] * dense[self.columns], starts, axis=0)

    def turned(self) -> _Table:
        """Return the matrix with rows and columns exchanged."""
        order = np.argsort(self.columns, kind="stable")
        return _Table(self.columns[order], self.rows[order], self.values[order], [], [])


def _table(words: Sequence[Sequence[str]], said: Sequence[Said]) -> _Table | None:
    """Weigh every word by how seldom it is; None when no word is shared by enough people.

    weight = (1 + ln count) (1 + ln((1 + comments) / (1 + comments with it))), each comment of length 1.
    """
    writers: defaultdict[str, set[Hashable]] = defaultdict(set)
    spread: Counter[str] = Counter()
    for mine, one in zip(words, said, strict=True):
        for key in {stem(word) for word in mine}:
            writers[key].add(one.person)
            spread[key] += 1
    kept = [
        key
        for key, who in writers.items()
        if len(who) >= LEAST and spread[key] <= _MOST_SHARE * len(said)
    ]
    if not kept:
        return None
    stems = sorted(sorted(kept, key=lambda key: (-spread[key], key))[:MOST_WORDS])
    column = {key: place for place, key in enumerate(stems)}
    rare = {key: 1 + log((1 + len(said)) / (1 + spread[key])) for key in stems}
    rows, columns, values, places = list[int](), list[int](), list[float](), list[int]()
    for place, mine in enumerate(words):
        counted = Counter(key for key in map(stem, mine) if key in column)
        weighed = {key: (1 + log(times)) * rare[key] for key, times in counted.items()}
        length = sqrt(sum(one * one for one in weighed.values()))
        for key, value in weighed.items():
            rows.append(len(places))
            columns.append(column[key])
            values.append(value / length)
        if weighed:
            places.append(place)
    return _Table(np.array(rows), np.array(columns), np.array(values), places, stems)


def _factorise(
    table: _Table, count: int, *, seed: int, ticking: Callable[[float], None]
) -> tuple[Floats, Floats]:
    """Return W (comments by themes) and H (words by themes), neither negative, with W H' close to the table."""
    turned = table.turned()
    left, right = _start(table, turned, count, seed=seed)
    first = before = 0.0
    for number in range(_ROUNDS):
        change = _refine(left, table.times(right), right.T @ right)
        change += _refine(right, turned.times(left), left.T @ left)
        first = first or change
        if number % 10 == 0:
            ticking(number / _ROUNDS)
        if change <= _ENOUGH * first or change == before:
            break
        before = change
    return left, right


def _refine(mine: Floats, cross: Floats, gram: Floats) -> float:
    """Make one side better, theme by theme, in place; return how much has changed."""
    change = 0.0
    for one in range(mine.shape[1]):
        step = (cross[:, one] - mine @ gram[:, one]) / max(gram[one, one], _TINY)
        after = np.maximum(mine[:, one] + step, 0)
        change += float(np.abs(after - mine[:, one]).sum())
        mine[:, one] = after
    return change


def _start(table: _Table, turned: _Table, count: int, *, seed: int) -> tuple[Floats, Floats]:
    """Return where to begin: the larger half of each pair of singular vectors, and their mean where that has nothing.

    The vectors are found by powers of a random sketch (N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Review 53, 2011).
    """
    dice = np.random.default_rng(seed)
    sketch = dice.standard_normal((len(table.stems), min(count + _MORE, len(table.stems))))
    for _power in range(_POWERS):
        basis, _ = np.linalg.qr(table.times(sketch))
        sketch, _ = np.linalg.qr(turned.times(basis))
    lefts, sizes, rights = np.linalg.svd(table.times(sketch), full_matrices=False)
    rights = sketch @ rights.T
    left, right = np.zeros((len(table.places), count)), np.zeros((len(table.stems), count))
    for one in range(min(count, len(sizes))):
        halves = []
        for sign in (1, -1):
            up, down = np.maximum(sign * lefts[:, one], 0), np.maximum(sign * rights[:, one], 0)
            halves.append((float(np.linalg.norm(up) * np.linalg.norm(down)), up, down))
        size, up, down = max(halves, key=lambda half: half[0])
        scale = sqrt(sizes[one] * size)
        left[:, one] = scale * up / max(float(np.linalg.norm(up)), _TINY)
        right[:, one] = scale * down / max(float(np.linalg.norm(down)), _TINY)
    usual = float(table.values.mean()) / len(table.stems)
    return np.where(left == 0, usual, left), np.where(right == 0, usual, right)


def _read(
    table: _Table,
    left: Floats,
    right: Floats,
    said: Sequence[Said],
    words: Sequence[Sequence[str]],
) -> list[Theme]:
    """Say each theme in words, and give each comment to the theme that it has most of."""
    strength = left * np.linalg.norm(right, axis=0)
    best, most = strength.argmax(axis=1), strength.max(axis=1)
    found = []
    for one in range(right.shape[1]):
        telling = [
            table.stems[word]
            for word in np.argsort(-right[:, one], kind="stable")[:_TELLING].tolist()
            if right[word, one] > _TINY
        ]
        rows = np.flatnonzero((best == one) & (most > _TINY))
        rows = rows[np.argsort(-strength[rows, one], kind="stable")]
        places = [table.places[row] for row in rows.tolist()]
        places = [place for place in places if not set(telling).isdisjoint(map(stem, words[place]))]
        people = len({said[place].person for place in places})
        shown = shown_words(telling, [(said[place].person, words[place]) for place in places])
        if people >= LEAST and shown:
            found.append(Theme(tuple(shown), tuple(places), people))
    return sorted(found, key=lambda theme: (-theme.people, theme.words))


def shown_words(
    stems: Sequence[str], comments: Sequence[tuple[Hashable, Sequence[str]]]
) -> list[str]:
    """Return the words for these stems that at least five of the people behind these comments have written.

    `comments`: who wrote it, and the words. Of the forms of one stem the commonest is taken.

    >>> five = [(person, ["updates"]) for person in range(5)]
    >>> shown_words(["update"], [*five, (9, ["update"])]), shown_words(["update"], five[1:])
    (['updates'], [])
    """
    writers: defaultdict[str, defaultdict[str, set[Hashable]]]
    writers = defaultdict(lambda: defaultdict(set))
    for person, mine in comments:
        for word in mine:
            writers[stem(word)][word].add(person)
    found = []
    for key in stems:
        forms = [(len(who), word) for word, who in writers[key].items() if len(who) >= LEAST]
        if forms:
            found.append(max(forms, key=lambda form: (form[0], form[1]))[1])
    return found[:SHOWN_WORDS]
