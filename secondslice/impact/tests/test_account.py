from __future__ import annotations

import doctest
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.analytics.word_of_mouth import Talk
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.impact import account, selectors
from secondslice.impact.account import Told, balance
from secondslice.impact.account_page import Account, account_page, customer_page
from secondslice.impact.ratio import aim_of, ratio
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Talked, Taste
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give, make_case, make_re_asked_case

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAGE = "/w/acme/impact/"
TALK, GOOD = Talk(12, 30), Talk(5, 30)

days = st.integers(0, 1_000)
told = st.lists(
    st.tuples(st.integers(0, 6), days, st.one_of(st.none(), days)).map(
        lambda no: Told(no[0], no[1], None if no[2] is None else min(no[1], no[2]))
    ),
    max_size=8,
)


def page_of(member: Membership, now: datetime) -> Account:
    known = selectors.numbers_of(member.workspace)
    return account_page(member, known, ratio(known, aim_of(known)), now=now)


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(account).failed == 0


@UNHURRIED
@given(told, st.integers(0, 60))
def test_account_is_never_above_the_people_there_are(noes: list[Told], people: int) -> None:
    found = balance(noes, people=people, talk=TALK, good_talk=GOOD)

    assert 0 <= found.open <= found.heard + 1e-9
    for one in (found.heard, found.open, found.spared, found.good, found.booked_back):
        assert -1e-9 <= one <= people
    assert found.unresolved + found.recovered == len(noes)


@UNHURRIED
@given(told, st.integers(1, 60), st.floats(0, 1))
def test_recovering_somebody_sooner_is_never_heard_by_more(
    noes: list[Told], people: int, part: float
) -> None:
    sooner = [
        Told(no.person, no.days, (no.days if no.ended is None else no.ended) * part) for no in noes
    ]

    before = balance(noes, people=people, talk=TALK, good_talk=GOOD)
    after = balance(sooner, people=people, talk=TALK, good_talk=GOOD)

    assert after.heard <= before.heard + 1e-9
    assert after.open == 0


def test_who_says_no_twice_tells_no_more_people_than_once() -> None:
    once = balance([Told("Ben", 90)], people=25, talk=TALK, good_talk=GOOD)
    twice = balance([Told("Ben", 90), Told("Ben", 9)], people=25, talk=TALK, good_talk=GOOD)

    assert twice.open == once.open


# with rows


def tills(by: Membership, people: int = 9, **kind: str) -> Project:
    """Return a project of a customer at which so many people are known."""
    customer = make_customer(by.workspace, **kind)
    for number in range(people):
        make_contact(customer, f"Known{number}")
    return make_project(by.workspace, customer=customer, manager=by.user)


@pytest.mark.django_db
def test_no_is_heard_by_half_after_a_month_and_by_nobody_beyond_those_there(
    ava: Membership, now: datetime
) -> None:
    make_case(ava, at=now - timedelta(days=30), name="Ben", project=tills(ava, people=24))

    found = page_of(ava, now)

    assert found.total.people == 25
    assert found.total.open == pytest.approx(5)  # ten told in all, half of them by now
    assert (found.owed, found.rows[0].owed) == (9, 9)
    long_ago = page_of(ava, now + timedelta(days=300)).total.open
    assert long_ago == pytest.approx(10, abs=0.1)


@pytest.mark.django_db
def test_small_client_hears_no_more_than_it_has_people(ava: Membership, now: datetime) -> None:
    client = tills(ava, people=2, kind=Customer.Kind.EXTERNAL)
    make_case(ava, at=now - timedelta(days=300), name="Bo", project=client)
    tills(ava, people=40)  # elsewhere

    found = page_of(ava, now)

    assert found.total.people == 3
    assert found.total.open == pytest.approx(2, abs=0.01)


@pytest.mark.django_db
def test_departments_are_one_company_and_nobody_is_counted_twice(
    ava: Membership, now: datetime
) -> None:
    for name in ("Ben", "Bo", "Bea"):
        make_case(ava, at=now - timedelta(days=360), name=name, project=tills(ava, people=9))

    found = page_of(ava, now)

    assert found.total.people == 30
    assert [row.balance.people for row in found.rows] == [30, 30, 30]
    assert found.total.open < sum(row.balance.open for row in found.rows)


