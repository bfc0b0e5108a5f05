"""Seeded chance: the same seed and the same day give the same story."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zlib import crc32
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
SATURDAY = 5
T = TypeVar("T")


class Chance:
    """Dice for one demo."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311  (a story, not a secret)
        self._seed = seed

    @classmethod
    def of(cls, *facts: object) -> Chance:
        """Return the dice of one thing in the story, by what is told of it.

        Never by its key: PostgreSQL gives none twice, so the same seed would tell another story the next time.
        """
        return cls(crc32(" ".join(map(str, facts)).encode()))

    def beside(self, number: int) -> Chance:
        """Return other dice, of the same seed: what they decide changes nothing that these decide."""
        return Chance(self._seed + 1_000_003 * number)

    def happens(self, share: float) -> bool:
        """Return True in this share of the cases."""
        return self._dice.random() < share

    def one(self, things: Sequence[T]) -> T:
        """Return one of these things."""
        return self._dice.choice(things)

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Return so many different ones, or all when there are fewer."""
        return self._dice.sample(things, min(count, len(things)))

    def weighted(self, weights: Mapping[str, int]) -> str:
        """Return one of the keys, each as often as its weight says."""
        return self._dice.choices(list(weights), list(weights.values()))[0]

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from least to most."""
        return self._dice.randint(least, most)

    def between(self, least: float, most: float) -> float:
        """Return a number from least to most."""
        return self._dice.uniform(least, most)

    def about(self, mean: float) -> float:
        """Return a positive number, mostly small, with this mean."""
        return self._dice.expovariate(1 / mean)

    def at_work(self, day: date, *, early: bool = False) -> datetime:
        """Return a moment in working hours of this day, or of the next working day."""
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        opens, closes = (8 * 60, 11 * 60) if early else (8 * 60 + 20, 17 * 60)
        minute = self.whole(opens, closes)
        moment = datetime.combine(day, time(minute // 60, minute % 60, self.whole(0, 59)), ZONE)
        return moment.astimezone(ZoneInfo("UTC"))

    def work_after(self, moment: datetime, *, hours: float) -> datetime:
        """Return the moment so many hours later when somebody is at work: not at night, not at a weekend."""
        later = moment + timedelta(hours=hours)
        local = later.astimezone(ZONE)
        if local.weekday() < SATURDAY and time(7) <= local.time() < time(20):
            return later
        evening = local.time() >= time(20)
        return max(self.at_work(local.date() + timedelta(days=evening), early=True), moment)


def workdays_before(day: date, count: int) -> date:
    """Return the working day that lies `count` working days before this one."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
