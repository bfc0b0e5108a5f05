"""Today, a project and a person say of a question that waits when it is asked, and none of them says it was not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.journeys.asked_by_hand import asked_by_hand
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.services.by_hand import ByHand

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 5, 22, tzinfo=UTC)
"""A Thursday."""
SAID = "is asked tomorrow at 8 a.m."


@pytest.fixture
def night(clock: Clock) -> Clock:
    """Thursday, ten in the evening."""
    clock.moment = NIGHT
    return clock


@pytest.fixture
def ben(max: Membership) -> Stakeholder:
    """Ben, the sponsor of New tills, which Max manages."""
    project = make_project(max.workspace, "New tills", manager=max.user)
    Project.objects.filter(pk=project.pk).update(phase=Project.Phase.EXECUTION)
    return make_stakeholder(project, name="Ben")


def want(by: Membership, part: Stakeholder) -> PlannedAsk:
    """Ask by hand what has to wait."""
    wish = ByHand(part.project, by.user)
    (row,) = asked_by_hand(wish=wish, stakeholders=[part], now=NIGHT).later
    return row


def panel(text: str, heading: str) -> str:
    """Return the part of a page under a heading."""
    return text.partition(f'id="{heading}"')[2].partition("</section>")[0]


def test_today_does_not_call_never_asked_whoever_is_asked_in_the_morning(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    today = reverse("dashboard:today", args=["acme"])
    assert "never asked" in panel(as_max.get(today).text, "ask")

    row = want(max, ben)

    shown = panel(as_max.get(today).text, "ask")
    assert "never asked" not in shown
    assert SAID in shown
    assert reverse("pulse:send_wish_now", args=["acme", row.ref]) in shown
    assert reverse("pulse:take_wish_back", args=["acme", row.ref]) in shown


def test_first_question_that_waits_is_a_first_step_done(
    as_lea: Client, lea: Membership, ben: Stakeholder, night: Clock
) -> None:
    today = reverse("dashboard:today", args=["acme"])
    steps = panel(as_lea.get(today).text, "first-steps")
    assert re.search(r"Ask your first customer</a>|Ask your first customer\s*</p>", steps)

    want(lea, ben)

    text = as_lea.get(today).text
    assert 'id="first-steps"' not in text or "Ask your first customer <span" in text


def test_project_says_it_among_its_people_in_the_plan_and_above_the_thread(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    page = reverse("dashboard:project", args=["acme", ben.project.ref])
    assert "not asked" in panel(as_max.get(page).text, "people")

    want(max, ben)

    text = as_max.get(page).text
    assert "not asked" not in panel(text, "people")
    for heading in ("people", "coming", "thread"):
        assert SAID in panel(text, heading), heading
    assert "<b>Max</b> wants to ask <b>Ben</b>" in panel(text, "thread")


def test_person_says_it_in_what_comes_and_in_what_was_asked(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    page = reverse("dashboard:person", args=["acme", ben.contact.ref])
    assert "Not asked yet." in as_max.get(page).text

    want(max, ben)

    text = as_max.get(page).text
    assert "Not asked yet." not in text
    assert SAID in panel(text, "coming")
    assert SAID in panel(text, "asked")


def test_plan_says_it_and_offers_both_ways_to_whoever_may(
    as_max: Client, as_exe: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    row = want(max, ben)
    page = reverse("dashboard:plan", args=["acme"])
    take_back = reverse("pulse:take_wish_back", args=["acme", row.ref])

    assert SAID in as_max.get(page).text
    assert take_back in as_max.get(page).text
    assert SAID in as_exe.get(page).text
    assert take_back not in as_exe.get(page).text


def test_after_it_has_left_nothing_says_that_it_waits(
    as_max: Client, max: Membership, ben: Stakeholder, night: Clock
) -> None:
    want(max, ben)
    night.moment = NIGHT + timedelta(hours=10)

    asks_sent(workspace=max.workspace, now=night.moment)

    today = as_max.get(reverse("dashboard:today", args=["acme"])).text
    project = as_max.get(reverse("dashboard:project", args=["acme", ben.project.ref])).text
    assert "is asked" not in today
    assert "is asked" not in project
    assert "<b>Max</b> asked <b>Ben</b>" in project


def test_what_somebody_let_leave_before_it_is_day_is_not_called_never_asked(
    as_lea: Client, lea: Membership, ben: Stakeholder, clock: Clock
) -> None:
    clock.moment = NIGHT + timedelta(hours=7)
    kickoff = clock.moment.date() - timedelta(days=21)
    Project.objects.filter(pk=ben.project_id).update(starts_on=kickoff)
    asks_planned(workspace=lea.workspace, now=clock.moment)
    today = reverse("dashboard:today", args=["acme"])
    assert "never asked" in panel(as_lea.get(today).text, "ask")

    asks_sent(workspace=lea.workspace, now=clock.moment, by=lea.user, pressed=True)

    assert PlannedAsk.objects.get(state="planned").released_at == clock.moment
    assert "never asked" not in panel(as_lea.get(today).text, "ask")


def test_many_that_wait_cost_as_many_queries_as_few(
    as_max: Client, max: Membership, night: Clock
) -> None:
    counted: dict[str, list[int]] = {}
    project = make_project(max.workspace, "New tills", manager=max.user)
    pages = [
        reverse("dashboard:today", args=["acme"]),
        reverse("dashboard:plan", args=["acme"]),
        reverse("dashboard:project", args=["acme", project.ref]),
        reverse("pulse:ask_project", args=["acme", project.ref]),
    ]
    for many in (4, 10):
        for number in range(many):
            want(max, make_stakeholder(project, name=f"Ben {many} {number}"))
        for page in pages:
            as_max.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert as_max.get(page).status_code == 200
            counted.setdefault(page, []).append(len(queries))

    assert all(few == more for few, more in counted.values()), counted
