"""Who orders again: the share of customers who came back, and what began in the time of the report."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.analytics.proportions import proportion
from secondslice.analytics.repeats import Rung, rung
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Block, Figure, Lack, Section, Source
from secondslice.reports.rules import LEAST
from secondslice.reports.selectors.rows import ProjectRow


def section(scope: Scope) -> Section:
    """Return the orders of all customers: projects that were not stopped, one a day at most."""
    began = [one for one in scope.projects if one.starts_on and one.starts_on <= scope.ends_on]
    days = days_of(began)
    again = [key for key, mine in days.items() if len(mine) > 1]
    found = proportion(yes=len(again), n=len(days))
    next_ones = next_orders(scope, began, days)
    blocks: list[Block] = []
    if found.n < LEAST:
        text = ngettext(
            "%(count)s customer has ordered so far: too few for a share.",
            "%(count)s customers have ordered so far: too few for a share.",
            found.n,
        )
        blocks.append(Lack(text % {"count": found.n}))
        title = _("Too few customers for a repeat rate")
    else:
        share = found.yes / found.n
        note = _("%(yes)s of %(n)s customers ordered on more than one day; with 95 %% confidence %(interval)s.") % {
            "yes": words.number(found.yes), "n": words.number(found.n), "interval": words.between(found),
        }  # fmt: skip
        source = orders(scope, began, _("Projects that have begun and were not stopped"))
        label = _("Repeat rate")
        blocks.append(Figure("again.rate", label, words.share(share), f"{share:.6f}", note, source))
        title = _("%(share)s of your customers have come back") % {"share": words.share(share)}
    source = orders(scope, next_ones, _("Projects of customers who had ordered before"))
    number = len({(one.customer, one.starts_on) for one in next_ones})
    label = _("Next orders in this time")
    note = _(
        "Begun by customers who had ordered before. What begins for a customer on one day is one order."
    )
    blocks.append(Figure("again.orders", label, words.number(number), str(number), note, source))
    return Section("again", title, tuple(blocks), tuple(_weak(found.n)))


def days_of(projects: list[ProjectRow]) -> dict[int, set[date]]:
    """Return on which days each customer's projects began: several on one day are one order."""
    found: dict[int, set[date]] = {}
    for one in projects:
        if one.starts_on is not None:
            found.setdefault(one.customer, set()).add(one.starts_on)
    return found


def next_orders(
    scope: Scope, began: list[ProjectRow], days: dict[int, set[date]]
) -> list[ProjectRow]:
    """Return the projects that began in the time of the report, of customers whose first one began earlier.

    Several of one customer and day are one order.
    """
    return [
        one
        for one in began
        if one.starts_on
        and one.starts_on >= scope.begins_on
        and one.starts_on > min(days[one.customer])
    ]


def orders(scope: Scope, projects: list[ProjectRow], what: str) -> Source:
    """Return the source of a number that is made of these projects."""
    return Source(what, scope.path("projects:list"), tuple(one.ref for one in projects))


def _weak(buyers: int) -> list[str]:
    if rung(buyers) is not Rung.NAMES:
        return []
    return [_("Fewer than 10 customers have ordered: the repeat rate may be chance.")]
