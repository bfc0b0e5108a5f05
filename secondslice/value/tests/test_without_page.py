"""The page: words beside deeds, shares only where enough have answered, and confounding named always."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.analytics.matching import Finding
from secondslice.conftest import sign_in
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.value.counterfactual.models import ComparisonProject
from secondslice.value.counterfactual.selectors.deeds import deeds
from secondslice.value.counterfactual.selectors.said import said
from secondslice.value.counterfactual.services.working import open_work
from secondslice.value.tests.counterfactual import make_counterfactual, make_counterfactual_ask

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/value/counterfactual/"
CODES = ("slower", "no_different", "dearer", "not_finished", "not_started")
Queries = Callable[..., AbstractContextManager[object]]


def make_compared(
    by: Membership,
    number: int,
    *,
    is_pmo: bool,
    is_late: bool = False,
    size: str = "small",
    kind: str = "IT",
    begins: date = date(2024, 1, 1),
) -> ComparisonProject:
    """Return a finished project that is not stored yet, 10 days early or late."""
    planned = begins + timedelta(days=100)
    return ComparisonProject(
        workspace=by.workspace,
        key=f"P{number}",
        name=f"Project {number}",
        size=size,
        kind=kind,
        starts_on=begins,
        planned_end_on=planned,
        ended_on=planned + timedelta(days=10 if is_late else -10),
        planned_cost=Decimal(100),
        actual_cost=Decimal(90),
        is_pmo=is_pmo,
    )


def answered(by: Membership, count: int, *, at: datetime) -> None:
    """Let so many executives answer, each at a customer of its own."""
    for number in range(count):
        ben = make_stakeholder(make_project(by.workspace), name=f"Ben {number}").contact
        make_counterfactual(ben, CODES[number % 5], at=at, scale=number % 5 + 1, words="Aha.")


class TestWords:
    def test_four_answers_are_cases_and_five_have_shares(
        self, ava: Membership, now: datetime
    ) -> None:
        answered(ava, 4, at=now)
        few = said(ava)
        assert (few.n, few.is_enough, [one.share for one in few.codes]) == (4, False, [None] * 5)
        answered(ava, 1, at=now)
        enough = said(ava)
        assert enough.is_enough
        assert [one.count for one in enough.codes] == [1, 2, 1, 1, 0]

    def test_who_has_not_answered_counts_among_the_asked(
        self, ava: Membership, now: datetime
    ) -> None:
        answered(ava, 2, at=now)
        silent = make_stakeholder(make_project(ava.workspace)).contact
        make_counterfactual_ask(silent, at=now)
        waits = make_stakeholder(make_project(ava.workspace)).contact
        make_counterfactual_ask(waits, at=now, is_sent=False)
        assert (said(ava).asked, said(ava).answered) == (3, 2)

    def test_page_shows_words_work_and_scale(
        self, ava: Membership, as_ava: Client, now: datetime
    ) -> None:
        ben = make_stakeholder(make_project(ava.workspace)).contact
        word = make_counterfactual(ben, "no_different", at=now, scale=1, words="I did it myself.")
        work = open_work(answer=word, at=now)
        assert work
        shown = as_ava.get(PAGE).text
        assert "I did it myself." in shown
        assert f"{PAGE}work/{work.ref}/" in shown
        assert "these are cases" in shown

    def test_manager_reads_own_customers_only_and_sales_nothing(
        self, ava: Membership, max: Membership, as_max: Client, as_sal: Client, now: datetime
    ) -> None:
        mine = make_stakeholder(make_project(ava.workspace, manager=max.user)).contact
        make_counterfactual(mine, "slower", at=now, words="For Max.")
        answered(ava, 1, at=now)
        shown = as_max.get(PAGE).text
        assert "For Max." in shown
        assert "Aha." not in shown
        assert "Ben 0" not in as_max.get(f"{PAGE}people/").text
        assert as_sal.get(PAGE).status_code == 403

    def test_manager_whose_work_it_is_finds_it_on_the_first_page(
        self, ava: Membership, max: Membership, as_max: Client, now: datetime
    ) -> None:
        ben = make_stakeholder(make_project(ava.workspace, manager=max.user)).contact
        work = open_work(answer=make_counterfactual(ben, "no_different", at=now), at=now)
        assert work
        assert f"{PAGE}work/{work.ref}/" in as_max.get("/w/acme/today/").text

    def test_download_is_safe_and_keeps_earlier_answers(
        self, ava: Membership, as_ava: Client, now: datetime
    ) -> None:
        ben = make_stakeholder(make_project(ava.workspace)).contact
        make_counterfactual(ben, "slower", at=now - timedelta(days=400), words="Before.")
        make_counterfactual(ben, "dearer", at=now, words="=1+1")
        file = b"".join(as_ava.get(f"{PAGE}?download=csv")).decode("utf-8-sig")
        assert "'=1+1" in file
        assert "Before." in file

    def test_page_asks_the_database_no_more_for_ten_executives(
        self, ava: Membership, as_ava: Client, now: datetime, django_assert_max_num_queries: Queries
    ) -> None:
        answered(ava, 10, at=now)
        with django_assert_max_num_queries(45):
            assert as_ava.get(PAGE).status_code == 200

    def test_customers_page_shows_what_its_executive_says(
        self, ava: Membership, as_ava: Client, exe: Membership, now: datetime
    ) -> None:
        ben = make_stakeholder(make_project(ava.workspace)).contact
        make_counterfactual(ben, "slower", at=now, words="Weeks lost.")
        page = f"/w/acme/customers/{ben.customer.ref}/"
        assert "Weeks lost." in as_ava.get(page).text
        assert "Weeks lost." in sign_in(exe).get(page).text

    def test_lead_asks_and_sets_how_often(self, ava: Membership, as_ava: Client) -> None:
        ben = make_stakeholder(make_project(ava.workspace)).contact
        as_ava.post(f"{PAGE}ask/", {"person": f"contact-{ben.ref}"})
        as_ava.post(f"{PAGE}settings/", {"is_on": "on", "every_months": "6"})
        shown = as_ava.get(f"{PAGE}people/").text
        assert "waits" in shown
        assert "every 6 months" in as_ava.get(PAGE).text


class TestDeeds:
    def test_nothing_is_claimed_of_few_and_confounding_is_named(
        self, ava: Membership, as_ava: Client, now: datetime
    ) -> None:
        rows = [make_compared(ava, at, is_pmo=at < 12, is_late=at >= 12) for at in range(42)]
        ComparisonProject.objects.bulk_create(rows)
        found = deeds(ava.workspace, today=now.date())
        assert found.deeds[0].finding == Finding.TOO_FEW
        shown = as_ava.get(PAGE).text
        assert "matching cannot test that away" in shown
        assert "nothing is claimed" in shown
        assert "points</span>" not in shown

    def test_planted_difference_is_shown_with_what_it_rests_on(
        self, ava: Membership, as_ava: Client, now: datetime
    ) -> None:
        dice = Random(3)
        rows = [
            make_compared(
                ava,
                number,
                is_pmo=number % 3 == 0,
                is_late=dice.random() < (0.15 if number % 3 == 0 else 0.65),
                size=dice.choice(("small", "large")),
            )
            for number in range(150)
        ]
        ComparisonProject.objects.bulk_create(rows)
        on_time, cost, outcome = deeds(ava.workspace, today=now.date()).deeds
        assert (on_time.finding, cost.finding) == (Finding.BETTER, Finding.NOT_SHOWN)
        assert (outcome.finding, outcome.unknown) == (Finding.NOTHING_LIKE, 150)
        assert on_time.p is not None
        assert on_time.found.judged is not None
        assert on_time.p >= on_time.found.judged.p
        shown = as_ava.get(PAGE).text
        assert "Better than like projects" in shown
        assert "matching cannot test that away" in shown

    def test_late_is_also_what_has_not_ended_and_open_is_not_counted(
        self, ava: Membership, now: datetime
    ) -> None:
        late = make_compared(ava, 1, is_pmo=True)
        late.ended_on = None
        late.save()
        runs = make_compared(ava, 2, is_pmo=True, begins=date(2026, 1, 1))
        runs.ended_on = None
        runs.save()
        make_compared(ava, 3, is_pmo=False).save()
        on_time = deeds(ava.workspace, today=now.date()).deeds[0]
        assert (on_time.found.good, on_time.found.n, on_time.unknown) == (0, 1, 1)

    def test_what_no_project_says_is_no_stratum_and_what_some_lack_is_left_out(
        self, ava: Membership, now: datetime
    ) -> None:
        for number, kind in enumerate(("IT", "")):
            make_compared(ava, number, is_pmo=not number, size="", kind=kind).save()
        found = deeds(ava.workspace, today=now.date())
        assert (len(found.strata), found.missing, found.incomplete) == (2, ["size"], 1)

    def test_list_is_for_who_leads_and_can_be_taken_away(
        self, ava: Membership, as_ava: Client, as_max: Client
    ) -> None:
        make_compared(ava, 1, is_pmo=True).save()
        assert "Project 1" in as_ava.get(f"{PAGE}projects/").text
        assert as_max.get(f"{PAGE}projects/").status_code == 403
        as_ava.post(f"{PAGE}projects/clear/")
        assert not ComparisonProject.objects.exists()
