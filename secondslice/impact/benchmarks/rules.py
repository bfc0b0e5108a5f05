"""Published figures to stand beside one's own, and aggregates over many workspaces. Plain values, no Django.

docs/model/drivers.md says where each published figure was read. What has no source is not here; what has no study
behind it is folklore.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from secondslice.analytics.net_score import net_score
from secondslice.analytics.proportions import wilson
from secondslice.analytics.suppression import hide_small
from secondslice.impact.rules import Badge

LEAST = 5
"""Under so many there is no figure."""
LEAST_WORKSPACES = 5
ENOUGH_FOR_QUARTERS = 10
STEP = 0.05
"""Figures over several workspaces are rounded to this: what one more workspace changes cannot be reckoned back."""
BANDS = (5, 10, 20, 50)


class Measure(StrEnum):
    """What is measured, in the order of the page."""

    WORTH = "worth"
    RATIO = "ratio"
    MET_A_NO = "met_a_no"
    NOT_BACK = "not_back"
    RESPONSE = "response"
    YES = "yes"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: from `low` to `high` where it is a range. `n` 0: how many were asked is not told."""

    measure: Measure
    low: float
    high: float
    badge: Badge
    source: str
    address: str = ""
    year: int = 0
    n: int = 0
    is_more: bool = False
    """Whether the source says “more than”."""


