"""The lowest point of a function of a few numbers, without derivatives. No Django, no clock, no database.

J. A. Nelder and R. Mead, "A simplex method for function minimization", The Computer Journal 7, 1965.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Place = tuple[float, ...]
Height = Callable[[Place], float]
_STEP = 0.5
_MOST = 2000


def lowest(height: Height, start: Sequence[float], *, close: float = 1e-7) -> Place:
    """Return where the height is lowest, walking from `start`, until the simplex is `close` to flat and small.

    >>> [round(one, 3) for one in lowest(lambda at: (at[0] - 3) ** 2 + (at[1] + 1) ** 2, (0, 0))]
    [3.0, -1.0]
    """
    first = tuple(map(float, start))
    corners = [(height(first), first)]
    for axis in range(len(first)):
        place = tuple(one + _STEP * (axis == number) for number, one in enumerate(first))
        corners.append((height(place), place))
    for _turn in range(_MOST):
        corners.sort(key=lambda corner: corner[0])
        if _is_small(corners, close):
            break
        _turn_over(height, corners)
    return min(corners, key=lambda corner: corner[0])[1]


def _is_small(corners: Sequence[tuple[float, Place]], close: float) -> bool:
    (low, best), (high, _worst) = corners[0], corners[-1]
    wide = max(abs(x - y) for _height, place in corners for x, y in zip(place, best, strict=True))
    return high - low < close and wide < close**0.5


def _turn_over(height: Height, corners: list[tuple[float, Place]]) -> None:
    """Move the worst corner through the middle of the others; where that does not help, draw all to the best."""
    *others, (worst_height, worst) = corners
    middle = tuple(
        sum(axis) / len(others) for axis in zip(*(one[1] for one in others), strict=True)
    )

    def beyond(how_far: float) -> tuple[float, Place]:
        place = tuple(m + how_far * (m - w) for m, w in zip(middle, worst, strict=True))
        return height(place), place

    over = beyond(1.0)
    if over[0] < others[0][0]:
        corners[-1] = min(beyond(2.0), over)
    elif over[0] < others[-1][0]:
        corners[-1] = over
    else:
        inside = beyond(0.5) if over[0] < worst_height else beyond(-0.5)
        if inside[0] < min(over[0], worst_height):
            corners[-1] = inside
        else:
            best = others[0][1]
            for number, (_height, place) in enumerate(corners[1:], start=1):
                nearer = tuple((b + p) / 2 for b, p in zip(best, place, strict=True))
                corners[number] = height(nearer), nearer
