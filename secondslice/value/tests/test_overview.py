"""The front page of value: what is confirmed, how it came there, what each part holds, and the customers' words."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock, sign_in
from secondslice.projects.tests.make import make_project
from secondslice.value.tests.ledger import make_benefit, make_signature

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/value/"


def test_headline_chain_trend_and_what_each_part_holds_stand_on_one_page(
    ava: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "Tills")
    make_signature(ava, make_benefit(ava, project, at=clock.moment), at=clock.moment)
    make_benefit(ava, project, title="Not yet measured", at=clock.moment)

    clock.forward(days=100)

    page = sign_in(ava).get(PAGE).text

    for told in ("Confirmed by your customers", "From promised to verified", "Confirmed over time"):
        assert told in page
    assert 'href="/w/acme/value/ledger/#doubts"' in page
    assert "alarms are open" in page


def test_part_that_somebody_may_not_open_is_not_named(as_sal: Client) -> None:
    page = as_sal.get(PAGE).text

    assert "Due to be measured" in page
    assert "alarms are open" not in page


def test_page_takes_the_same_queries_for_ten_benefits(
    ava: Membership, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    project = make_project(ava.workspace, "Tills")
    for number in range(10):
        made = make_benefit(ava, project, title=f"No {number}", at=clock.moment)
        make_signature(ava, made, at=clock.moment)
    client = sign_in(ava)
    client.get(PAGE)

    with django_assert_max_num_queries(28):
        assert client.get(PAGE).status_code == 200
