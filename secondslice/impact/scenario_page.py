"""The pages of saved scenarios: one, or two side by side, as rows for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.functional import Promise

from secondslice.accounts.models import Membership
from secondslice.impact import selectors, words
from secondslice.impact.models import Scenario
from secondslice.impact.rules import Badge
from secondslice.impact.scenario_forms import as_address
from secondslice.impact.selectors.scenarios import Cited, Figure, cite
from secondslice.impact.selectors.world import known_portfolio
from secondslice.ui.templatetags.ui import percent


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was set, in words, of each scenario."""

    name: str | Promise
    values: Sequence[tuple[str, str]]
    """The name of each scenario with its value."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line of the table: what comes of each scenario."""

    name: str | Promise
    code: str
    unit: str
    figures: Sequence[tuple[str, Figure]]
    """The name of each scenario with its figure."""


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """One scenario, or two side by side."""

    shown: Sequence[Cited]
    settings: Sequence[Line]
    figures: Sequence[FigureLine]
    customers: int
    people: int
    badge: Badge
    address: str
    """What the what-if page opens with."""


def scenario_page(
    membership: Membership, chosen: Sequence[Scenario], *, now: datetime
) -> ScenarioPage:
    """Return one or two scenarios with what comes of them today: six queries."""
    portfolio, known = (
        known_portfolio(membership, now=now),
        selectors.numbers_of(membership.workspace),
    )
    shown = [cite(one, portfolio, known, now=now, membership=membership) for one in chosen]
    ways = [(one.name, one.way.as_values()) for one in shown]
    first = shown[0]
    # the sliders of both ways share who is unhappy: that of the first
    address = as_address(shown[-1].way, "b") | as_address(first.way, "a")
    return ScenarioPage(
        shown=shown,
        settings=[
            Line(name, [(called, _written(code, values[code])) for called, values in ways])
            for code, name in words.SETTINGS.items()
        ],
        figures=[
            FigureLine(
                words.FIGURES[one.code],
                one.code,
                one.unit,
                [(row.name, row.figures[place]) for row in shown],
            )
            for place, one in enumerate(first.figures)
        ],
        customers=first.customers,
        people=first.people,
        badge=first.badge,
        address=urlencode(address),
    )


def _written(code: str, value: float) -> str:
    return str(int(value)) if code == "lost" else percent(value)
