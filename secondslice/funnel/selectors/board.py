"""The board: what can still be won in the column of its stage, and what has ended lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, DateField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from secondslice.accounts.models import Membership
from secondslice.core.keyset import Slice, slice_of
from secondslice.funnel import rules
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.models import IS_OPEN, FunnelStage, Opportunity
from secondslice.funnel.rules import ENDED, Kind, Sign
from secondslice.funnel.selectors.filtering import (
    PLAN_MISSING,
    FunnelFilter,
    Moment,
    filtered,
    is_late,
    is_stale,
)
from secondslice.funnel.selectors.stages import alive, in_use

CARDS, ENDED_CARDS = 20, 6
"""So many cards of a column come first."""
SHOWN_FOR = timedelta(days=30)
"""For so long the board shows what has ended."""
FIRST = date(1900, 1, 1)
"""Where what has no day for a next action stands: before all others."""


@dataclass(frozen=True, slots=True)
class Card:
    """One opportunity on the board or in the list."""

    opportunity: Opportunity
    sign: Sign
    is_stale: bool
    is_due: bool
    """It was postponed to a day that has come."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the first of its cards, how many there are, and what they are worth in one currency."""

    stage: FunnelStage
    cards: list[Card]
    count: int
    worth: Decimal
    uncounted: int
    """How many have no value, or one in another currency."""
    after: str
    ways: list[FunnelStage]
    """Where the menu of a card leads."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open opportunities each button of the filter would leave."""

    open: int
    mine: int
    unplanned: int
    late: int
    stale: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the page of the board shows."""

    columns: list[Column]
    ends: list[Column]
    currency: str
    currencies: list[str]
    """Every currency that occurs, the workspace's own first."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no card at all."""
        return not any(column.count for column in (*self.columns, *self.ends))


def opportunities_shown(
    membership: Membership, chosen: FunnelFilter, now: Moment, *, stage: str = "", show: str = ""
) -> QuerySet[Opportunity]:
    """Return what the list shows: one stage, or everything open, closed, won or lost (`show`), or on the board."""
    found = filtered(visible_opportunities(membership), chosen, membership, now)
    if stage in now.stages:
        return found.filter(stage=stage)
    if show == "closed":
        return found.exclude(IS_OPEN)
    if show == "decided":
        return found.filter(kind__in=[Kind.WON, Kind.LOST])
    return found.filter(IS_OPEN) if show == "open" else found.filter(IS_OPEN | _ended_lately(now))


def list_slice(found: QuerySet[Opportunity], now: Moment, *, after: str) -> tuple[list[Card], str]:
    """Return one page of the list, newest first, and where the next one begins."""
    some = slice_of(found, by="opened_at", after=after, size=50, newest_first=True)
    return [card_of(one, now) for one in some.rows], some.after


def counts_of(membership: Membership, chosen: FunnelFilter, now: Moment) -> Counts:
    """Return the numbers on the buttons: one query."""
    found = filtered(visible_opportunities(membership), chosen, membership, now).filter(IS_OPEN)
    stale = is_stale(now.stages.values(), now.at)
    return Counts(
        **found.aggregate(
            open=Count("pk"),
            mine=Count("pk", filter=Q(owner=membership.user_id)),
            unplanned=Count("pk", filter=PLAN_MISSING),
            late=Count("pk", filter=is_late(now.today)),
            stale=Count("pk", filter=stale),
        )
    )


def counts_by_stage(membership: Membership, chosen: FunnelFilter, now: Moment) -> dict[str, int]:
    """Return how many opportunities have stood in each stage for too long: one query."""
    found = filtered(visible_opportunities(membership), chosen, membership, now)
    stale = found.filter(is_stale(now.stages.values(), now.at)).order_by()
    return dict(stale.values_list("stage").annotate(Count("pk")))


def board_of(
    membership: Membership,
    chosen: FunnelFilter,
    now: Moment,
    *,
    currency: str = "",
    column: str = "",
    after: str = "",
) -> Board:
    """Return the board; one column may begin further down. One query a column, and one for all counts and sums."""
    used = in_use(now.stages)
    found = filtered(visible_opportunities(membership), chosen, membership, now)
    shown = found.filter(IS_OPEN | _ended_lately(now))
    sums = (
        shown.order_by()
        .values_list("stage", "currency")
        .annotate(Count("pk"), Count("value"), Sum("value"))
    )
    counts: Counter[str] = Counter()
    worth: defaultdict[str, dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for stage, unit, count, valued, total in sums:
        counts[stage] += count
        if valued:
            worth[stage][unit] = (valued, total)
    own = membership.workspace.currency
    units = {unit for some in worth.values() for unit in some} - {own}
    currencies = [own, *sorted(units)]
    unit = currency if currency in currencies else own

    def made(stage: FunnelStage) -> Column:
        some = _slice(shown, stage, after=after if stage.code == column else "")
        valued, total = worth[stage.code].get(unit, (0, Decimal(0)))
        count = counts[stage.code]
        cards = [card_of(one, now) for one in some.rows]
        return Column(
            stage, cards, count, total, count - valued, some.after, ways_from(stage, used)
        )

    ended = [one for one in used.values() if one.kind in ENDED and one.kind != Kind.VOID]
    return Board(
        columns=[made(one) for one in alive(used)],
        ends=[made(one) for one in ended],
        currency=unit,
        currencies=currencies,
    )


def more_of(
    membership: Membership, chosen: FunnelFilter, now: Moment, *, column: str, after: str
) -> Column | None:
    """Return the next cards of one column; None when there is no such column."""
    used = in_use(now.stages)
    stage = used.get(column)
    if stage is None:
        return None
    found = filtered(visible_opportunities(membership), chosen, membership, now)
    some = _slice(found.filter(IS_OPEN | _ended_lately(now)), stage, after=after)
    cards = [card_of(one, now) for one in some.rows]
    return Column(stage, cards, 0, Decimal(0), 0, some.after, ways_from(stage, used))


def ways_from(stage: FunnelStage, used: dict[str, FunnelStage]) -> list[FunnelStage]:
    """Return the stages to which the menu of a card leads."""
    return [
        one
        for one in used.values()
        if one.code != stage.code and rules.may_move(stage.kind, one.kind)
    ]


def card_of(one: Opportunity, now: Moment) -> Card:
    """Return the card of an opportunity."""
    stage = now.stages.get(one.stage)
    return Card(
        opportunity=one,
        sign=one.sign(now.today),
        is_stale=stage is not None and one.is_stale(stage.stale_days, at=now.at),
        is_due=one.postponed_until is not None and one.postponed_until <= now.today,
    )


def _ended_lately(now: Moment) -> Q:
    rests = Q(kind=Kind.POSTPONED)
    return rests | Q(kind__in=[Kind.WON, Kind.LOST], closed_at__gte=now.at - SHOWN_FOR)


def _slice(found: QuerySet[Opportunity], stage: FunnelStage, *, after: str) -> Slice[Opportunity]:
    """Return some opportunities of one column: by the day of the next action, of what has ended the latest first."""
    here = found.filter(stage=stage.code)
    if not stage.is_alive:
        return slice_of(here, by="closed_at", after=after, size=ENDED_CARDS, newest_first=True)
    due = Coalesce("next_on", Value(FIRST), output_field=DateField())
    return slice_of(
        here.annotate(due=due), by="due", after=after, size=CARDS, read=date.fromisoformat
    )
