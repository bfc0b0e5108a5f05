"""How it tastes: shares with their interval, or the cases where there are too few for a share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.analytics.proportions import Proportion, proportion, response_rate
from secondslice.core import clock
from secondslice.customers.models import Customer
from secondslice.dashboard import rules
from secondslice.dashboard.doors import may_open
from secondslice.dashboard.rules import Trend
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.selectors import for_dashboard as pulse
from secondslice.pulse.selectors.overview import Counts, counts_of
from secondslice.pulse.selectors.together import Together, reads_in_groups, said_about


@dataclass(frozen=True, slots=True)
class Taste:
    """What a card about the taste shows."""

    counts: Counts
    waiting: int
    """How many of those asked can still answer."""
    share: Proportion | None
    """None while there are too few answers for a score."""
    before: Proportion | None = None
    trend: Trend = Trend.UNKNOWN
    answers: list[Ask] = field(default_factory=list)
    """The cases themselves, where there is no score."""
    is_in_groups: bool = False
    """Whether this reader's figures hold what was said in confidence as sealed groups, each from its own day on."""
    said: Together | None = None
    """What was said in confidence, where anybody was asked so."""

    @property
    def response_rate(self) -> float | None:
        """Return the share of those asked who answered."""
        return response_rate(answered=self.counts.answered, asked=self.counts.asked)

    @property
    def missing(self) -> int:
        """Return how many more answers a score needs."""
        return max(0, rules.LEAST_FOR_A_SCORE - self.counts.answered)


def lately(membership: Membership, *, at: datetime) -> Taste:
    """Return the last 90 days: four queries, one more for readers of groups, whatever the number of answers."""
    since = rules.first_day(clock.day_of(at, membership.workspace.time_zone))
    found = pulse.two_periods(membership, since=since, days=rules.DAYS)
    now, before = _share(found.now), _share(found.before)
    few = rules.LEAST_FOR_A_SCORE - 1
    return Taste(
        counts=found.now,
        waiting=pulse.waiting(membership, pulse.asks_about(membership), at=at),
        share=now,
        before=before,
        trend=rules.trend(before, now) if before and now else Trend.UNKNOWN,
        is_in_groups=reads_in_groups(membership),
        answers=[]
        if now or not may_open(membership, "pulse:overview")
        else list(pulse.last_answers(membership, since=since, most=few)),
    )


def of_project(membership: Membership, project: Project, *, at: datetime) -> Taste | None:
    """Return how a project has tasted so far; nothing to those who do not read what its few people said."""
    if not may_open(membership, "pulse:overview"):
        return None
    counts = counts_of(membership, DailyTaste.Scope.PROJECT, project.pk)
    asks = pulse.asks_about(membership, project=project)
    return Taste(
        counts=counts,
        waiting=pulse.waiting(membership, asks, at=at),
        share=_share(counts),
        said=said_about(membership, hidden=counts.hidden, project=project),
    )


def of_customer(membership: Membership, customer: Customer, *, at: datetime) -> Taste | None:
    """Return how the projects of a customer have tasted so far, to the same people."""
    if not may_open(membership, "pulse:overview"):
        return None
    counts = pulse.counts_of_customer(membership, customer)
    asks = pulse.asks_about(membership, customer=customer)
    return Taste(
        counts=counts,
        waiting=pulse.waiting(membership, asks, at=at),
        share=_share(counts),
        said=said_about(membership, hidden=counts.hidden, customer=customer),
    )


def _share(counts: Counts) -> Proportion | None:
    if counts.answered < rules.LEAST_FOR_A_SCORE:
        return None
    return proportion(yes=counts.yes, n=counts.answered)
