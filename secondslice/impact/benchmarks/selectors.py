"""One's own figures of a period, and those of each workspace that a person runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from secondslice.accounts.models import Membership, User
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core.clock import day_of
from secondslice.impact.benchmarks import rules
from secondslice.impact.benchmarks.rules import Measure, Own, Part
from secondslice.impact.drivers.selectors import ended_of
from secondslice.impact.selectors import year_from
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.selectors.worth import last_marks
from secondslice.pulse.worth_models import WorthMark
from secondslice.recovery.access import visible_cases
from secondslice.recovery.rules import State

YEAR = timedelta(days=365)
YEARS = 3
OVER = (Ask.State.ANSWERED, Ask.State.EXPIRED)
ENDED = (State.RECOVERED, State.NOT_RECOVERED, State.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted."""

    first: date
    last: date


def periods(now: datetime, zone: str) -> tuple[Period, Period]:
    """Return the last twelve months and the twelve before."""
    first, today = year_from(now, zone), day_of(now, zone)
    return Period(first, today), Period(first - YEAR, today - YEAR)


def own_figures(membership: Membership, period: Period) -> dict[Measure, Own]:
    """Return the figures of a period as far as this member may read each answer: five queries."""
    asks = visible_asks(membership).filter(sent_on__range=(period.first, period.last))
    counted = asks.filter(kind=Ask.Kind.FIRST).aggregate(
        over=Count("pk", filter=Q(state__in=OVER)),
        yes=Count("pk", filter=Q(taste=Taste.YES)),
        no=Count("pk", filter=Q(taste=Taste.NO)),
        people=Count("contact", distinct=True, filter=Q(state=Ask.State.ANSWERED)),
        unhappy=Count("contact", distinct=True, filter=Q(taste=Taste.NO)),
    )
    answered = counted["yes"] + counted["no"]
    cases = visible_cases(membership).filter(
        state__in=ENDED, ask__sent_on__range=(period.first, period.last)
    )
    ended = cases.aggregate(n=Count("pk"), good=Count("pk", filter=Q(state=State.RECOVERED)))
    return {
        Measure.YES: rules.share_of(counted["yes"], answered),
        Measure.RATIO: rules.ratio_of(counted["yes"], counted["no"]),
        Measure.MET_A_NO: rules.share_of(counted["unhappy"], counted["people"]),
        Measure.RESPONSE: rules.share_of(answered, counted["over"]),
        Measure.WORTH: rules.net_of(_marks(asks)),
        Measure.RECOVERED: rules.share_of(ended["good"], ended["n"]),
    }


def not_back(membership: Membership, *, now: datetime) -> Own:
    """Return the share of projects with a No after which the customer did not come back in a budget cycle."""
    said_no = [one for one in ended_of(membership, now=now) if one.said_no]
    return rules.share_of(sum(not one.came_back for one in said_no), len(said_no))


def workspaces_run(user: User) -> list[Membership]:
    """Return the memberships in which a person runs the PMO, by the name of the workspace."""
    found = Membership.objects.filter(user=user, role__in=RUNS_THE_PMO)
    return list(found.select_related("workspace", "user").order_by("workspace__name", "pk"))


def parts_of(memberships: list[Membership], *, today: date) -> Iterator[Part]:
    """Return the figures of full calendar years of each workspace: of answers by name alone."""
    years = range(today.year - YEARS, today.year)
    for membership in memberships:
        for year in years:
            yield from _of_year(membership, year)


def _of_year(membership: Membership, year: int) -> Iterator[Part]:
    asks = Ask.objects.filter(
        workspace=membership.workspace_id,
        mode=Ask.Mode.NAMED,
        sent_on__range=(date(year, 1, 1), date(year, 12, 31)),
    )
    rows = asks.filter(kind=Ask.Kind.FIRST, state__in=OVER).order_by("pk")
    told: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind, taste, person in rows.values_list("customer__kind", "taste", "contact"):
        told[kind].append((taste, person))
        told[""].append((taste, person))
    for kind, mine in told.items():
        answered = [(taste, person) for taste, person in mine if taste]
        people = len({person for _, person in answered})
        if answered:
            share = sum(taste == Taste.YES for taste, _ in answered) / len(answered)
            yield Part(membership.workspace_id, year, Measure.YES, kind, share, people)
        asked = len({person for _, person in mine})
        rate = len(answered) / len(mine)
        yield Part(membership.workspace_id, year, Measure.RESPONSE, kind, rate, asked)
    marks = list(_last_marks(asks).values_list("mark", "ask__contact"))
    score = rules.net_of([mark for mark, _ in marks]).value
    if score is not None:
        people = len({person for _, person in marks})
        yield Part(membership.workspace_id, year, Measure.WORTH, "", score, people)


def _marks(asks: QuerySet[Ask]) -> list[int]:
    return list(_last_marks(asks).values_list("mark", flat=True))


def _last_marks(asks: QuerySet[Ask]) -> QuerySet[WorthMark]:
    return last_marks(asks.filter(worth=Ask.Worth.CLOSE)).order_by("pk")
