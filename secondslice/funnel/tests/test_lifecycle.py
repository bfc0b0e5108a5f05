"""How far a customer has come: the table of docs/model/funnel.md, and where it is shown."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.rules import Life, LifeFacts, life
from secondslice.funnel.selectors.lifecycle import life_of
from secondslice.funnel.services import move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

TODAY = date(2026, 3, 6)
LONG_AGO, LATELY = date(2024, 6, 1), date(2025, 6, 1)
LIST = "/w/acme/customers/"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LifeFacts(), Life.LEAD),
        (LifeFacts(alive=3), Life.LEAD),
        (LifeFacts(alive=1, talking=1), Life.PROSPECT),
        (LifeFacts(won=1, last_on=LATELY), Life.CUSTOMER),
        (LifeFacts(projects=1), Life.CUSTOMER),
        (LifeFacts(projects=1, delivered=1, won=1, last_on=LATELY), Life.CUSTOMER),
        (LifeFacts(projects=3), Life.CUSTOMER),
        (LifeFacts(projects=2, delivered=1), Life.REPEAT),
        (LifeFacts(projects=1, delivered=1, won=2, last_on=LATELY), Life.REPEAT),
        (LifeFacts(projects=2, delivered=2, last_on=LONG_AGO), Life.LAPSED),
        (LifeFacts(projects=2, delivered=2, last_on=LONG_AGO, alive=1), Life.REPEAT),
        (LifeFacts(projects=2, delivered=1, last_on=LONG_AGO), Life.REPEAT),
        (LifeFacts(projects=2, delivered=2), Life.REPEAT),
    ],
)
def test_table_of_cases(facts: LifeFacts, expected: Life) -> None:
    assert life(facts, today=TODAY) is expected


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_another_order_takes_nobody_back(projects: int, won: int, alive: int, more: int) -> None:
    way = [Life.LEAD, Life.PROSPECT, Life.CUSTOMER, Life.REPEAT]
    before = life(LifeFacts(projects=projects, won=won, alive=alive), today=TODAY)
    after = life(LifeFacts(projects=projects + more, won=won, alive=alive), today=TODAY)

    assert way.index(after) >= way.index(before)


@pytest.mark.django_db
class TestFromFacts:
    """The same out of rows."""

    def test_won_opportunity_and_its_project_are_one_order(self, sal: Membership) -> None:
        project = make_project(sal.workspace, phase=Project.Phase.OPERATION)
        make_opportunity(sal, stage="won", customer=project.customer)

        assert life_of(project.customer, today=TODAY)[0] is Life.CUSTOMER

    def test_second_project_makes_a_repeat_buyer(self, sal: Membership) -> None:
        first = make_project(sal.workspace, phase=Project.Phase.OPERATION)
        make_project(sal.workspace, "Next", customer=first.customer)

        assert life_of(first.customer, today=TODAY)[0] is Life.REPEAT

    def test_stopped_project_is_no_order(self, sal: Membership) -> None:
        stopped = make_project(sal.workspace, phase=Project.Phase.STOPPED)

        assert life_of(stopped.customer, today=TODAY)[0] is Life.LEAD

    def test_wish_in_confidence_moves_nobody_on(self, lea: Membership, now: datetime) -> None:
        project = make_project(lea.workspace, phase=Project.Phase.STOPPED)
        ask = make_ask(lea, at=now, project=project, mode=Ask.Mode.CONFIDENTIAL).ask
        give(ask, Taste.YES, at=now, wants_next="New scales")
        wish = ask.opportunity
        move_stage(opportunity=wish, stage="prospect", by=lea.user, at=now)

        assert life_of(project.customer, today=TODAY)[0] is Life.LEAD


@pytest.mark.django_db
class TestWhereItIsShown:
    """The list and the page of customers."""

    def test_list_shows_and_narrows(self, as_sal: Client, sal: Membership, clock: Clock) -> None:
        make_customer(sal.workspace, "Newcomers")
        talkers = make_customer(sal.workspace, "Talkers")
        make_opportunity(sal, stage="prospect", customer=talkers)

        everybody = as_sal.get(LIST).text
        leads = as_sal.get(LIST, {"life": "lead"}).text
        prospects = as_sal.get(LIST, {"life": "prospect"}).text

        assert "Newcomers" in everybody
        assert "Talkers" in everybody
        assert "Newcomers" in leads
        assert "Talkers" not in leads
        assert "Talkers" in prospects
        assert "Newcomers" not in prospects

    def test_page_says_why(self, as_sal: Client, sal: Membership, clock: Clock) -> None:
        project = make_project(sal.workspace, phase=Project.Phase.OPERATION)
        make_project(sal.workspace, "Next", customer=project.customer)

        page = as_sal.get(f"{LIST}{project.customer.ref}/").text

        assert "Repeat buyer" in page
        assert "2 orders, 1 delivered." in page

    def test_list_needs_the_same_queries_for_ten_customers(
        self,
        as_sal: Client,
        sal: Membership,
        clock: Clock,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(10):
            make_opportunity(sal, customer=make_customer(sal.workspace, f"Customer {number}"))

        with django_assert_max_num_queries(9):
            as_sal.get(LIST)
