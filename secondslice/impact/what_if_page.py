"""The what-if page: two ways of working with the customers this member sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core.clock import day_of
from secondslice.impact import rules, selectors
from secondslice.impact.rules import Badge, Numbers
from secondslice.impact.selectors.world import Portfolio, portfolio_of
from secondslice.impact.what_if import Outcome, World, outcome
from secondslice.impact.what_if_form import WhatIfForm

MAJOR = 0.5


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both outcomes, and of how many customers."""

    one: Outcome
    other: Outcome
    customers: int
    people: int
    badge: Badge


def known_portfolio(membership: Membership, *, now: datetime) -> Portfolio:
    """Return whom it is about."""
    since = day_of(now - selectors.WINDOW, membership.workspace.time_zone)
    return portfolio_of(membership, since=since)


def what_if(portfolio: Portfolio, form: WhatIfForm, known: Numbers) -> WhatIf | None:
    """Return what comes of both ways; None where there is no customer with a project."""
    if not portfolio.values:
        return None
    world = World(portfolio.values, portfolio.people, form.share("unhappy"), form.share("major"))
    return WhatIf(
        one=outcome(world, form.mix("a"), known),
        other=outcome(world, form.mix("b"), known),
        customers=len(portfolio.values),
        people=portfolio.people,
        # whatever the studies are worth: the shares on the sliders are assumed
        badge=rules.least([known.badge(*rules.STAYS, "tellers_neg"), Badge.FOLKLORE]),
    )