@pytest.mark.django_db
def test_recovery_books_back_and_ends_the_talk(ava: Membership, clock: Clock) -> None:
    case, again = make_re_asked_case(ava, at=clock.moment)
    for number in range(24):
        make_contact(case.customer, f"Known{number}")
    clock.forward(days=30)
    before = page_of(ava, clock.moment)

    give(again, Taste.YES, at=clock.moment)
    after = page_of(ava, clock.moment)

    assert Case.objects.get().state == Case.State.RECOVERED
    assert before.total.open == pytest.approx(5)
    assert (after.total.open, after.owed) == (0, 0)
    assert after.total.booked_back == pytest.approx(5)
    assert after.total.spared == pytest.approx(5)
    later = page_of(ava, clock.forward(days=60)).total
    assert later.booked_back == pytest.approx(5)
    assert later.good > 0


@pytest.mark.django_db
def test_no_that_was_taken_back_is_none(ava: Membership, now: datetime) -> None:
    case = make_case(ava, at=now)
    give(case.ask, "", at=now)

    assert Case.objects.get().state == Case.State.WITHDRAWN
    assert page_of(ava, now).rows == []


@pytest.mark.django_db
def test_yes_counts_against_what_is_owed(ava: Membership, now: datetime) -> None:
    project = tills(ava)
    make_case(ava, at=now, name="Ben", project=project)
    for name in ("Ann", "Abe"):
        give(make_ask(ava, at=now, name=name, project=project).ask, Taste.YES, at=now)
    rebuild_counts(workspace_id=ava.workspace_id)

    found = page_of(ava, now)

    assert (found.yes, found.rows[0].yes, found.owed) == (2, 2, 7)


@pytest.mark.django_db
def test_manager_reads_of_own_projects_only(
    ava: Membership, max: Membership, now: datetime
) -> None:
    make_case(ava, at=now, name="Ben", project=make_project(ava.workspace, "Ava's own"))
    mine = make_project(ava.workspace, "New tills", manager=max.user)
    make_case(max, at=now, name="Bo", project=mine)
    give(make_ask(max, at=now, name="Abe", project=mine).ask, Taste.YES, at=now)
    rebuild_counts(workspace_id=ava.workspace_id)

    found = page_of(max, now)

    assert [row.customer for row in found.rows] == [mine.customer]
    assert (found.yes, found.total.unresolved) == (1, 1)
    assert page_of(ava, now).total.unresolved == 2


@pytest.mark.django_db
def test_no_in_confidence_is_in_no_figure_of_who_may_not_read_it(
    ava: Membership, max: Membership, exe: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    sent = make_ask(max, at=clock.moment, project=project, mode=Ask.Mode.CONFIDENTIAL)
    before = [sign_in(one).get(PAGE).text for one in (max, exe)]

    give(sent.ask, Taste.NO, at=clock.moment)
    rebuild_counts(workspace_id=ava.workspace_id)

    assert page_of(ava, clock.moment).total.unresolved == 1
    assert [page_of(one, clock.moment).total.unresolved for one in (max, exe)] == [0, 0]
    for one, page in zip((max, exe), before, strict=True):
        assert _without_tokens(sign_in(one).get(PAGE).text) == _without_tokens(page)
        assert "Of what was said in confidence, only groups of five people and more" in page


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line)


