"""When a theme may be shown, and how it goes from quarter to quarter. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secondslice.analytics import themes
from secondslice.analytics.proportions import Proportion, proportion
from secondslice.analytics.stop_words import stop_words

LEAST = themes.LEAST
WINDOW = timedelta(days=730)
"""Comments that are older are not looked at."""
QUARTERS = 6
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One comment of a theme as a reader may know it."""

    person: Hashable
    text: str
    on: date
    key: int
    """Of the question."""
    is_named: bool


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many of those who wrote in a quarter wrote of a theme: people, not comments."""

    year: int
    number: int
    share: Proportion

    @property
    def is_told(self) -> bool:
        """Tell whether enough people wrote anything in it."""
        return self.share.n >= LEAST


def words_of(known: Sequence[str], said: Sequence[Said], *, language: str) -> tuple[str, ...]:
    """Return the words of a theme that five people among those whose comments the reader may read have written.

    So a word goes when a comment is erased, and a project manager reads no word of other people's projects.
    """
    stop = stop_words(language)
    comments = [(one.person, themes.words_in(one.text, stop)) for one in said]
    return tuple(themes.shown_words([themes.stem(word) for word in known], comments))


def people_in(said: Collection[Said]) -> int:
    """Return how many different people wrote these comments."""
    return len({one.person for one in said})


def quarter_of(day: date) -> tuple[int, int]:
    """Return the year and the number of a day's quarter.

    >>> quarter_of(date(2026, 11, 28))
    (2026, 4)
    """
    return day.year, (day.month + 2) // 3


def quarters(of_theme: Collection[Said], of_all: Collection[Said], *, today: date) -> list[Quarter]:
    """Return the last quarters, the newest last: of the people who wrote, how many wrote of the theme."""
    year, number = quarter_of(today)
    found = []
    for back in range(QUARTERS - 1, -1, -1):
        years, place = divmod(year * 4 + number - 1 - back, 4)
        this = (years, place + 1)
        mine = {one.person for one in of_theme if quarter_of(one.on) == this}
        everybody = {one.person for one in of_all if quarter_of(one.on) == this}
        share = proportion(yes=len(mine & everybody), n=len(everybody))
        found.append(Quarter(this[0], this[1], share))
    return found


def has_moved(one: Quarter, other: Quarter) -> bool:
    """Tell whether two quarters may be compared and differ: only when their intervals do not touch."""
    if not (one.is_told and other.is_told):
        return False
    return one.share.high < other.share.low or other.share.high < one.share.low
