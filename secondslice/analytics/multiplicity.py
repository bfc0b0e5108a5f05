"""Many questions put to the same answers: how many of the findings are chance? No Django, no clock, no database.

Benjamini and Hochberg's step-up procedure (Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", Journal
of the Royal Statistical Society B 57, 1995, 289-300). docs/model/drivers.md.
"""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """Return for each probability (p-value) the share of false findings if it and all smaller ones are called found.

    With m probabilities, p(i) being the i-th smallest: q(i) = min over j >= i of m p(j) / j, at most 1. What is called
    found at q <= 0.05 is, on average, wrong in at most 5 % of what is found; also where the questions lean the same way
    (Y. Benjamini, D. Yekutieli, Annals of Statistics 29, 2001). In the order given.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5])
    [0.04, 0.05333333333333334, 0.05333333333333334, 0.5]
    """
    if any(not 0 <= one <= 1 for one in chances):
        raise ValueError("probabilities lie between 0 and 1")
    rising = sorted(range(len(chances)), key=chances.__getitem__)
    found, least = [1.0] * len(chances), 1.0
    for rank in range(len(rising), 0, -1):
        place = rising[rank - 1]
        least = min(least, chances[place] * len(chances) / rank)
        found[place] = least
    return found
