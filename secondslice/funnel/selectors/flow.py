"""How opportunities pass through the stages, out of the log: every number leads to its rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.analytics.passages import Change, Passage, Went, how_long, passages
from secondslice.analytics.shrinkage import Group, shrink
from secondslice.analytics.survival import FEWEST, Curve
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import FunnelStage, Opportunity, StageChange
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.filtering import FunnelFilter, Moment, filtered
from secondslice.funnel.selectors.stages import alive, in_use

PERIODS = (6, 12, 24)
USUAL_PERIOD = 12
ENOUGH = 20
"""With fewer decided the conversion is called a default: it leans on that of the other stages."""
MONTH = timedelta(days=30.44)
WAYS = {
    Kind.WON: Went.ON,
    Kind.LOST: Went.OUT,
    Kind.POSTPONED: Went.ASIDE,
    Kind.VOID: Went.ASIDE,
}


@dataclass(frozen=True, slots=True)
class StageFlow:
    """What came into one stage in a period, and what became of it."""

    stage: FunnelStage
    came: int
    on: int
    out: int
    aside: int
    here: int
    conversion: Group
    curve: Curve

    @property
    def decided(self) -> int:
        """Return how many went on or out."""
        return self.on + self.out

    @property
    def is_default(self) -> bool:
        """Tell whether too few are decided for a conversion of the stage's own."""
        return self.decided < ENOUGH

    @property
    def median(self) -> int | None:
        """Return by how many days half had gone on or out, or None while too few have."""
        middle = self.curve.median
        return None if middle is None or self.curve.events < FEWEST else round(middle)


def flow_of(
    membership: Membership, chosen: FunnelFilter, now: Moment, *, months: int
) -> list[StageFlow]:
    """Return every stage in which something can be won, in their order: one query."""
    by_stage = _passed(membership, chosen, now, months=months)
    stages = alive(in_use(now.stages))
    some = [list(by_stage[one.code].values()) for one in stages]
    counts = [[one.went for one in passed] for passed in some]
    shares = [(went.count(Went.ON), went.count(Went.ON) + went.count(Went.OUT)) for went in counts]
    groups = shrink(shares).groups
    return [
        StageFlow(
            stage=stage,
            came=len(passed),
            on=went.count(Went.ON),
            out=went.count(Went.OUT),
            aside=went.count(Went.ASIDE),
            here=went.count(Went.HERE),
            conversion=group,
            curve=how_long(passed),
        )
        for stage, passed, went, group in zip(stages, some, counts, groups, strict=True)
    ]


def passed_through(
    membership: Membership,
    chosen: FunnelFilter,
    now: Moment,
    *,
    months: int,
    stage: str,
    went: str,
) -> QuerySet[Opportunity]:
    """Return the opportunities behind one number of the flow."""
    passed = _passed(membership, chosen, now, months=months)[stage]
    keys = [key for key, one in passed.items() if went in {"", one.went}]
    return visible_opportunities(membership).filter(pk__in=keys)


def months_from(text: str) -> int:
    """Return the period that an address asks for."""
    return int(text) if text in {str(one) for one in PERIODS} else USUAL_PERIOD


def _passed(
    membership: Membership, chosen: FunnelFilter, now: Moment, *, months: int
) -> defaultdict[str, dict[int, Passage]]:
    """Return each passage that began in the period, by stage and by the key of its opportunity."""
    found = filtered(visible_opportunities(membership), chosen, membership, now)
    meant = found.exclude(Q(kind=Kind.VOID)).order_by().values("pk")
    log: defaultdict[int, list[Change]] = defaultdict(list)
    rows = StageChange.objects.filter(workspace=membership.workspace_id, opportunity__in=meant)
    for key, stage, at in rows.order_by("at", "pk").values_list("opportunity", "after", "at"):
        log[key].append(Change(stage, at))
    order = {one.code: place for place, one in enumerate(alive(now.stages))}
    # To be put on hold is not to go on: it has no place in the order of those that lead somewhere.
    ways = {code: WAYS[Kind(one.kind)] for code, one in now.stages.items() if not one.is_alive}
    for code, one in now.stages.items():
        if one.kind == Kind.ON_HOLD:
            order[code] = -1
    since: datetime = now.at - months * MONTH
    by_stage: defaultdict[str, dict[int, Passage]] = defaultdict(dict)
    for key, changes in log.items():
        for stage, passage in passages(changes, order=order, ways=ways, now=now.at).items():
            if passage.began >= since:
                by_stage[stage][key] = passage
    return by_stage
