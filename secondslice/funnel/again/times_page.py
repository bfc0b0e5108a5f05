"""The page that tells how long it takes to the next order: rows for the template, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.accounts.models import Membership
from secondslice.analytics.survival import LogRank
from secondslice.customers.models import Customer
from secondslice.funnel.again.selectors.times import customers_in, groups_for
from secondslice.funnel.again.times import LOOKED_AT, After, Group, Wait, difference
from secondslice.ui.charts.curve import Point
from secondslice.ui.charts.curves import Curves
from secondslice.ui.templatetags.ui import percent

MONTH = 30.44
EVERY = (3, 6, 12, 24)
MOST_TICKS = 8
MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class Named:
    """One customer behind the numbers."""

    customer: Customer
    wait: Wait
    time: str


@dataclass(frozen=True, slots=True)
class Row:
    """One group."""

    group: Group
    name: str
    median: str
    interval: str
    still: Sequence[tuple[str, int]]
    """How many are still looked at after so many months."""
    named: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Times:
    """Everything on the page. `looked_at`: the months at which it is told how many are still looked at."""

    rows: Sequence[Row]
    test: LogRank | None
    chart: Curves | None
    looked_at: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody has said anything yet."""
        return not any(row.group.waits for row in self.rows)


def times_page(membership: Membership, *, today: date) -> Times:
    """Return what the page shows."""
    groups = groups_for(membership, today=today)
    customers = customers_in(groups)
    return Times(
        rows=[_row(one, customers) for one in groups],
        test=difference(groups),
        chart=_chart([one for one in groups if one.is_enough]),
        looked_at=[months(day) for day in LOOKED_AT],
    )


def names() -> dict[After, str]:
    """Return what the groups are called."""
    return {
        After.YES: _("After a Yes"),
        After.RECOVERED: _("After a No that was mended"),
        After.UNRESOLVED: _("After a No that was not"),
    }


def months(days: float) -> str:
    """Write a length in whole months."""
    count = round(days / MONTH)
    if not count:
        return _("less than a month") if days else _("the beginning")
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def _row(group: Group, customers: dict[int, Customer]) -> Row:
    median, interval = _median(group)
    newest = sorted(group.waits, key=lambda one: one.since, reverse=True)[:MOST_NAMES]
    named = [Named(customers[one.customer], one, months(one.days or 1)) for one in newest]
    still = [(months(day), count) for day, count in zip(LOOKED_AT, group.at_risk, strict=True)]
    return Row(group, names()[group.after], median, interval, still, named)


def _median(group: Group) -> tuple[str, str]:
    if not group.has_median:
        return "", ""
    if group.curve.median is None:
        return _("more than half have not ordered again"), ""
    ends = [months(one) if one is not None else _("open") for one in group.curve.median_interval]
    return months(group.curve.median), " \N{EN DASH} ".join(ends)


def _chart(groups: Sequence[Group]) -> Curves | None:
    if not any(one.curve.events for one in groups):
        return None
    until = max(one.curve.until for one in groups) or 1.0
    every = next((one for one in EVERY if until / (one * MONTH) <= MOST_TICKS), EVERY[-1])
    ticks = [(number * MONTH, str(number)) for number in range(0, int(until / MONTH) + 1, every)]
    curves = [(names()[one.after], _points(one)) for one in groups]
    return Curves(curves, until, [percent(share / 4) for share in range(5)], ticks)


def _points(group: Group) -> list[Point]:
    name = names()[group.after]
    found = [
        Point(
            at=step.at,
            share=1 - step.waiting,
            low=1 - step.high,
            high=1 - step.low,
            title=_("%(name)s: %(share)s ordered again within %(time)s")
            % {"name": name, "share": percent(1 - step.waiting), "time": months(step.at)},
        )
        for step in group.curve.steps
    ]
    last = found[-1] if found else Point(0, 0, 0, 0, name)
    return [*found, Point(group.curve.until, last.share, last.low, last.high, last.title)]
