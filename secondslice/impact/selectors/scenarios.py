"""Saved scenarios and what comes of them today: figures with ids and badges, to be shown, compared and cited.

What was set is stored, what comes of it is reckoned for each reader with the customers that reader sees: so a manager
opens the same scenario as the PMO and reads of his own customers only.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.impact import rules
from secondslice.impact.models import Scenario
from secondslice.impact.rules import Badge, Numbers
from secondslice.impact.selectors.numbers import numbers_of
from secondslice.impact.selectors.world import Portfolio, known_portfolio
from secondslice.impact.what_if import Outcome, Way, outcome


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a scenario.

    `id` can be printed beside it and leads back to the scenario; `code`: which figure; `unit`: customers, people,
    cases, or a currency. `low` and `high` hold eight of ten cases; None where there is no spread.
    """

    id: str
    code: str
    unit: str
    value: float
    low: float | None
    high: float | None
    badge: Badge
    middle: float | None = None
    """Half of the cases lie below; `value` may be the mean instead."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A saved scenario with its figures, of so many customers and people that the reader sees.

    `figures` is empty where the reader sees no customer with a project.
    """

    ref: uuid.UUID
    name: str
    by: str
    at: datetime
    way: Way
    figures: Sequence[Figure]
    customers: int
    people: int
    badge: Badge
    reckoned_at: datetime

    def figure(self, code: str) -> Figure | None:
        """Return one figure by its code."""
        return next((one for one in self.figures if one.code == code), None)


def scenarios(membership: Membership) -> list[Scenario]:
    """Return the saved scenarios of the workspace, the newest first: one query."""
    found = Scenario.objects.filter(workspace=membership.workspace_id).select_related("by")
    return list(found.order_by("-at", "-pk"))


def cited(membership: Membership, scenario: Scenario, *, now: datetime) -> Cited:
    """Return a saved scenario with what comes of it today, as this member may know it: six queries."""
    portfolio = known_portfolio(membership, now=now)
    return cite(
        scenario, portfolio, numbers_of(membership.workspace), now=now, membership=membership
    )


def cite(
    scenario: Scenario,
    portfolio: Portfolio,
    known: Numbers,
    *,
    now: datetime,
    membership: Membership,
) -> Cited:
    """Return the figures of a scenario, of customers and with numbers that were read already."""
    way, badge = Way.of(scenario.values), badge_of(known)
    found = outcome_of(portfolio, way, known) if portfolio.values else None
    currency = membership.workspace.currency
    return Cited(
        ref=scenario.ref,
        name=scenario.name,
        by=scenario.by.name if scenario.by else "",
        at=scenario.at,
        way=way,
        figures=_figures(scenario.ref, found, badge, currency) if found else (),
        customers=len(portfolio.values),
        people=portfolio.people,
        badge=badge,
        reckoned_at=now,
    )


def outcome_of(portfolio: Portfolio, way: Way, known: Numbers) -> Outcome:
    """Return what comes of a way of working with these customers."""
    return outcome(way.world(portfolio.values, portfolio.people), way.mix, known)


def badge_of(known: Numbers) -> Badge:
    """Return how far a scenario may be trusted: whatever the numbers are worth, the shares of it are assumed."""
    return rules.least([known.badge(*rules.STAYS, "tellers_neg"), Badge.FOLKLORE])


def _figures(ref: uuid.UUID, found: Outcome, badge: Badge, currency: str) -> list[Figure]:
    bands = (
        ("kept", "customers", found.expected, found.kept),
        ("value", currency, found.value.middle, found.value),
        ("reached", "people", found.reached.middle, found.reached),
    )
    rows = [
        Figure(f"scenario:{ref}:{code}", code, unit, value, band.low, band.high, badge, band.middle)
        for code, unit, value, band in bands
    ]
    cases = Figure(f"scenario:{ref}:cases", "cases", "cases", found.cases, None, None, badge)
    return [*rows, cases]
