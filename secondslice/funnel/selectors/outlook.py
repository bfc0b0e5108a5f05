"""What the open opportunities may come to, by the workspace's own share of what was won."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from secondslice.accounts.models import Membership
from secondslice.analytics.forecast import Forecast, forecast
from secondslice.analytics.shrinkage import shrink
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, StageChange
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.filtering import FunnelFilter, Moment, filtered
from secondslice.funnel.selectors.flow import ENOUGH
from secondslice.funnel.selectors.stages import alive

FEWEST = 5
"""With fewer decided nothing is said: the band would be as wide as everything."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected in the workspace's currency. `left_out`: how many have no value, or one in another."""

    forecast: Forecast
    currency: str
    counted: int
    left_out: int
    decided: int

    @property
    def open(self) -> int:
        """Return how many are open, with a value and without."""
        return self.counted + self.left_out

    @property
    def is_default(self) -> bool:
        """Tell whether too few are decided for shares of one's own."""
        return self.decided < ENOUGH


def outlook_of(membership: Membership, chosen: FunnelFilter, now: Moment) -> Outlook | None:
    """Return what may come in, or None while too little is decided or nothing is open: three queries.

    What counts for an open opportunity is how many of those that ever came into its stage were won in the end.
    """
    found = filtered(visible_opportunities(membership), chosen, membership, now).order_by()
    decided = found.filter(kind__in=[Kind.WON, Kind.LOST])
    count = decided.count()
    currency = membership.workspace.currency
    rows = list(found.filter(IS_OPEN).values_list("value", "currency", "stage"))
    orders = [(float(value), stage) for value, unit, stage in rows if value and unit == currency]
    if count < FEWEST or not orders:
        return None
    log = StageChange.objects.filter(
        workspace=membership.workspace_id, opportunity__in=decided.values("pk")
    )
    ended = {
        (stage, kind): number
        for stage, kind, number in log.order_by()
        .values_list("after", "opportunity__kind")
        .annotate(Count("opportunity", distinct=True))
    }
    codes = [one.code for one in alive(now.stages)]
    won = [ended.get((code, Kind.WON.value), 0) for code in codes]
    lost = [ended.get((code, Kind.LOST.value), 0) for code in codes]
    pool = shrink([(yes, yes + no) for yes, no in zip(won, lost, strict=True)])
    chances = {
        code: (pool.a + yes, pool.b + no) for code, yes, no in zip(codes, won, lost, strict=True)
    }
    return Outlook(
        forecast=forecast(orders, chances),
        currency=currency,
        counted=len(orders),
        left_out=len(rows) - len(orders),
        decided=count,
    )
