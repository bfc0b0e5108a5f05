"""The time to the next order: who counts from when, until when, and how few are too few."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.again import rules, times
from secondslice.funnel.again.times import After, Trouble, Wait, difference, groups_of, waits_of
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask

DAY = timedelta(days=1)
FIRST, TODAY = date(2024, 1, 1), date(2026, 3, 6)
TIMES = "/w/acme/funnel/times/"
days = st.dates(FIRST, TODAY)


def on(number: int) -> date:
    return FIRST + number * DAY


def waits(
    *, yes: int | None = None, troubles: list[Trouble] | None = None, orders: list[int]
) -> list[tuple[str, int, bool]]:
    found = waits_of(
        yeses={1: on(yes)} if yes is not None else {},
        troubles={1: troubles or []},
        orders={1: [on(one) for one in orders]},
        today=TODAY,
    )
    return [(one.after.value, one.days, one.ordered) for one in found]


def test_examples_in_the_modules_hold() -> None:
    assert doctest.testmod(times).failed == doctest.testmod(rules).failed == 0


def test_time_runs_from_the_yes_to_the_next_order() -> None:
    assert waits(yes=10, orders=[0, 40, 90]) == [("yes", 30, True)]


def test_who_has_not_ordered_again_waits_until_today() -> None:
    assert waits(yes=10, orders=[0]) == [("yes", (TODAY - on(10)).days, False)]


def test_a_no_ends_the_time_after_the_yes_and_its_end_begins_another() -> None:
    mended = Trouble(on(30), on(50), After.RECOVERED)

    assert waits(yes=10, troubles=[mended], orders=[0, 80]) == [
        ("yes", 20, False),
        ("recovered", 30, True),
    ]


def test_while_something_else_is_open_no_time_begins() -> None:
    ended, still_open = Trouble(on(5), on(20), After.UNRESOLVED), Trouble(on(8))

    assert waits(yes=10, troubles=[ended, still_open], orders=[0, 90]) == []


@given(days, st.lists(st.tuples(days, days), max_size=4), st.lists(days, max_size=5))
def test_no_day_of_a_customer_counts_twice(
    yes: date, cases: list[tuple[date, date]], orders: list[date]
) -> None:
    troubles = [
        Trouble(min(pair), max(pair), After.RECOVERED if number % 2 else After.UNRESOLVED)
        for number, pair in enumerate(cases)
    ]
    found = waits_of(yeses={1: yes}, troubles={1: troubles}, orders={1: orders}, today=TODAY)
    ordered = sorted(found, key=lambda one: (one.since, one.days))

    assert len({one.after for one in found}) == len(found)
    for before, after in pairwise(ordered):
        assert before.since + before.days * DAY <= after.since


def test_nine_are_too_few_for_a_curve_and_ten_in_two_groups_are_compared() -> None:
    quick = [Wait(n, After.YES, FIRST, 30 + n, ordered=True) for n in range(10)]
    slow = [Wait(20 + n, After.UNRESOLVED, FIRST, 600 + n, ordered=False) for n in range(10)]

    few = groups_of([*quick, *slow[:9]])
    assert [one.is_enough for one in few] == [True, False, False]
    assert difference(few) is None
    test = difference(groups_of([*quick, *slow]))
    assert test is not None
    assert test.p < 0.001
    assert groups_of(quick)[0].at_risk == [10, 0, 0, 0, 0]


# the page


@pytest.mark.django_db
def test_page_tells_who_stands_behind_the_numbers_and_that_they_are_few(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    customer = make_customer(ava.workspace, "Finance")
    at = clock.moment - 400 * DAY
    project = make_project(ava.workspace, customer=customer, manager=ava.user, starts_on=at.date())
    sent = make_ask(ava, at=at, project=project)
    Ask.objects.filter(pk=sent.ask.pk).update(
        taste=Taste.YES, state=Ask.State.ANSWERED, answered_at=at, changed_at=at
    )
    make_project(ava.workspace, customer=customer, starts_on=(at + 91 * DAY).date())

    text = as_ava.get(TIMES).text
    assert "ordered again after 3 months" in text
    assert "too few" in text
    assert "Log-rank" not in text
    assert "<svg viewBox" not in text.split("<main")[1]


@pytest.mark.django_db
def test_page_draws_the_curves_that_enough_customers_carry(
    as_ava: Client, as_sal: Client, ava: Membership, clock: Clock
) -> None:
    for number in range(11):
        at = clock.moment - (500 + number) * DAY
        project = make_project(ava.workspace, manager=ava.user, starts_on=at.date())
        sent = make_ask(
            ava, at=at, project=project, mode="confidential" if number == 0 else "named"
        )
        Ask.objects.filter(pk=sent.ask.pk).update(
            taste=Taste.YES, state=Ask.State.ANSWERED, answered_at=at, changed_at=at
        )
        after = at + (60 + 10 * number) * DAY
        make_project(ava.workspace, customer=project.customer, starts_on=after.date())

    text = as_sal.get(TIMES).text
    assert 'class="chart' in text
    assert "10</a>" in text  # what was said in confidence is not among them
    assert ">4 months" in text
