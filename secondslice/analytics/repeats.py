"""Who still buys, and how often: the BG/NBD model. No Django, no clock, no database.

P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting your customers the easy way: an alternative to the Pareto/NBD
model", Marketing Science 24, 2005. Each buyer buys at a rate of his own as long as he is a customer, and may leave
after any purchase, with a chance of his own. docs/model/second-slice.md says from how many buyers on it is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, inf, lgamma, log

from secondslice.analytics.simplex import Place, lowest

FEWEST_FOR_TIME = 10
"""With fewer buyers there are names and counts: nothing is worked out."""
FEWEST_FOR_WORDS = 30
"""From so many on the model says likely, unclear or unlikely; below it only the time since the last counts."""
FEWEST_FOR_NUMBERS = 100
"""From so many on its probability is shown."""
LIKELY, UNLIKELY = 2 / 3, 1 / 3
_LOWEST, _HIGHEST = 1e-5, 1e5
_FAR = 1e-12
_MOST_TERMS = 5000
_SINGULAR = 1e-7


class Rung(StrEnum):
    """How much so many buyers can carry."""

    NAMES = "names"
    TIME = "time"
    WORDS = "words"
    NUMBERS = "numbers"


def rung(buyers: int) -> Rung:
    """Return how much may be said of single buyers when there are so many.

    >>> rung(9), rung(10), rung(30), rung(100)
    (<Rung.NAMES: 'names'>, <Rung.TIME: 'time'>, <Rung.WORDS: 'words'>, <Rung.NUMBERS: 'numbers'>)
    """
    if buyers < FEWEST_FOR_TIME:
        return Rung.NAMES
    if buyers < FEWEST_FOR_WORDS:
        return Rung.TIME
    return Rung.WORDS if buyers < FEWEST_FOR_NUMBERS else Rung.NUMBERS


@dataclass(frozen=True, slots=True)
class Buyer:
    """How often somebody came again, when for the last time, and how long we have looked; from the first time on."""

    again: int
    last: float
    seen: float

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 <= self.last <= self.seen or self.again < 0 or (not self.again and self.last):
            raise ValueError(f"a buyer like that cannot be: {self}")


@dataclass(frozen=True, slots=True)
class Model:
    """The four numbers of the model: r and alpha tell how often people buy, a and b how readily they leave."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, buyer: Buyer) -> float:
        """Return the probability that this buyer is still a customer. Who came only once has not left yet."""
        return 1 / (1 + self._gone(buyer))

    def expected(self, buyer: Buyer, within: float) -> float:
        """Return how often this buyer is expected to come again within a time from now on."""
        x, whole = buyer.again, self.alpha + buyer.seen
        a = (
            self.a if abs(self.a - 1) > _SINGULAR else 1 + _SINGULAR
        )  # both sides agree in the limit
        share = within / (whole + within)
        series = _hypergeometric(self.r + x, self.b + x, a + self.b + x - 1, share)
        stays = exp((self.r + x) * log(1 - share)) * series
        return (a + self.b + x - 1) / (a - 1) * (1 - stays) / (1 + self._gone(buyer))

    def _gone(self, buyer: Buyer) -> float:
        """Return the odds that the buyer has left."""
        if not buyer.again:
            return 0.0
        power = (self.r + buyer.again) * log((self.alpha + buyer.seen) / (self.alpha + buyer.last))
        return self.a / (self.b + buyer.again - 1) * exp(min(power, 700))


@dataclass(frozen=True, slots=True)
class Prior:
    """What is usual before anything is seen: each number lies within a factor of about `e ** spread` of this."""

    usual: Model
    spread: float = 1.0


def yearly_prior(*, year: float = 1.0) -> Prior:
    """Return the weak prior for projects, when a year is so many units of time.

    The average buyer comes again 0.8 times a year and leaves after one project in four, give or take a factor of
    nearly three (docs/model/second-slice.md).
    """
    return Prior(Model(r=1.0, alpha=1.25 * year, a=1.0, b=3.0))


def log_likelihood(buyers: Iterable[Buyer], model: Model) -> float:
    """Return how well the model fits: the logarithm of the likelihood (equation 6 of the paper)."""
    return _Counted.of(buyers).log_likelihood(model)


def fit(buyers: Iterable[Buyer], *, prior: Prior | None = None) -> Model:
    """Return the numbers that fit best; with a prior they cannot run away from few buyers.

    The same buyers are fitted once: a page is opened more often than somebody buys.
    """
    return _fitted(tuple(buyers), prior)


@lru_cache(maxsize=64)
def _fitted(buyers: tuple[Buyer, ...], prior: Prior | None) -> Model:
    counted = _Counted.of(buyers)
    mean = sum(one.seen for one in buyers) / len(buyers) if buyers else 1.0
    usual = prior.usual if prior else Model(1.0, mean or 1.0, 1.0, 1.0)
    start = [log(one) for one in (usual.r, usual.alpha, usual.a, usual.b)]

    def height(place: Place) -> float:
        if any(not log(_LOWEST) <= one <= log(_HIGHEST) for one in place):
            return inf
        off = sum((one - centre) ** 2 for one, centre in zip(place, start, strict=True))
        penalty = off / (2 * prior.spread**2) if prior else 0.0
        return penalty - counted.log_likelihood(Model(*map(exp, place)))

    return Model(*map(exp, lowest(height, start)))


@dataclass(frozen=True, slots=True)
class _Counted:
    """The buyers by what they have in common: many came equally often, and many at the same times."""

    how_often: Sequence[tuple[int, int]]
    alike: Sequence[tuple[Buyer, int]]

    @classmethod
    def of(cls, buyers: Iterable[Buyer]) -> _Counted:
        found = list(buyers)
        often = Counter(one.again for one in found)
        return cls(sorted(often.items()), list(Counter(found).items()))

    def log_likelihood(self, model: Model) -> float:
        r, alpha, a, b = model.r, model.alpha, model.a, model.b
        base = r * log(alpha) - lgamma(r)
        leaves = lgamma(a + b) - lgamma(b)
        total = 0.0
        for x, count in self.how_often:
            total += count * (base + leaves + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x))
        for one, count in self.alike:
            stayed = -(r + one.again) * log(alpha + one.seen)
            if one.again:
                left = log(a / (b + one.again - 1)) - (r + one.again) * log(alpha + one.last)
                high, low = max(stayed, left), min(stayed, left)
                stayed = high + log(1 + exp(low - high))
            total += count * stayed
        return total


def _hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Return Gauss's 2F1(a, b; c; z) for 0 <= z < 1, by its series."""
    term = total = 1.0
    for n in range(_MOST_TERMS):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < _FAR * abs(total):
            break
    return total


def word_for(alive: float) -> str:
    """Return the probability as one of three words' codes.

    >>> word_for(0.9), word_for(0.5), word_for(0.1)
    ('likely', 'unclear', 'unlikely')
    """
    if alive >= LIKELY:
        return "likely"
    return "unlikely" if alive <= UNLIKELY else "unclear"
