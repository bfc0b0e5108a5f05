"""How many people hear of it. No Django, no clock, no database.

Inside one organisation word of mouth saturates: who is told a second time is not a second person. docs/model/reach.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, prod

_ENOUGH = 1e-12


@dataclass(frozen=True, slots=True)
class Talk:
    """How one person talks: to how many people in all, and after how many days half of them have heard it.

    That talk fades by halves is an assumption of ours; the studies count people and give no times.
    """

    tellers: float
    half_life: float

    def __post_init__(self) -> None:
        if self.tellers < 0 or self.half_life <= 0:
            raise ValueError("nobody tells fewer than no people, and talk takes time")

    def told(self, days: float, *, until: float = inf) -> float:
        """Return to how many people it was told after so many days, when the talk ended after `until` days.

        >>> talk = Talk(tellers=12, half_life=30)
        >>> talk.told(0), talk.told(30), talk.told(300, until=30)
        (0.0, 6.0, 6.0)
        """
        lasted = max(0.0, min(days, until))
        return self.tellers * (1 - 2 ** (-lasted / self.half_life))

    def spared(self, days: float) -> float:
        """Return how many people more would have heard of it, had the talk not ended after so many days."""
        return self.tellers - self.told(days)


def reach(people: float, told: Iterable[float]) -> float:
    """Return how many different people among `people` heard of it, when each talker told so many of them by chance.

    N (1 - prod(1 - t / N)), the expected number of different people in independent draws without replacement; with k
    equal talkers N (1 - (1 - t / N)^k). Never above N.

    >>> [round(reach(25, [12] * k), 1) for k in (1, 2, 3, 10)]
    [12.0, 18.2, 21.5, 25.0]
    """
    if people <= 0:
        return 0.0
    missed = prod(1 - min(max(one, 0.0), people) / people for one in told)
    return float(people * (1 - missed))


def extinction(r: float) -> float:
    """Return the probability, from 0 to 1, that talk dies out by itself when each hearer tells Poisson(`r`) new people.

    The smallest root of q = exp(r (q - 1)) (a Galton-Watson process: T. E. Harris, The Theory of Branching Processes,
    1963). At most 1 new hearer each: it surely dies out.

    >>> [round(extinction(r), 4) for r in (0.5, 1.0, 1.5, 2.0)]
    [1.0, 1.0, 0.4172, 0.2032]
    """
    if r < 0:
        raise ValueError("nobody tells fewer than no people")
    if r <= 1:
        return 1.0
    low, high = (
        0.0,
        1 / r,
    )  # the root lies below 1 / r, where the curve is flattest against the line
    while high - low > _ENOUGH:
        middle = (low + high) / 2
        low, high = (middle, high) if exp(r * (middle - 1)) > middle else (low, middle)
    return (low + high) / 2


def hearers(r: float) -> float:
    """Return how many people hear of it in all, the first one included, when each tells `r` new people on average.

    1 / (1 - r) below 1; from 1 on there is no end to it but the number of people there are.

    >>> hearers(0.5), hearers(1.5)
    (2.0, inf)
    """
    if r < 0:
        raise ValueError("nobody tells fewer than no people")
    return 1 / (1 - r) if r < 1 else inf
