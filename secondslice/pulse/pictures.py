"""The charts of the pulse page, defined once: each period's share, and the two sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.pulse.changes import Change, Side
from secondslice.pulse.scores import Period, Tally, month_after
from secondslice.ui.charts.shares import GRID, Bar, Shares
from secondslice.ui.charts.sums import Mark, Sums
from secondslice.ui.templatetags.ui import percent

Address = Callable[[Period], str]
"""Where the answers of a period are."""


def shares_chart(periods: Sequence[Period], whole: Tally, address: Address) -> Shares:
    """Return the share of Yes in each period."""
    scored = [place for place, one in enumerate(periods) if one.tally.has_score]
    low = min(
        scored,
        key=lambda place: periods[place].tally.yes / periods[place].tally.answered,
        default=0,
    )
    return Shares(
        bars=[_bar(one, before, address(one)) for before, one in zip([None, *periods], periods, strict=False)],
        grid=[percent(share) for share in GRID],
        n_label=_("n"),
        rate_label=_("rate"),
        whole=whole.score.share if whole.score else None,
        spoken={low, *scored[-1:]} if scored else set(),
    )  # fmt: skip


def period_name(one: Period) -> str:
    """Return what a period is called: a month, a quarter, half a year or a year."""
    names = {1: formats.date_format(one.first, "F Y"), 12: str(one.first.year)}
    if one.months in names:
        return names[one.months]
    last = month_after(one.last, 0)
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(one.first, "M Y"),
        "last": formats.date_format(last, "M Y"),
    }


def _bar(one: Period, before: Period | None, url: str) -> Bar:
    score = one.tally.score
    is_year = one.months == 12  # noqa: PLR2004
    new_year = before is None or before.first.year != one.first.year
    return Bar(
        label=str(one.first.year) if is_year else _short(one),
        below=str(one.first.year) if new_year and not is_year else "",
        n=formats.number_format(one.tally.answered),
        rate=str(round(100 * (one.tally.response_rate or 0))) if one.tally.asked else "",
        title=f"{period_name(one)}: {_told(one)}",
        url=url,
        share=score.share if score else None,
        low=score.low if score else 0.0,
        high=score.high if score else 1.0,
        written=percent(score.share) if score else "",
        is_marked=one.is_unusual,
    )


def _short(one: Period) -> str:
    """Return a label of few letters: a month, a quarter, or from which month to which.

    A quarter that the beginning of the time cuts is still that quarter.
    """
    first = formats.date_format(one.first, "M").rstrip(".")
    if one.months == 1:
        return first
    if one.last.month % 3 == 0 and one.months <= 3:  # noqa: PLR2004
        return _("Q%(number)s") % {"number": one.last.month // 3}
    return f"{first}\N{EN DASH}{formats.date_format(one.last, 'M').rstrip('.')}"


def _told(one: Period) -> str:
    if one.tally.score is None:
        return ngettext("%(n)s answer", "%(n)s answers", one.tally.answered) % {
            "n": one.tally.answered
        }
    score = one.tally.score
    return _("%(share)s said Yes (%(yes)s of %(n)s), between %(low)s and %(high)s") % {
        "share": percent(score.share),
        "yes": score.yes,
        "n": score.n,
        "low": percent(score.low),
        "high": percent(score.high),
    }


def sums_chart(change: Change) -> Sums | None:
    """Return the two sums, each as a share of its limit; None where nothing is reckoned."""
    if change.more is None or change.fewer is None:
        return None
    days = [one.on for one in change.steps]
    return Sums(
        days=days,
        above=[total / change.more.chart.limit for total in change.more.run.sums],
        below=[total / change.fewer.chart.limit for total in change.fewer.run.sums],
        above_words=_("limit: more No than usual"),
        below_words=_("limit: fewer No than usual"),
        ticks=_ticks(days[0], days[-1]),
        marks=[*_marks(change, change.more, 1), *_marks(change, change.fewer, -1)],
    )


def _marks(change: Change, side: Side, way: int) -> list[Mark]:
    told = _("The sum reached its limit on %(day)s")
    return [
        Mark(day, way, told % {"day": formats.date_format(day, "DATE_FORMAT")})
        for day in (change.steps[place].on for place in side.run.signals)
    ]


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Return the months between two days with their short names; January with its year."""
    found, month = [], month_after(first)
    while month <= last:
        words = formats.date_format(month, "M").rstrip(".")
        found.append((month, f"{words} {month.year}" if month.month == 1 else words))
        month = month_after(month)
    return found
