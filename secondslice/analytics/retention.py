"""Who stays after something went wrong, by what was done about it. No Django, no clock, no database.

The table is that of TARP (Technical Assistance Research Programs) for the White House Office of Consumer Affairs, 1979
and 1986, as printed by Fast Company, "What makes us loyal": consumers of the 1970s who said whether they would buy
again. docs/model/retention.md says what that is worth in a PMO, and why a mended customer gets no bonus.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum


class Handling(Enum):
    """What became of a problem."""

    SILENT = "silent"
    """The customer did not say so, and nobody asked."""
    UNFIXED = "unfixed"
    """It was said, and not put right."""
    FIXED = "fixed"
    QUICKLY = "quickly"
    """It was put right, and fast."""


class Severity(Enum):
    """How much the problem cost the customer."""

    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class Stays:
    """The share of customers, from 0 to 1, who stay after one problem of one severity, by what was done about it."""

    silent: float
    unfixed: float
    fixed: float
    quickly: float

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in self.row()):
            raise ValueError(f"a share that stays lies between 0 and 1, got {self.row()}")
        if not self.unfixed <= self.fixed <= self.quickly:
            raise ValueError("mending, and mending fast, never loses a customer")

    def row(self) -> tuple[float, float, float, float]:
        """Return the four shares in the order of `Handling`."""
        return self.silent, self.unfixed, self.fixed, self.quickly

    def of(self, handling: Handling) -> float:
        """Return the share that stays after this handling."""
        return self.row()[list(Handling).index(handling)]


Table = Mapping[Severity, Stays]

TARP: Table = {
    Severity.MINOR: Stays(silent=0.37, unfixed=0.46, fixed=0.70, quickly=0.95),
    Severity.MAJOR: Stays(silent=0.09, unfixed=0.19, fixed=0.54, quickly=0.82),
}
"""The published table: minor is below 5 dollars of the 1970s, major above 100."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What happens to the unhappy: the share that says so, and of those the shares mended slowly and quickly (0 to 1).

    The worked example reads "40 % of those resolved, 10 % quickly" as 30 points slowly and 10 points quickly.
    """

    voiced: float
    slowly: float
    quickly: float

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.voiced, self.slowly, self.quickly)):
            raise ValueError("the shares of a mix lie between 0 and 1")
        if self.slowly + self.quickly > 1 + 1e-9:
            raise ValueError("no more can be mended than was said")

    def shares(self) -> tuple[float, float, float, float]:
        """Return which share of all unhappy customers meets each `Handling`; they sum to 1."""
        unfixed = max(0.0, 1 - self.slowly - self.quickly)
        return (
            1 - self.voiced,
            self.voiced * unfixed,
            self.voiced * self.slowly,
            self.voiced * self.quickly,
        )


def retained(stays: Stays, mix: Mix) -> float:
    """Return the share of unhappy customers, from 0 to 1, who stay under this mix.

    >>> few, asked = Mix(voiced=.25, slowly=.3, quickly=.1), Mix(voiced=.75, slowly=.3, quickly=.5)
    >>> [round(retained(TARP[Severity.MAJOR], mix), 2) for mix in (few, asked)]
    [0.16, 0.48]
    >>> [round(retained(TARP[Severity.MINOR], mix), 2) for mix in (few, asked)]
    [0.42, 0.68]
    """
    pairs = zip(stays.row(), mix.shares(), strict=True)
    return sum(stay * share for stay, share in pairs)


def again(stays: Stays, factor: float) -> Stays:
    """Return who stays when it is not the first time: each share that leaves is multiplied by `factor` (1 or more).

    J. G. Maxham, R. G. Netemeyer, "A longitudinal study of complaining customers' evaluations of multiple service
    failures and recovery efforts", Journal of Marketing 66(4), 2002, found the direction; no study gives the size.

    >>> again(TARP[Severity.MAJOR], 2.0).row()
    (0.0, 0.0, 0.08, 0.64)
    """
    if factor < 1:
        raise ValueError("a second failure never makes up for the first")
    row = [round(max(0.0, 1 - factor * (1 - share)), 12) for share in stays.row()]
    return Stays(*row)


def without_bonus(stays: Stays, untroubled: float) -> Stays:
    """Return who stays where nobody stays longer for having had a problem than `untroubled`, who had none.

    There is no recovery paradox in what people buy or tell: C. A. de Matos, J. L. Henrique, C. A. V. Rossi, "Service
    recovery paradox: a meta-analysis", Journal of Service Research 10(1), 2007.

    >>> without_bonus(TARP[Severity.MINOR], .8).row()
    (0.37, 0.46, 0.7, 0.8)
    """
    return Stays(*(min(share, untroubled) for share in stays.row()))


def with_penalty(stays: Stays, penalty: float) -> Stays:
    """Return who stays where saying it and not being heard costs `penalty` (points from 0 to 1) against saying nothing.

    National Customer Rage Study 2020 (Arizona State University, CCMC): 22 points. TARP found the contrary in the 1970s.

    >>> with_penalty(TARP[Severity.MINOR], .22).unfixed
    0.15
    """
    unfixed = round(max(0.0, stays.silent - penalty), 12)
    return replace(stays, unfixed=min(unfixed, stays.fixed))
