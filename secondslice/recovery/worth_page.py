"""The page that tells what mending is worth: rows for the template, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import Proportion
from secondslice.analytics.survival import FEWEST, Curve
from secondslice.recovery.adjustment_words import line_of
from secondslice.recovery.selectors import worth as read
from secondslice.recovery.selectors.filtering import NOBODY
from secondslice.recovery.worth import (
    MONTHS,
    BeforeAfter,
    Facts,
    Outcome,
    Reached,
    groups,
    months_ago,
    outcome,
    relapses,
    time_to,
)
from secondslice.ui.charts.curve import Point, Steps
from secondslice.ui.templatetags.ui import percent

TIMES = (*MONTHS, "all")
FILTERS = ("cause", "customer", "owner", "severity")
"""The groups by which the list of cases can be narrowed."""
KINDS = (*FILTERS, "heard")
TICKS = (7, 14, 30, 60, 90, 180, 365, 10_000)
MOST_TICKS = 6
HORIZONS = (30, 60, 90)
"""By which day after the No the share of recovered customers is told."""


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long one step takes."""

    name: str
    done: int
    cases: int
    median: str
    interval: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of the table of groups."""

    name: str
    query: str
    """What leads in the list to exactly these cases; empty where the list has no such filter."""
    outcome: Outcome
    median: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change for everybody, and what became of its cause."""

    what: str
    cause: str
    days: int
    since: str
    counted: BeforeAfter
    verdict: str
    ref: object
    """Of the case in which it was agreed."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Everything on the page."""

    months: str
    by: str
    outcome: Outcome
    curve: Curve
    by_day: list[tuple[int, str, str]]
    steps: list[StepTime]
    groups: list[GroupRow]
    relapses: Proportion
    causes: list[tuple[str, str, int]]
    changes: list[ChangeRow]
    sees_all: bool

    @property
    def chart(self) -> Steps | None:
        """Return the curve of those who came back, or None while nobody has."""
        return _chart(self.curve) if self.curve.events else None


def worth_page(membership: Membership, *, months: str, by: str, now: datetime) -> Worth:
    """Return what the page shows about the cases whose No came in the last months."""
    since = months_ago(months, now=now) if months in MONTHS else None
    facts = read.facts_of(membership, since=since, now=now)
    curve = time_to(Reached.RECOVERED, facts, now=now)
    causes = read.names_of(membership, "cause")
    sees_all = membership.role != membership.Role.MANAGER
    return Worth(
        months=months,
        by=by,
        outcome=outcome(facts),
        curve=curve,
        by_day=_by_day(curve),
        steps=[_step(step, facts, now=now) for step in Reached],
        groups=_group_rows(membership, facts, by=by, months=months, causes=causes, now=now),
        relapses=relapses(facts, noes=read.noes_of(membership), now=now),
        causes=[
            (code, causes.get(code, code), count) for code, count in read.causes_counted(facts)
        ],
        changes=[_change(one, causes) for one in _systemic(membership, now) if sees_all],
        sees_all=sees_all,
    )


def _systemic(membership: Membership, now: datetime) -> list[read.SystemicChange]:
    return read.systemic_changes(membership, now=now)


def _by_day(curve: Curve) -> list[tuple[int, str, str]]:
    """Return the share recovered by some days after the No, and its interval, as far as anything was seen."""
    found = [(days, curve.done_by(days)) for days in HORIZONS]
    if curve.events < FEWEST:
        return []
    return [
        (days, percent(one[0]), f"{percent(one[1])} \N{EN DASH} {percent(one[2])}")
        for days, one in found
        if one is not None
    ]


def step_names() -> dict[Reached, str]:
    """Return what the steps are called."""
    return {
        Reached.HEARD: _("The customer was heard"),
        Reached.PLANNED: _("A plan was agreed on"),
        Reached.CHANGED: _("Something had changed"),
        Reached.ASKED_AGAIN: _("The question was put again"),
        Reached.RECOVERED: _("The customer said Yes"),
    }


