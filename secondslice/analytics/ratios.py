"""How many good experiences make up for a bad one. No Django, no clock, no database.

A. Thomas, "The hidden ratio that could make or break your company" (Inc.), says 40. From its own premises - ratings
from 1 to 5, held at 4.0, every unhappy and one in ten happy customers writes - follow 30. docs/model/ratios.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

ARTICLE = 40
"""What the article says."""
_HAIR = 1e-9  # arithmetic in floats misses whole numbers by a hair


@dataclass(frozen=True, slots=True)
class Scale:
    """The worst and the best mark of a rating."""

    low: float = 1.0
    high: float = 5.0


STARS = Scale()


def needed_by_ratings(
    target: float, *, happy_write: float, unhappy_write: float = 1.0, scale: Scale = STARS
) -> float:
    """Return how many happy customers hold a mean mark of `target` against one unhappy customer.

    (q- / q+) x (T - lo) / (hi - T), where q- and q+ are the shares (0 to 1) of unhappy and happy customers who write.

    >>> round(needed_by_ratings(4.0, happy_write=.1)), round(needed_by_ratings(4.2, happy_write=.1))
    (30, 40)
    """
    if not scale.low <= target < scale.high:
        raise ValueError("the mean that is to be held lies from the worst mark to below the best")
    if not 0 < happy_write <= 1 or not 0 <= unhappy_write <= 1:
        raise ValueError(
            "the shares who write lie between 0 and 1, and somebody who is happy writes"
        )
    return unhappy_write / happy_write * (target - scale.low) / (scale.high - target)


def needed_by_share(target: float, *, yes_voice: float = 1.0, no_voice: float = 1.0) -> float:
    """Return how many who would say Yes hold a share of Yes of `target` (0 to 1) against one who would say No.

    T / (1 - T), times the share of those answering No over the share of those answering Yes, where they differ.

    >>> round(needed_by_share(.9), 6)
    9.0
    """
    if not 0 <= target < 1:
        raise ValueError("the share that is to be held lies from 0 to below 1")
    if not 0 < yes_voice <= 1 or not 0 <= no_voice <= 1:
        raise ValueError("the shares who answer lie between 0 and 1, and somebody says Yes")
    return no_voice / yes_voice * target / (1 - target)


def owed(*, yes: int, no: int, needed: float) -> int:
    """Return how many more Yes it takes until there are `needed` for each No; 0 when there are enough.

    >>> owed(yes=20, no=3, needed=9.0), owed(yes=30, no=3, needed=9.0)
    (7, 0)
    """
    return max(0, ceil(no * needed - _HAIR) - yes)
