"""Lea's PMO in New York and Ben in Berlin, the sponsor of eight projects, with everything that happens to them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.asks_planned import asks_planned
from secondslice.journeys.tests.kept import Ledger
from secondslice.journeys.tests.life import DAY, Life
from secondslice.journeys.tests.people_in_life import (
    Customers,
    Talks,
    Way,
    plan_moves,
    plan_wishes,
)
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_milestone, make_project, make_stakeholder
from secondslice.pulse.plan_models import AskRules

START = datetime(2025, 1, 6, tzinfo=UTC)
THREE_YEARS = 3 * 365 * DAY
BEN = (
    *(Way.YES, Way.LATE, Way.NO, Way.YES, Way.SILENT, Way.SILENT, Way.SILENT, Way.PAUSES),
    *(Way.NO, Way.BOUNCES, Way.LATE, Way.YES, Way.SILENT),
)
"""How Ben takes one mail after the other."""
TO_RE_ASK = (Way.YES, Way.SILENT, Way.YES, Way.NO)


@dataclass
class World:
    """Lea's PMO in New York, and Ben in Berlin, the sponsor of eight projects."""

    lea: Membership
    ways: Sequence[Way] = BEN
    start: datetime = START
    ledger: Ledger = field(default_factory=Ledger)
    talks: Talks = field(default_factory=Talks)

    def look(self, life: Life) -> None:
        """Look at the plan and at the people to talk to."""
        self.ledger.look(life)
        self.talks.look(life)

    def life(self, *, seed: int, every_hour: bool = False) -> Life:
        """Return its life, at the beginning; of one seed it is always the same."""
        people = Customers(
            choose=lambda _who, number: self.ways[number % len(self.ways)],
            to_re_ask=lambda _who, number: TO_RE_ASK[number % len(TO_RE_ASK)],
        )
        life = Life(
            by=self.lea, now=self.start, hears=people.hear, looks=self.look, every_hour=every_hour
        )
        projects, until = list(Project.objects.order_by("pk")), (self.start + THREE_YEARS).date()
        plan_moves(life, projects, until=until, dice=random.Random(seed))
        plan_wishes(life, projects, until=until, dice=random.Random(seed))
        asks_planned(workspace=life.workspace, now=life.now)
        return life


def make_world(
    lea: Membership,
    *,
    seed: int,
    ways: Sequence[Way] = BEN,
    start: datetime = START,
    kind: str = Customer.Kind.INTERNAL,
) -> World:
    """Store Ben and his projects."""
    pmo, dice = lea.workspace, random.Random(seed)
    ben = make_ben(pmo, kind=kind)
    for number in range(8):
        begins = start.date() + dice.randint(-300, 500) * DAY
        length = dice.randint(100, 600)
        project = make_project(
            pmo,
            f"Project {number}",
            customer=ben.customer,
            manager=lea.user,
            starts_on=begins,
            ends_on=begins + length * DAY,
        )
        make_stakeholder(project, ben)
        for gate in range(1, dice.randint(1, 5)):
            make_milestone(project, f"Gate {gate}", on=begins + length * gate // 5 * DAY)
    return World(lea, ways, start)


def make_ben(
    pmo: Workspace,
    *,
    zone: str = "Europe/Berlin",
    country: str = "DE",
    kind: str = Customer.Kind.INTERNAL,
) -> Contact:
    """Return Ben, at a customer of a PMO in New York that lets its questions go out by themselves."""
    Workspace.objects.filter(pk=pmo.pk).update(time_zone="America/New_York", country="US")
    pmo.refresh_from_db()
    AskRules.objects.create(workspace=pmo, sends_itself=True)
    ben = make_contact(make_customer(pmo, "Finance", kind=kind), "Ben")
    ben.time_zone, ben.country = zone, country
    ben.save()
    return ben