def _step(step: Reached, facts: Sequence[Facts], *, now: datetime) -> StepTime:
    curve = time_to(step, facts, now=now)
    median, interval = _median(curve)
    return StepTime(step_names()[step], curve.events, curve.n, median, interval)


def _median(curve: Curve) -> tuple[str, str]:
    """Return by which day half had got there, and between which days that lies; empty while too few have."""
    if curve.events < FEWEST:
        return "", ""
    if curve.median is None:
        return _("more than half have not got there yet"), ""
    low, high = curve.median_interval
    ends = [days(one) if one is not None else _("open") for one in (low, high)]
    return days(curve.median), " \N{EN DASH} ".join(ends)


def days(length: float) -> str:
    """Write a length in days: hours while it is less than one. Only a whole day is one: 1.2 days are several."""
    if length < 1:
        hours = max(1, round(length * 24))
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    shown = formats.number_format(length, 0 if length >= FEWEST else 1)
    number = 1 if length == 1 else max(2, round(length))
    return ngettext("%(count)s day", "%(count)s days", number) % {"count": shown}


def _group_rows(
    membership: Membership,
    facts: Sequence[Facts],
    *,
    by: str,
    months: str,
    causes: dict[str, str],
    now: datetime,
) -> list[GroupRow]:
    keys: dict[str, Callable[[Facts], Hashable]] = {
        "cause": lambda one: one.cause,
        "customer": lambda one: one.customer,
        "owner": lambda one: one.owner,
        "severity": lambda one: one.severity,
        "heard": lambda one: "" if one.heard_in_time is None else str(one.heard_in_time),
    }
    known: dict[str, dict[str, str]] = {
        "severity": {"minor": _("Minor"), "major": _("Major")},
        "heard": {"True": _("Heard in time"), "False": _("Heard late"), "": _("Not heard yet")},
        "cause": {**causes, "": _("No cause named yet")},
    }
    names = known.get(by) or read.names_of(membership, by)
    meant = read.in_address(membership, by) if by in {"customer", "owner"} else {}
    return [
        GroupRow(
            name=names.get(key := str(one.key), key),
            query=_query(by, meant.get(key, key) or NOBODY, months) if by in FILTERS else "",
            outcome=one.outcome,
            median=_median(one.curve)[0],
        )
        for one in groups(facts, keys[by], now=now)
    ]


def _query(by: str, value: str, months: str) -> str:
    """Return what narrows the list of cases to those of a group that this page counts."""
    of_time = {"months": months} if months in MONTHS else {}
    return urlencode({by: value, **of_time, "counted": "1"})


def _change(one: read.SystemicChange, causes: dict[str, str]) -> ChangeRow:
    counted = one.counted
    if counted.is_less:
        verdict = _("Named less often, and by more than chance.")
    elif counted.is_more:
        verdict = _("Named more often, and by more than chance.")
    else:
        verdict = _("No difference that chance could not make.")
    return ChangeRow(
        what=line_of(one.adjustment),
        cause=causes.get(one.cause, one.cause),
        days=one.days,
        since=formats.date_format(one.adjustment.starts_on),
        counted=counted,
        verdict=verdict,
        ref=one.adjustment.case.ref,
    )


def _chart(curve: Curve) -> Steps:
    points = [
        Point(
            at=step.at,
            share=1 - step.waiting,
            low=1 - step.high,
            high=1 - step.low,
            title=_("%(share)s recovered within %(days)s")
            % {"share": percent(1 - step.waiting), "days": days(step.at)},
        )
        for step in curve.steps
    ]
    until = max(curve.until, 1.0)
    marks = next(one for one in TICKS if until / one <= MOST_TICKS)
    ticks = [(float(at), str(at)) for at in range(0, int(until) + 1, marks)]
    return Steps(points, until, [percent(share / 4) for share in range(5)], ticks)
