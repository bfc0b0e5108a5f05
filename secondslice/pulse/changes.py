"""Has the taste really changed? Two CUSUM charts, one for more No, one for fewer, and what they say in the end.

Plain values in, plain values out: no Django, no clock, no database. docs/model/change.md has the reasons.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from secondslice.analytics.cusum import Chart, Run, run_steps
from secondslice.pulse.scores import Tally

LEAST_ANSWERS = 20
"""Below so many answers nothing is said of a change, and no usual share is learnt."""
FALSE_ALARMS = (500, 1000, 2000, 5000, 10_000)
"""How many answers lie between two false alarms, at least: one of these, by how many come in."""
YEARS_BETWEEN = 5
LOWEST, HIGHEST = 2, 60
"""Percent of No, between which a usual share is taken."""


class Way(StrEnum):
    """What has become of the share of Yes."""

    UNKNOWN = "unknown"
    """Too few answers to say anything."""
    STEADY = "steady"
    WORSE = "worse"
    BETTER = "better"
    WAS_WORSE = "was_worse"
    """It was, for a while, and is not any more."""
    WAS_BETTER = "was_better"


@dataclass(frozen=True, slots=True)
class Step:
    """What was said on a day, or within a month: in which order is not asked."""

    on: date
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two charts, and what can be expected of it."""

    chart: Chart
    false_alarm_every: int
    noticed_after: int
    run: Run


@dataclass(frozen=True, slots=True)
class Change:
    """What the charts say. Until something is known, there is only the way."""

    way: Way
    steps: Sequence[Step] = ()
    more: Side | None = None
    """Looks for more No than usual."""
    fewer: Side | None = None
    since: date | None = None
    """When the last change began, by Page's estimate."""
    until: date | None = None
    """When it was last seen, where it is over."""
    signalled: date | None = None
    """When a chart first said so."""
    now: Tally = field(default_factory=Tally)
    """What was said from then on."""
    usual_is_older: bool = True
    """Whether what is usual was learnt from the time before; else from the very time that is looked at."""

    @property
    def base(self) -> float:
        """Return the usual share of No."""
        return self.more.chart.base if self.more else 0.0


def look(steps: Sequence[Step], *, before: Tally, answers_a_year: float) -> Change:
    """Return what has changed within these steps, against what was usual `before`."""
    spoken = [one for one in steps if one.yes or one.no]
    here = Tally(yes=sum(one.yes for one in spoken), no=sum(one.no for one in spoken))
    is_older = before.answered >= LEAST_ANSWERS
    usual = before if is_older else here
    if min(here.answered, usual.answered) < LEAST_ANSWERS:
        return Change(Way.UNKNOWN, spoken)
    percent = usual_percent(usual)
    every = _false_alarms(answers_a_year)
    more, fewer = (_side(spoken, percent, way, every) for way in ("more", "fewer"))
    found = _last(spoken, more, fewer)
    way, since, until, signalled = found
    now = [one for one in spoken if since and one.on >= since and not (until and one.on > until)]
    return Change(
        way=way,
        steps=spoken,
        more=more,
        fewer=fewer,
        since=since,
        until=until,
        signalled=signalled,
        now=Tally(yes=sum(one.yes for one in now), no=sum(one.no for one in now)),
        usual_is_older=is_older,
    )


def usual_percent(usual: Tally) -> int:
    """Return the share of No as whole percent, away from 0 and 100, where no chart can tell anything.

    >>> usual_percent(Tally(yes=85, no=15)), usual_percent(Tally(yes=40, no=0)), usual_percent(Tally(no=9))
    (15, 2, 60)
    """
    return min(max(round(100 * usual.no / usual.answered), LOWEST), HIGHEST)


def shifted_percent(percent: int, way: str) -> float:
    """Return the share of No that is worth noticing: twice the usual one, or half of it.

    Where twice would be nearly everybody, half of the way to everybody.

    >>> shifted_percent(15, "more"), shifted_percent(15, "fewer"), shifted_percent(60, "more")
    (30.0, 7.5, 80.0)
    """
    return percent / 2 if way == "fewer" else min(2.0 * percent, (100 + percent) / 2)


def _false_alarms(answers_a_year: float) -> int:
    wanted = YEARS_BETWEEN * answers_a_year
    return next((every for every in FALSE_ALARMS if every >= wanted), FALSE_ALARMS[-1])


def _side(steps: Sequence[Step], percent: int, way: str, every: int) -> Side:
    limit, false_alarm_every, noticed_after = _limits()[way][str(every)][percent - LOWEST]
    chart = Chart(percent / 100, shifted_percent(percent, way) / 100, limit)
    run = run_steps(chart, ((one.yes, one.no) for one in steps))
    return Side(chart, round(false_alarm_every), round(noticed_after), run)


def _last(
    steps: Sequence[Step], more: Side, fewer: Side
) -> tuple[Way, date | None, date | None, date | None]:
    """Return the last change: which way, since when, until when (where it is over), and when it was signalled.

    Where the share stays changed, a chart signals again and again. So signals of one chart that follow each other
    within twice the answers it takes to notice are one change; when no more come for so long, it is over.
    """
    marks = sorted(
        [(place, 0, more) for place in more.run.signals]
        + [(place, 1, fewer) for place in fewer.run.signals],
        key=lambda mark: mark[:2],
    )
    if not marks:
        return Way.STEADY, None, None, None
    last, which, side = marks[-1]
    first = last
    for place, _which, other in reversed(marks):
        if other is not side or _answers(steps, place + 1, first) > 2 * side.noticed_after:
            break
        first = place
    since = steps[side.run.began[side.run.signals.index(first)]].on
    signalled = steps[first].on
    if _answers(steps, last + 1, len(steps)) > 2 * side.noticed_after:
        way = (Way.WAS_WORSE, Way.WAS_BETTER)[which]
        return way, since, steps[last].on, signalled
    return (Way.WORSE, Way.BETTER)[which], since, None, signalled


def _answers(steps: Sequence[Step], start: int, end: int) -> int:
    return sum(one.yes + one.no for one in steps[start:end])


@cache
def _limits() -> dict[str, dict[str, list[tuple[float, float, float]]]]:
    """Return h and both run lengths by way, answers between false alarms, and percent from LOWEST on.

    They are reckoned once, by `analytics.cusum`, because that takes a second; a test reckons some of them again.
    """
    text = Path(__file__).with_name("cusum_limits.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[tuple[float, float, float]]]] = json.loads(text)
    return found
