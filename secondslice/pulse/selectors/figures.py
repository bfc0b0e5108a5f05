"""The figures of the pulse page, from the monthly counts: no answer is counted, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.projects.access import visible_projects
from secondslice.pulse.access import readable_modes, visible_asks
from secondslice.pulse.changes import Step
from secondslice.pulse.models import Ask, MonthlyGroup, MonthlyTaste, Taste
from secondslice.pulse.scores import Tally, month_after
from secondslice.pulse.selectors.asks import count_open
from secondslice.pulse.selectors.narrowing import Narrow, narrowed, narrowed_tastes

MOST_ANSWERS = 2000
"""More answers than these are followed month by month, not one by one."""
MOST_PROJECTS = 500
CUSTOMER, SERVICE, MANAGER, PHASE, REASON = "customer", "service", "manager", "phase", "reason"
_KEYS: dict[str, Any] = {
    CUSTOMER: Cast("customer", CharField()),
    SERVICE: F("project__service"),
    MANAGER: Cast("owner", CharField()),
    PHASE: F("phase"),
    REASON: F("reason"),
}
Groups = dict[str, list[tuple[str, Tally]]]
_SUMS = {"a": Sum("asked"), "y": Sum("yes"), "n": Sum("no")}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked and said in some months, and in groups: by customer, service, manager, phase and reason."""

    first: date
    """The first month, and the last."""
    last: date
    months: dict[date, Tally]
    """Earlier months too, to compare with."""
    groups: Groups

    @property
    def whole(self) -> Tally:
        """Return the counts of all months."""
        return self.between(self.first, self.last)

    def between(self, first: date, last: date) -> Tally:
        """Return the counts of the months from `first` to `last`."""
        return sum((one for at, one in self.months.items() if first <= at <= last), Tally())

    @property
    def before(self) -> Tally:
        """Return the counts of as many months before these."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return self.between(month_after(self.first, -count), month_after(self.first, -1))

    @property
    def year_before(self) -> Tally:
        """Return the counts of the twelve months before these."""
        return self.between(month_after(self.first, -12), month_after(self.first, -1))


def figures(membership: Membership, narrow: Narrow, *, today: date) -> Figures:
    """Return the figures of the months from `narrow.since` on, or of all months: nine queries at most.

    What may not be read one by one is not in them: `in_confidence` shows that in sealed groups.
    """
    last = today.replace(day=1)
    if narrow.is_wide and membership.role != Membership.Role.MANAGER:
        months = _months(_whole(membership).filter(kind=MonthlyGroup.Kind.ALL))
        first = _first(narrow, months, last)
        groups = _wide_groups(membership, first)
    else:
        tastes = _tastes(membership, narrow)
        months = _months(tastes.filter(reason=""))
        first = _first(narrow, months, last)
        groups = _narrow_groups(membership, tastes.filter(month__gte=first))
    return Figures(first, last, months, groups)


def counts_in(membership: Membership, narrow: Narrow) -> Tally | None:
    """Return the counts of what is meant; None where they cannot be told by whole months, or without the reasons."""
    since, until = narrow.since, narrow.until
    if narrow.reason or (since and since.day != 1):
        return None
    if until and (until + timedelta(days=1)).day != 1:
        return None
    found = _tastes(membership, narrow).filter(reason="")
    found = found.filter(month__gte=since) if since else found
    found = found.filter(month__lte=until) if until else found
    row = found.aggregate(**_SUMS)
    return Tally(row["a"] or 0, row["y"] or 0, row["n"] or 0)


def open_in(membership: Membership, narrow: Narrow, *, at: datetime) -> tuple[int, int]:
    """Return how many of what is meant can still be answered, and how many were but are not in the figures yet."""
    # What can still be answered was asked in the last 30 days, so in whatever time the page looks at.
    found = narrowed(visible_asks(membership), replace(narrow, since=None))
    waiting = count_open(found, workspace_id=membership.workspace_id, at=at)
    return waiting, _held(found, at=at).count()


def not_yet_in(membership: Membership, *, at: datetime) -> int:
    """Return how many answers of the last hour are not in the figures yet: they wait until their hold is over."""
    return _held(visible_asks(membership), at=at).count()


def _held(asks: QuerySet[Ask], *, at: datetime) -> QuerySet[Ask]:
    return asks.filter(answered_at__gte=at - timedelta(hours=1), tallied="").exclude(taste="")


def _whole(membership: Membership) -> QuerySet[MonthlyGroup]:
    return MonthlyGroup.objects.filter(
        workspace=membership.workspace_id, mode__in=readable_modes(membership)
    )


def _tastes(membership: Membership, narrow: Narrow) -> QuerySet[MonthlyTaste]:
    found = MonthlyTaste.objects.filter(
        workspace=membership.workspace_id, mode__in=readable_modes(membership)
    )
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership).values("pk"))
    return narrowed_tastes(found, narrow)


def _months(found: QuerySet[Any]) -> dict[date, Tally]:
    rows = found.values_list("month").annotate(**_SUMS).order_by()
    return {month: Tally(asked, yes, no) for month, asked, yes, no in rows}


def _first(narrow: Narrow, months: Iterable[date], last: date) -> date:
    if narrow.since:
        return narrow.since.replace(day=1)
    return min([*months, last])


def _wide_groups(membership: Membership, first: date) -> Groups:
    """Return the groups of the whole workspace, added up when they were counted; only services are added up now."""
    kinds = [CUSTOMER, MANAGER, PHASE, REASON]
    rows = (
        _whole(membership)
        .filter(kind__in=kinds, month__gte=first)
        .values_list("kind", "key")
        .annotate(**_SUMS)
        .order_by()
    )
    groups: Groups = {kind: [] for kind in [*kinds, SERVICE]}
    for kind, key, asked, yes, no in rows:
        groups[kind].append((key, Tally(asked, yes, no)))
    tastes = _tastes(membership, Narrow()).filter(month__gte=first, reason="")
    groups[SERVICE] = _grouped(tastes, SERVICE)
    return groups


def _narrow_groups(membership: Membership, tastes: QuerySet[MonthlyTaste]) -> Groups:
    """Return the groups of what was narrowed: read once, and told apart here in each way."""
    kinds = (CUSTOMER, SERVICE, MANAGER, PHASE)
    keys = {f"{kind}_key": _KEYS[kind] for kind in kinds}
    rows = tastes.filter(reason="").annotate(**keys).values_list(*keys).annotate(**_SUMS).order_by()
    sums: dict[str, dict[str, list[int]]] = {kind: {} for kind in kinds}
    for *there, asked, yes, no in rows:
        for kind, key in zip(kinds, there, strict=True):
            one = sums[kind].setdefault(key, [0, 0, 0])
            one[0] += asked
            one[1] += yes
            one[2] += no
    groups = {kind: [(key, Tally(*one)) for key, one in sums[kind].items()] for kind in kinds}
    groups[REASON] = _grouped(tastes.filter(reason__in=_codes(membership)), REASON)
    return groups


def _codes(membership: Membership) -> list[str]:
    """Return the reasons that were ever given here: named one by one they lead to the index, "any reason" would not."""
    given = MonthlyGroup.objects.filter(
        workspace=membership.workspace_id, kind=MonthlyGroup.Kind.REASON
    )
    return list(given.values_list("key", flat=True).distinct())


def _grouped(tastes: QuerySet[MonthlyTaste], kind: str) -> list[tuple[str, Tally]]:
    rows = tastes.annotate(key=_KEYS[kind]).values_list("key").annotate(**_SUMS).order_by()
    return [(key, Tally(asked, yes, no)) for key, asked, yes, no in rows]


def steps(membership: Membership, narrow: Narrow, found: Figures) -> list[Step]:
    """Return the answers in the order they came, one step for each day; for very many one step for each month."""
    if found.whole.answered > MOST_ANSWERS:
        months = sorted(at for at in found.months if found.first <= at <= found.last)
        return [Step(at, found.months[at].yes, found.months[at].no) for at in months]
    asks = narrowed(visible_asks(membership), replace(narrow, since=found.first)).exclude(taste="")
    if not narrow.is_wide:  # lead to the index of each project: there may be very many others
        tastes = _tastes(membership, narrow).filter(month__gte=found.first)
        mine = list(tastes.values_list("project", flat=True).distinct()[: MOST_PROJECTS + 1])
        if len(mine) <= MOST_PROJECTS:
            asks = asks.filter(project__in=mine)
    days: dict[date, Tally] = {}
    zone = membership.workspace.time_zone
    for at, taste in asks.values_list("answered_at", "taste").order_by("answered_at"):
        day = clock.day_of(at, zone) if at else found.first
        one = Tally(yes=int(taste == Taste.YES), no=int(taste == Taste.NO))
        days[day] = days.get(day, Tally()) + one
    return [Step(day, one.yes, one.no) for day, one in days.items()]
