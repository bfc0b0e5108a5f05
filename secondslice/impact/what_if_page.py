"""The what-if page: two ways of working with the customers this member sees."""

from __future__ import annotations

from dataclasses import dataclass

from secondslice.impact.rules import Badge, Numbers
from secondslice.impact.selectors.scenarios import badge_of, outcome_of
from secondslice.impact.selectors.world import FEWEST, Portfolio
from secondslice.impact.what_if import Outcome, Way
from secondslice.impact.what_if_form import WhatIfForm

MAJOR = 0.5


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both outcomes, the ways they come from, and of how many customers."""

    one: Outcome
    other: Outcome
    ways: tuple[Way, Way]
    customers: int
    people: int
    answers: int
    """From which the share of No comes that stands there at first; too few: it is assumed."""
    badge: Badge


def what_if(portfolio: Portfolio, form: WhatIfForm, known: Numbers) -> WhatIf | None:
    """Return what comes of both ways; None where there is no customer with a project."""
    if not portfolio.values:
        return None
    ways = form.way("a"), form.way("b")
    return WhatIf(
        one=outcome_of(portfolio, ways[0], known),
        other=outcome_of(portfolio, ways[1], known),
        ways=ways,
        customers=len(portfolio.values),
        people=portfolio.people,
        answers=portfolio.answers if portfolio.answers >= FEWEST else 0,
        badge=badge_of(known),
    )
