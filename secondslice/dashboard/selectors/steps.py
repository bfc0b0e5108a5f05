"""The five steps of the product, and where this PMO stands in each: a sentence with its number, and a way on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.dashboard import rules, words
from secondslice.dashboard.doors import door
from secondslice.dashboard.selectors.taste import Taste
from secondslice.funnel import for_dashboard as funnel
from secondslice.impact.selectors import numbers_of
from secondslice.recovery.selectors import CaseCounts, case_counts
from secondslice.value.selectors import testimonial_counts


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Without an address there is no way on from here, for this member or not yet for anybody.

    `badge`: how far a figure of it may be trusted, where it rests on more than rows.
    """

    name: str
    sentence: str
    url: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """All five, with the counts of cases that the page shows elsewhere too."""

    steps: list[Step]
    cases: CaseCounts


def five_steps(membership: Membership, taste: Taste, *, at: datetime, today: date) -> Steps:
    """Return where this PMO stands: five queries, beside those of `taste`."""
    cases = case_counts(membership, at)
    counts = testimonial_counts(membership)
    known = numbers_of(membership.workspace)
    steps = [
        Step(
            name=_("Sell, always"),
            sentence=words.sell(funnel.planning(membership, today=today)),
            url=door(membership, "funnel:list"),
        ),
        Step(
            name=_("Understand"),
            sentence=words.understand(cases.open, tellers=known["tellers_neg"]),
            url=door(membership, "impact:overview"),
            badge=known.badge("tellers_neg").value if cases.open else "",
        ),
        Step(
            name=_("Ask"),
            sentence=words.ask(taste.counts, days=rules.DAYS),
            url=door(membership, "pulse:overview"),
        ),
        Step(
            name=_("Adjust"),
            sentence=words.adjust(cases),
            url=door(membership, "recovery:list"),
        ),
        Step(
            name=_("Reinforce"),
            sentence=words.reinforce(drafts=counts.drafts),
            url=door(membership, "value:overview"),
        ),
    ]
    return Steps(steps=steps, cases=cases)