PUBLISHED: Sequence[Published] = (
    Published(
        Measure.WORTH, 0.37, 0.37, Badge.PUBLISHED,
        "PMI, news release of 11 December 2025: 50 % success less 13 % failure",
        "https://www.businesswire.com/news/home/20251211261552/en/", 2025, 5_800, is_more=True,
    ),
    Published(
        Measure.WORTH, 0.36, 0.36, Badge.PUBLISHED, "PMI, study of 2024, as told by pmwares.com",
        "https://pmwares.com/?p=12249", 2024, 10_000, is_more=True,
    ),
    Published(
        Measure.RATIO, 40, 40, Badge.FOLKLORE,
        "A. Thomas, “The hidden ratio that could make or break your company”, Inc.",
        "https://www.inc.com/andrew-thomas/the-hidden-ratio-that-could-make-or-break-your-company.html",
        2018,
    ),
    Published(
        Measure.RATIO, 12, 12, Badge.FOLKLORE,
        "R. Newell-Legner, “Understanding Customers”, quoted by Help Scout",
        "https://www.scribd.com/doc/137872622/75-Cust-Service-Stats",
    ),
    Published(
        Measure.MET_A_NO, 0.74, 0.74, Badge.PUBLISHED,
        "National Customer Rage Survey, Arizona State University and CCMC: consumers in the USA",
        "https://news.wpcarey.asu.edu/20230307-historic-national-customer-rage-survey", 2023, 1_000,
    ),
    Published(
        Measure.NOT_BACK, 0.9, 1, Badge.FOLKLORE,
        "“Over a 90 % chance”: “Always sell your PMO services”; consumers with a major problem that nobody heard of",
        "", 2023,
    ),
    Published(
        Measure.RESPONSE, 0.1, 0.3, Badge.FOLKLORE, "Surveys by e-mail, from the glossary of a vendor (Oversai)",
        "https://www.oversai.com/glossary/csat-response-rate",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """One's own figure of a period with its interval (95 %); too few: `value` is None."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def missing(self) -> int:
        """Return how many more are needed before there is a figure."""
        return max(0, LEAST - self.n)


def share_of(happened: int, n: int) -> Own:
    """Return a share with Wilson's interval.

    >>> share_of(4, 4).value is None, share_of(8, 10).value
    (True, 0.8)
    """
    if n < LEAST:
        return Own(n)
    return Own(n, happened / n, *wilson(happened, n))


def ratio_of(yes: int, no: int) -> Own:
    """Return how many Yes there are for each No, with the interval of the share turned into one of the ratio.

    Without any No there is no ratio, and with few the upper end is open (None).

    >>> found = ratio_of(80, 20)
    >>> found.value, round(found.low, 1), round(found.high, 1)
    (4.0, 2.5, 6.5)
    """
    n = yes + no
    if n < LEAST or not no:
        return Own(n)
    low, high = wilson(yes, n)
    return Own(n, yes / no, low / (1 - low), high / (1 - high) if high < 1 else None)


def net_of(marks: Sequence[int]) -> Own:
    """Return the net project success score with Tango's interval, from -1 to 1."""
    if len(marks) < LEAST:
        return Own(len(marks))
    found = net_score(marks)
    return Own(found.n, found.value, found.least, found.most)


class Moved(StrEnum):
    """How a period stands against the one before."""

    UNKNOWN = "unknown"
    SAME = "same"
    MORE = "more"
    LESS = "less"


def moved(now: Own, before: Own) -> Moved:
    """Compare two periods: only intervals that do not touch are a difference.

    >>> moved(share_of(90, 100), share_of(50, 100)), moved(share_of(9, 10), share_of(5, 10))
    (<Moved.MORE: 'more'>, <Moved.SAME: 'same'>)
    """
    if now.low is None or before.low is None:
        return Moved.UNKNOWN
    if before.high is not None and now.low > before.high:
        return Moved.MORE
    if now.high is not None and now.high < before.low:
        return Moved.LESS
    return Moved.SAME


class Beside(StrEnum):
    """Where a published figure stands to one's own interval."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"


def beside(own: Own, other: Published) -> Beside | None:
    """Return whether one's own interval lies above or below a published figure, or reaches it; None without one.

    >>> beside(share_of(90, 100), Published(Measure.YES, 0.5, 0.6, Badge.PUBLISHED, "x"))
    <Beside.ABOVE: 'above'>
    """
    if own.low is None:
        return None
    if own.low > other.high:
        return Beside.ABOVE
    if own.high is not None and own.high < other.low:
        return Beside.BELOW
    return Beside.INSIDE


# Over several workspaces


@dataclass(frozen=True, slots=True)
class Part:
    """The figure of one workspace in one cell. It counts only when at least five people stand behind it."""

    workspace: int
    year: int
    measure: Measure
    kind: str
    """internal, external, or empty for all customers."""
    value: float
    people: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure over several workspaces, fit to be given away: rounded, and without how many exactly stand behind it."""

    year: int
    measure: Measure
    kind: str
    workspaces: str
    """A band: 5 to 9, 10 to 19, 20 to 49, 50+; empty when the cell is kept back."""
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    """The middle half, from ten workspaces on."""

    @property
    def is_hidden(self) -> bool:
        """Tell whether the cell is kept back."""
        return self.middle is None


def cells(parts: Iterable[Part]) -> list[Cell]:
    """Return the table of all cells, those kept back too, the newest year first.

    A cell of fewer than five workspaces is kept back, and with it whatever would give it away: where departments or
    clients alone are kept back, so is the other one or their total (`suppression.hide_small`).
    """
    tables: defaultdict[tuple[int, Measure], dict[str, list[float]]] = defaultdict(dict)
    for one in parts:
        if one.people >= LEAST:
            tables[one.year, one.measure].setdefault(one.kind, []).append(one.value)
    found = list[Cell]()
    for (year, measure), by_kind in sorted(
        tables.items(), key=lambda table: (-table[0][0], list(Measure).index(table[0][1]))
    ):
        shown = _shown(by_kind)
        found += [
            _cell(year, measure, kind, by_kind[kind] if kind in shown else [])
            for kind in sorted(by_kind)
        ]
    return found


def _shown(by_kind: Mapping[str, Sequence[float]]) -> set[str]:
    """Return the kinds of one table that may be shown; empty stands for all customers."""
    counts = {kind: len(values) for kind, values in by_kind.items() if kind}
    shown = hide_small(counts, minimum=LEAST_WORKSPACES)
    found = {kind for kind in shown.cells if kind in by_kind}
    whole = len(by_kind.get("", ()))
    if whole >= LEAST_WORKSPACES and (shown.total or not counts):
        found.add("")
    return found


def _cell(year: int, measure: Measure, kind: str, values: Sequence[float]) -> Cell:
    if not values:
        return Cell(year, measure, kind, "")
    band = max(least for least in BANDS if len(values) >= least)
    place = BANDS.index(band)
    # a hyphen would make a date of it in a spreadsheet
    words = f"{band}\N{EN DASH}{BANDS[place + 1] - 1}" if place + 1 < len(BANDS) else f"{band}+"
    low = high = None
    if len(values) >= ENOUGH_FOR_QUARTERS:
        low, _, high = (_rounded(one) for one in quantiles(values, n=4, method="inclusive"))
    return Cell(year, measure, kind, words, _rounded(median(values)), low, high)


def _rounded(value: float) -> float:
    return round(round(value / STEP) * STEP, 2)
