"""The chain from promised to verified as a picture: four columns, and what was lost between them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.ui.charts.curve import GRID, Point, Steps
from secondslice.ui.charts.falls import Fall, Falls
from secondslice.value.ledger.selectors.figures import Figures
from secondslice.value.ledger.selectors.trend import Quarter

THOUSAND, MOST_TICKS = 1000, 6
LEAST_IN_THOUSANDS = 10_000
"""From so much on the axis counts in thousands: there is no room for more figures."""


def chain(figures: Figures) -> Falls | None:
    """Return the chart; None where there is no money to show."""
    totals = figures.totals
    amounts = (totals.promised, totals.claimed, totals.confirmed, totals.verified)
    if not any(amounts):
        return None
    names = (_("Promised"), _("Claimed"), _("Co-signed"), _("Verified"))
    looks = ("plain", "plain", "sure", "sure")
    return Falls(
        [
            Fall(name, float(amount), whole(amount), look)
            for name, amount, look in zip(names, amounts, looks, strict=True)
        ]
    )


def whole(amount: Decimal) -> str:
    """Return an amount without cents, as the reader's locale writes it."""
    return str(formats.number_format(amount, 0, use_l10n=True, force_grouping=True))


def in_thousands(quarters: Sequence[Quarter]) -> bool:
    """Tell whether the axis of the curve counts in thousands."""
    return max((one.confirmed for one in quarters), default=Decimal(0)) >= LEAST_IN_THOUSANDS


def growth(quarters: Sequence[Quarter]) -> Steps | None:
    """Return the headline over time; None before the second quarter, for one point is no curve."""
    if len(quarters) < 2:  # noqa: PLR2004
        return None
    most = round_up(float(max(one.confirmed for one in quarters)))
    unit = THOUSAND if in_thousands(quarters) else 1
    every = -(-len(quarters) // MOST_TICKS)
    names = [quarter_name(one) for one in quarters]
    return Steps(
        points=[
            Point(float(place), share, share, share, f"{name}: {whole(one.confirmed)}")
            for place, (one, name) in enumerate(zip(quarters, names, strict=True))
            for share in [float(one.confirmed) / most]
        ],
        until=float(len(quarters)),
        grid=[_short(most * share / unit) for share in GRID],
        ticks=[(float(place), name) for place, name in enumerate(names) if place % every == 0],
    )


def _short(amount: float) -> str:
    return formats.number_format(amount, 0 if amount == int(amount) else 1)


def quarter_name(one: Quarter) -> str:
    """Return a quarter as people name it."""
    return _("Q%(number)s %(year)s") % {"number": one.number, "year": one.year}


def round_up(amount: float) -> float:
    """Return the least amount above this one whose quarters are round.

    >>> round_up(9_300), round_up(61_000), round_up(0)
    (10000.0, 80000.0, 4.0)
    """
    size = 1.0
    while size * 40 < amount:
        size *= 10
    steps = (1.0, 2.0, 2.5, 5.0, 10.0)
    return next(4 * size * step for step in steps if 4 * size * step >= amount)
