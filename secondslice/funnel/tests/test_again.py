"""Who is ready for a second slice: a Yes that counts, no open case, and no more than the buyers carry."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import LONG_AGO, make_api_key
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.access import visible_opportunities
from secondslice.funnel.again.selectors.ready import ready_list
from secondslice.funnel.again.services import take_up
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import move_stage
from secondslice.journeys.answer_given import answer_given
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerDetail, Ask, Taste
from secondslice.pulse.tests.make import Sent, make_ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
READY, SECOND_SLICE = "/w/acme/funnel/ready/", "/api/v1/second-slice"
DAY = timedelta(days=1)
TODAY = date(2026, 3, 6)


def says(
    by: Membership,
    clock: Clock,
    taste: str = Taste.YES,
    *,
    customer: str = "Finance",
    mode: str = Ask.Mode.NAMED,
    project: Project | None = None,
) -> Sent:
    """Let Ben answer about a project of this customer, as a person does, and let follow what follows."""
    at = clock.moment - 2 * DAY
    there = Customer.objects.filter(name=customer).first() or make_customer(by.workspace, customer)
    about = project or make_project(
        by.workspace,
        f"Tills of {customer}",
        customer=there,
        manager=by.user,
        starts_on=LONG_AGO.date(),
    )
    sent = make_ask(by, at=at, project=about, mode=mode)
    Ask.objects.filter(pk=sent.ask.pk).update(
        taste=taste, state=Ask.State.ANSWERED, version=1, answered_at=at, changed_at=at
    )
    answer_given(ask=sent.fresh(), now=at)
    return sent


def adds(sent: Sent, words: str, quote: str) -> None:
    AnswerDetail.objects.create(
        workspace=sent.ask.workspace, ask=sent.ask, number=1, taste=Taste.YES, comment=words,
        quote=quote, at=LONG_AGO,
    )  # fmt: skip


def names(membership: Membership, clock: Clock) -> list[str]:
    found = ready_list(membership, at=clock.moment, today=clock.moment.date())
    return [one.customer.name for one in found.rows]


def buyers(by: Membership, clock: Clock, count: int) -> None:
    """Let so many customers order, the first one three years ago and the others a little later each."""
    for number in range(count):
        first = TODAY - timedelta(days=1100 - number * 7)
        customer = make_customer(by.workspace, f"Buyer {number:02}")
        projects = [
            make_project(
                by.workspace,
                customer=customer,
                manager=by.user,
                starts_on=first + timedelta(days=300 * place),
            )
            for place in range(1 + number % 3)
        ]
        says(by, clock, customer=customer.name, project=projects[-1])


# who stands in the list


def test_yes_without_an_open_case_is_ready(ava: Membership, clock: Clock) -> None:
    says(ava, clock, customer="Finance")
    says(ava, clock, Taste.NO, customer="Logistics")

    assert names(ava, clock) == ["Finance"]


def test_open_case_of_anybody_at_the_customer_comes_first(ava: Membership, clock: Clock) -> None:
    says(ava, clock, customer="Finance")
    says(ava, clock, Taste.NO, customer="Finance", project=make_project(
        ava.workspace, customer=Customer.objects.get(name="Finance"), manager=ava.user))  # fmt: skip

    assert names(ava, clock) == []


def test_yes_to_stopped_work_and_one_of_long_ago_are_none(ava: Membership, clock: Clock) -> None:
    stopped = says(ava, clock, customer="Finance").ask.project
    Project.objects.filter(pk=stopped.pk).update(phase=Project.Phase.STOPPED)
    says(ava, clock, customer="Sales")
    assert names(ava, clock) == ["Sales"]

    clock.forward(days=800)
    assert names(ava, clock) == []


def test_what_was_said_in_confidence_puts_nobody_in_the_list_of_others(
    ava: Membership, lea: Membership, sal: Membership, clock: Clock
) -> None:
    says(ava, clock, customer="Finance", mode=Ask.Mode.CONFIDENTIAL)

    assert names(sal, clock) == []


def test_words_stand_there_only_where_they_may_be_quoted(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    adds(says(ava, clock, customer="Finance"), "You keep your word.", AnswerDetail.Quote.NAMED)
    adds(says(ava, clock, customer="Sales"), "Between us: finally.", AnswerDetail.Quote.NO)

    text = as_ava.get(READY).text
    assert "You keep your word." in text
    assert "Between us" not in text


# no more than the buyers carry


def test_under_ten_buyers_there_are_names_and_no_probability(
    as_ava: Client, ava: Membership, clock: Clock, client: Client
) -> None:
    buyers(ava, clock, 9)
    _key, secret = make_api_key(ava)

    told = client.get(SECOND_SLICE, headers={"Authorization": f"Bearer {secret}"}).json()
    assert (told["buyers"], told["carries"]) == (9, "names")
    assert [one["customer"]["name"] for one in told["items"]] == [
        f"Buyer {number:02}" for number in range(9)
    ]
    assert {(one["still_a_customer"], one["probability"]) for one in told["items"]} == {
        (None, None)
    }
    text = as_ava.get(READY).text
    assert "9 buyers are too few" in text
    assert "Still a customer" not in text
    assert "%" not in text.split("<main")[1]


def test_from_ten_buyers_on_who_ordered_last_stands_first(ava: Membership, clock: Clock) -> None:
    buyers(ava, clock, 10)

    found = ready_list(ava, at=clock.moment, today=TODAY)
    days = [one.standing.last_on for one in found.rows]
    assert (found.buyers, found.carries) == (10, "time")
    assert days == sorted(days, key=lambda day: day or TODAY, reverse=True)
    assert {(one.standing.alive, one.standing.word) for one in found.rows} == {(None, "")}


@pytest.mark.slow
def test_from_thirty_buyers_on_there_are_words_and_still_no_number(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    buyers(ava, clock, 30)

    found = ready_list(ava, at=clock.moment, today=TODAY)
    expected = [one.standing.expected or 0 for one in found.rows]
    assert found.carries == "words"
    assert expected == sorted(expected, reverse=True)
    assert all(one.standing.alive is None for one in found.rows)
    assert {bool(one.standing.word) for one in found.rows if one.standing.orders > 1} == {True}
    assert {one.standing.word for one in found.rows if one.standing.orders == 1} == {""}
    assert "Still a customer" in as_ava.get(READY).text


# the next step


@pytest.mark.parametrize(("how", "action"), [("ask", "Ask Ben for the"), ("call", "Call Ben")])
def test_press_brings_the_customer_into_the_funnel_with_a_next_action(
    as_ava: Client, ava: Membership, clock: Clock, how: str, action: str
) -> None:
    ask = says(ava, clock).ask
    for _press in range(2):
        as_ava.post(f"{READY}{ask.customer.ref}/", {"how": how})

    made = Opportunity.objects.get()
    assert made.next_action.startswith(action)
    assert made.next_on == date(2026, 3, 9)  # the Monday after
    assert (made.ask, made.source, made.owner) == (ask, "second_slice", ava.user)
    assert "In the funnel:" in as_ava.get(READY).text


def test_who_is_not_ready_any_more_is_refused_in_words(ava: Membership, clock: Clock) -> None:
    ask = says(ava, clock, Taste.NO).ask

    with pytest.raises(RuleBroken, match="case is open"):
        take_up(by=ava, customer=ask.customer, how="ask", today=TODAY, at=clock.moment)


def test_yes_in_confidence_is_taken_up_once_and_stays_in_confidence(
    ava: Membership, lea: Membership, sal: Membership, clock: Clock
) -> None:
    ask = says(ava, clock, mode=Ask.Mode.CONFIDENTIAL).ask
    press = partial(take_up, by=lea, customer=ask.customer, how="ask", today=TODAY, at=clock.moment)
    made, _is_new = press()
    move_stage(opportunity=made, stage="lost", by=lea.user, at=clock.moment, lost_code="no_budget")

    with pytest.raises(RuleBroken, match="Open that one again"):
        press()

    assert not visible_opportunities(sal).exists()


def test_executive_reads_and_presses_nothing(as_exe: Client, ava: Membership, clock: Clock) -> None:
    ask = says(ava, clock).ask

    assert "Plan a call" not in as_exe.get(READY).text
    assert as_exe.post(f"{READY}{ask.customer.ref}/").status_code == 403


def test_list_takes_as_many_queries_for_ten_as_for_one(
    as_ava: Client, ava: Membership, clock: Clock, django_assert_max_num_queries: object
) -> None:
    buyers(ava, clock, 10)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        as_ava.get(READY)
