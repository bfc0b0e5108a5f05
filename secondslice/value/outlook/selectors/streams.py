"""What the watch looks at: answers in their order, executives and when somebody was in touch, what goes around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.customers.models import Customer
from secondslice.pulse.models import Ask, Taste
from secondslice.value.outlook.models import Alarm, KnownExecutive
from secondslice.value.outlook.rules import YEAR
from secondslice.value.outlook.selectors.rows import (
    Answer,
    Around,
    Part,
    Work,
    answers_by_name,
    around_of,
    executive_parts,
    is_of_late,
    last_touches,
    works_of,
)

PMO = "pmo"
Kind = Alarm.Kind


@dataclass(frozen=True, slots=True)
class Leader:
    """An executive in projects of late: where, and since when nobody was in touch."""

    contact: int
    home: int
    customers: Sequence[int]
    """The one with most of the projects first."""
    last: date | None
    since: date | None
    """The last contact; where there was none, the day on which the first of the projects began."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything the watch needs of one workspace."""

    workspace: Workspace
    at: datetime
    today: date
    customers: Sequence[Customer]
    answers: Sequence[Answer]
    """First answers by name within a year, the oldest first."""
    leaders: Sequence[Leader]
    current: frozenset[tuple[int, int | None, int | None]]
    """Who leads now: customer, contact, member."""
    known: frozenset[tuple[int, int | None, int | None]]
    around: Mapping[int, Sequence[Around]]
    before: Mapping[tuple[str, str], Sequence[Alarm]]
    """Alarms by kind and what they are about, the latest first."""

    def executive_of(self, customer: int) -> tuple[int | None, int | None]:
        """Return for whom a page about this customer is: who has most projects there, else the member named for it."""
        here = [one for one in self.leaders if customer in one.customers]
        if here:
            best = min(here, key=lambda one: (one.customers.index(customer), one.contact))
            return best.contact, None
        named = next((one.executive_id for one in self.customers if one.pk == customer), None)
        return None, named

    def last_of(self, kind: str, about: str) -> Alarm | None:
        """Return the latest alarm of a kind about something, open or closed."""
        return next(iter(self.before.get((kind, about), ())), None)


def watched(workspace: Workspace, *, at: datetime) -> Watched:
    """Read it: twelve queries."""
    today = clock.day_of(at, workspace.time_zone)
    customers = list(Customer.objects.filter(workspace=workspace).order_by("pk"))
    answers = answers_by_name(workspace, since=at - YEAR, until=at)
    parts, works = executive_parts(workspace), works_of(workspace)
    touches = last_touches(workspace, answers, zone=workspace.time_zone)
    around: defaultdict[int, list[Around]] = defaultdict(list)
    for one in around_of(workspace, customers):
        if one.customer is not None and one.on >= today - YEAR:
            around[one.customer].append(one)
    before: defaultdict[tuple[str, str], list[Alarm]] = defaultdict(list)
    for alarm in Alarm.objects.filter(workspace=workspace).order_by("-raised_at", "-pk"):
        before[alarm.kind, alarm.about].append(alarm)
    now: set[tuple[int, int | None, int | None]] = set()
    now |= {(one.customer, one.contact, None) for one in parts}
    now |= {(one.pk, None, one.executive_id) for one in customers if one.executive_id}
    return Watched(
        workspace=workspace,
        at=at,
        today=today,
        customers=customers,
        answers=[one for one in answers if one.kind == Ask.Kind.FIRST],
        leaders=_leaders(parts, works, touches, today=today),
        current=frozenset(now),
        known=frozenset(
            KnownExecutive.objects.filter(workspace=workspace).values_list(
                "customer", "contact", "member"
            )
        ),
        around=around,
        before=before,
    )


def tastes(answers: Sequence[Answer]) -> list[bool]:
    """Return whether each answer was a No."""
    return [one.taste == Taste.NO for one in answers]


def _leaders(
    parts: Sequence[Part],
    works: Mapping[int, Sequence[Work]],
    touches: Mapping[int, date],
    *,
    today: date,
) -> list[Leader]:
    late = {one.pk: one for rows in works.values() for one in rows if is_of_late(one, today=today)}
    mine: defaultdict[int, list[Part]] = defaultdict(list)
    for part in parts:
        if part.project in late:
            mine[part.contact].append(part)
    found = []
    for contact, rows in mine.items():
        count: defaultdict[int, int] = defaultdict(int)
        for one in rows:
            count[one.customer] += 1
        begun = [start for one in rows if (start := late[one.project].starts_on)]
        last = touches.get(contact)
        found.append(
            Leader(
                contact,
                rows[0].home,
                sorted(count, key=lambda customer: (-count[customer], customer)),
                last,
                last or min(begun, default=None),
            )
        )
    return found
