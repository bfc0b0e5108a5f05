"""Three years on stored rows: the worker's jobs, the mails, the answers, the cases. No promise is broken on the way."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.journeys.tests.kept import faults
from secondslice.journeys.tests.life import ALL_OF_IT, DAY, HOUR
from secondslice.journeys.tests.people_in_life import Way
from secondslice.journeys.tests.world import START, THREE_YEARS, World, make_ben, make_world
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk, Touch
from secondslice.recovery.models import Case

pytestmark = pytest.mark.slow
once = pytest.mark.once
"""Long, and of when rather than of what a database does."""


@pytest.fixture(autouse=True)
def worker(settings: Settings) -> None:
    """The worker runs what asks, and nothing else."""
    settings.SCHEDULE = {name: settings.SCHEDULE[name] for name in ALL_OF_IT}


def test_sponsor_of_eight_projects_hears_what_was_promised_for_three_years(
    lea: Membership, as_lea: Client, clock: Clock
) -> None:
    world = make_world(lea, seed=8)
    life = world.life(seed=8)

    life.live(START + THREE_YEARS / 3)
    clock.moment = life.now
    assert_shown_with_reasons(as_lea, put_off(lea.workspace, today=life.now.date()))
    life.live(START + THREE_YEARS)

    assert [*faults(lea.workspace), *world.ledger.found] == []
    # All that can happen has happened.
    states = set(Ask.objects.values_list("state", flat=True))
    assert {"answered", "expired", "bounced"} <= states
    assert Message.objects.filter(kind="pulse.ask_several").exists()
    assert Touch.objects.filter(kind=Touch.Kind.REMINDER).count() > 2
    assert world.talks.talks > 0
    assert Case.objects.filter(state=Case.State.RECOVERED).count() > 1
    assert max(case.re_asks.count() for case in Case.objects.all()) == 2
    reasons = set(PlannedAsk.objects.values_list("why", flat=True))
    assert {"floor", "year_full", "touched", "no_workday", "paused"} <= reasons
    assert PlannedAsk.objects.filter(point="hand", state="sent").exists()


def put_off(pmo: Workspace, *, today: date) -> list[PlannedAsk]:
    """Return what does not go out on the day that was wanted, as far as the plan's pages reach: nearly a year."""
    rows = PlannedAsk.objects.filter(workspace=pmo, state="planned").exclude(why="")
    found = [row for row in rows if row.on is None or row.on < today + 330 * DAY]
    assert len(found) > 3
    return found


def assert_shown_with_reasons(browser: Client, rows: list[PlannedAsk]) -> None:
    """Check that each stands on its page of the plan, beside its reason."""
    for row in rows:
        address = reverse("dashboard:plan", args=[row.workspace.slug])
        month = {"show": "moved", "month": f"{row.on:%Y-%m}"} if row.on else {"show": "never"}
        lines = browser.get(address, month).text.split("<tr")
        words = escape(row.get_why_display())
        assert any(row.project.name in line and words in line for line in lines), row


@once
def test_client_who_takes_every_mail_another_way_hears_no_more_either(lea: Membership) -> None:
    ways = random.Random(1).choices(list(Way), k=40)
    world = make_world(lea, seed=1, ways=ways, kind=Customer.Kind.EXTERNAL)

    world.life(seed=1).live(START + THREE_YEARS)

    assert [*faults(lea.workspace), *world.ledger.found] == []


@once
def test_hours_that_are_left_out_are_hours_in_which_nothing_happens(lea: Membership) -> None:
    spring = datetime(2026, 3, 2, tzinfo=UTC)
    world = make_world(lea, seed=4, start=spring)
    stories = []
    for every_hour in (True, False):
        mark = transaction.savepoint()
        life = world.life(seed=4, every_hour=every_hour)
        life.live(spring + 13 * 7 * DAY + HOUR)
        stories.append((story(lea.workspace), life.moments))
        transaction.savepoint_rollback(mark)
        lea.refresh_from_db()

    (hourly, many), (skipped, few) = stories
    assert skipped == hourly
    assert len([line for line in hourly if line[0] == "mail"]) > 4
    assert (many > 13 * 7 * 24, few < many / 8) == (True, True)


def story(pmo: Workspace) -> list[tuple[object, ...]]:
    """Return all that has come of the plan, and when."""
    rows = PlannedAsk.objects.order_by("project__name", "occasion", "wanted_on")
    plan = rows.exclude(point="hand").values_list(
        "project__name", "occasion", "wanted_on", "on", "why", "state", "ask__sent_at", "ask__state"
    )
    hand = rows.filter(point="hand").order_by("pk")
    return [
        *plan,
        *hand.values_list("project__name", "wanted_on", "on", "why", "state", "ask__sent_at"),
        *(("mail", *one) for one in Message.objects.order_by("pk").values_list("kind", "sent_at")),
        *Touch.objects.filter(workspace=pmo).order_by("pk").values_list("kind", "on"),
        *Case.objects.order_by("pk").values_list("state", "opened_at", "closed_at"),
    ]


@pytest.mark.parametrize(
    ("zone", "country", "sunday", "leaves_at"),
    [
        ("Europe/Berlin", "DE", date(2026, 3, 29), datetime(2026, 3, 30, 6, tzinfo=UTC)),
        ("Europe/Berlin", "DE", date(2026, 10, 25), datetime(2026, 10, 26, 7, tzinfo=UTC)),
        ("America/New_York", "US", date(2026, 3, 8), datetime(2026, 3, 9, 12, tzinfo=UTC)),
        ("America/New_York", "US", date(2026, 11, 1), datetime(2026, 11, 2, 13, tzinfo=UTC)),
        ("Africa/Cairo", "EG", date(2026, 10, 29), datetime(2026, 10, 29, 5, tzinfo=UTC)),
    ],
)
def test_mail_leaves_at_eight_by_the_persons_own_clock_when_it_has_just_been_changed(
    lea: Membership, zone: str, country: str, sunday: date, leaves_at: datetime
) -> None:
    ben = make_ben(lea.workspace, zone=zone, country=country)
    project = make_project(lea.workspace, customer=ben.customer, starts_on=sunday - 21 * DAY)
    make_stakeholder(project, ben)
    friday = datetime.combine(sunday - 2 * DAY, datetime.min.time(), UTC)
    life = World(lea, start=friday).life(seed=0, every_hour=True)

    life.live(friday + 5 * DAY)

    assert [one.sent_at for one in Message.objects.filter(kind="pulse.ask")] == [leaves_at]
    assert faults(lea.workspace) == []