@pytest.mark.django_db
def test_page_of_a_customer_shows_each_no_and_what_mending_is_worth(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    project = tills(ava, people=24)
    Project.objects.filter(pk=project.pk).update(budget=Decimal(120_000), currency="EUR")
    make_case(ava, at=clock.moment, name="Ben", project=project)

    page = as_ava.get(f"{PAGE}{project.customer.ref}/").text
    clock.forward(days=30)
    later = sign_in(ava).get(f"{PAGE}{project.customer.ref}/").text

    assert "Ben" in page
    assert "0 of 25" in page
    assert "5.0 of 25" in later
    assert "120,000&nbsp;EUR" in page
    assert "Published" in page


@pytest.mark.django_db
def test_second_no_leaves_fewer_who_stay(ava: Membership, now: datetime) -> None:
    case = make_case(ava, at=now, project=tills(ava))
    known = selectors.numbers_of(ava.workspace)
    told = ratio(known, aim_of(known))

    first = customer_page(ava, case.customer, known, told, now=now).rows[0]
    Case.objects.update(second_no=True)
    second = customer_page(ava, case.customer, known, told, now=now).rows[0]

    assert first.if_quickly == 0.95
    assert second.if_quickly == pytest.approx(0.9)


@pytest.mark.django_db
def test_ratio_is_reckoned_from_the_address_and_refuses_what_cannot_be(as_ava: Client) -> None:
    assert ">30<" in as_ava.get(PAGE).text.replace("<strong>", "").replace("</strong>", "<")
    page = as_ava.get(f"{PAGE}?target=95&mark=4.2").text

    assert "Your answers: 95" in page
    assert "<strong>19</strong>" in page
    assert "<strong>40</strong>" in page
    assert "Why 40 and not 30?" in page
    for wrong in ("target=100", "yes=0", "mark=5", "happy=x"):
        answer = as_ava.get(f"{PAGE}?{wrong}")
        assert answer.status_code == 422
        assert "Please look at this again" in answer.text


@pytest.mark.django_db
def test_empty_account_says_so(as_ava: Client, ava: Membership) -> None:
    assert "Nobody has said No within a year" in as_ava.get(PAGE).text
    customer = make_customer(ava.workspace)
    page = as_ava.get(f"{PAGE}{customer.ref}/").text
    assert "Nobody here has said No within a year" in page
    assert "No project of this customer has a budget" in page


@pytest.mark.django_db
def test_file_holds_every_line_with_its_badge(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    make_case(ava, at=clock.moment, project=tills(ava))

    text = b"".join(as_ava.get(f"{PAGE}?download=csv")).decode("utf-8-sig")

    assert "Badge" in text
    assert "Folklore" in text


@pytest.mark.django_db
def test_customer_of_another_workspace_is_not_there(as_cleo: Client, ava: Membership) -> None:
    customer = make_customer(ava.workspace)

    assert as_cleo.get(PAGE).status_code == 404
    assert as_cleo.get(f"/w/other/impact/{customer.ref}/").status_code == 404


@pytest.mark.django_db
def test_ten_customers_take_no_more_queries_than_one(
    as_ava: Client,
    ava: Membership,
    clock: Clock,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        make_case(ava, at=clock.moment, name=f"Ben{number}", project=tills(ava, people=1))

    with django_assert_max_num_queries(16):
        as_ava.get(PAGE)


def say(case: Case, people: int, *, at: datetime, ask: Ask | None = None) -> None:
    """Let the person say to how many others it was told."""
    mine = ask or case.ask
    number = mine.talked.count() + 1
    Talked.objects.create(workspace=case.workspace, ask=mine, number=number, people=people, at=at)


@UNHURRIED
@given(told, st.integers(0, 60), st.integers(0, 99))
def test_what_was_said_goes_before_the_guess_and_never_above_the_people(
    noes: list[Told], people: int, said: int
) -> None:
    spoken = [Told(no.person, no.days, no.ended, said) for no in noes]

    found = balance(spoken, people=people, talk=TALK, good_talk=GOOD)

    assert found.said == len(noes)
    assert -1e-9 <= found.heard <= people
    assert found.spared >= 0
    if said == 0:
        assert found.heard == 0


@pytest.mark.django_db
def test_own_words_replace_the_guess_and_are_marked(
    as_ava: Client, ava: Membership, clock: Clock
) -> None:
    project = tills(ava, people=24)
    case = make_case(ava, at=clock.moment, name="Ben", project=project)
    clock.forward(days=30)
    assert page_of(ava, clock.moment).total.open == pytest.approx(5)

    say(case, 9, at=clock.moment)
    say(case, 2, at=clock.moment)

    found = page_of(ava, clock.moment).total
    assert found.open == pytest.approx(2)
    assert found.said == 1
    assert ">said</span>" in sign_in(ava).get(f"{PAGE}{project.customer.ref}/").text
    assert "Of 1 No the person said how many were told." in sign_in(ava).get(PAGE).text


@pytest.mark.django_db
def test_last_word_counts_also_when_said_with_the_question_put_again(
    ava: Membership, clock: Clock
) -> None:
    case, again = make_re_asked_case(ava, at=clock.moment)
    for number in range(24):
        make_contact(case.customer, f"Known{number}")
    say(case, 9, at=clock.moment)
    say(case, 4, at=clock.forward(days=9), ask=again)

    assert page_of(ava, clock.moment).total.open == pytest.approx(4)
    say(case, 5, at=clock.forward(days=1))
    assert page_of(ava, clock.moment).total.open == pytest.approx(5)


@pytest.mark.django_db
def test_what_was_said_in_confidence_changes_no_figure_of_others(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    sent = make_ask(max, at=clock.moment, project=project, mode=Ask.Mode.CONFIDENTIAL)
    give(sent.ask, Taste.NO, at=clock.moment)
    before = page_of(max, clock.moment)

    say(Case.objects.get(), 7, at=clock.moment)

    assert page_of(max, clock.moment) == before
    assert page_of(ava, clock.moment).total.said == 1
