from __future__ import annotations

import doctest
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.analytics.retention import TARP, Severity
from secondslice.config.tests.product import ROOT
from secondslice.conftest import sign_in
from secondslice.impact import rules, what_if
from secondslice.impact.rules import Preset
from secondslice.impact.what_if import ASKED, FEW, World, outcome
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project

PAGE = "/w/acme/impact/what-if/"


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(what_if).failed == 0
    assert what_if.blend(TARP, 1.0).row() == TARP[Severity.MAJOR].row()


def test_twenty_unhappy_sponsors_are_the_worked_example() -> None:
    known = rules.numbers(Preset.ARTICLE, {})
    world = World([1_000.0] * 20, people=100, unhappy=1.0, major=1.0)

    few, asked = (outcome(world, mix, known) for mix in (FEW, ASKED))

    assert (round(few.expected, 1), round(asked.expected, 1)) == (3.1, 9.6)
    assert (few.cases, asked.cases) == (5, 15)
    assert asked.kept.middle > few.kept.middle
    assert asked.reached.middle <= few.reached.middle


def test_figures_of_the_worked_example_in_the_docs_are_those_of_the_product() -> None:
    """docs/guide/what-if.md: what is written there is what the page says."""
    known = rules.numbers(Preset.ARTICLE, {})
    cautious = rules.numbers(Preset.CAUTIOUS, {})
    major = World([100_000.0] * 20, people=60, unhappy=1.0, major=1.0)
    few, asked = (outcome(major, mix, known) for mix in (FEW, ASKED))
    minor = [outcome(replace(major, major=0.0), mix, known).expected for mix in (FEW, ASKED)]
    lost = outcome(replace(major, lost=1), ASKED, known)
    careful = [outcome(major, mix, cautious).expected for mix in (FEW, ASKED)]

    guide = (ROOT / "docs" / "guide" / "what-if.md").read_text()
    for row in (
        f"**{few.expected:.1f}** | **{asked.expected:.1f}**",
        f"{few.kept.low:.0f} to {few.kept.high:.0f} | {asked.kept.low:.0f} to {asked.kept.high:.0f}",
        f"{few.value.middle:,.0f} | {asked.value.middle:,.0f}",
        f"{few.reached.middle:.1f} | {asked.reached.middle:.1f}",
        f"{few.cases:.0f} | {asked.cases:.0f}",
        f"keep {minor[0]:.1f} and {minor[1]:.1f}",
        f"keeps {lost.expected:.1f}, worth {lost.value.middle:,.0f}, and {lost.reached.middle:.1f}",
        f"keep {careful[0]:.1f} and {careful[1]:.1f}",
    ):
        assert row in guide


@pytest.mark.django_db
def test_page_shows_two_ways_as_a_table_and_takes_them_from_the_address(
    as_ava: Client, ava: Membership
) -> None:
    assert "No customer with a project yet" in as_ava.get(PAGE).text
    for _number in range(20):
        make_project(ava.workspace)
    Project.objects.update(budget=Decimal(1_000), currency="EUR")

    page = as_ava.get(f"{PAGE}?unhappy=100&major=100").text

    assert "Of 20 customers with a project" in page
    assert page.count('type="range"') == 10
    assert "Cases to mend" in page
    assert as_ava.get(f"{PAGE}?unhappy=100&major=100").text.count("<td") == page.count("<td")


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["a-slowly=60&a-quickly=60", "unhappy=200", "major=x"])
def test_what_cannot_be_is_refused_and_the_page_stays(
    as_ava: Client, ava: Membership, wrong: str
) -> None:
    make_project(ava.workspace)

    answer = as_ava.get(f"{PAGE}?{wrong}")

    assert answer.status_code == 422
    assert "Please look at this again" in answer.text
    assert "Cases to mend" in answer.text


@pytest.mark.django_db
def test_manager_reckons_with_own_customers(ava: Membership, max: Membership) -> None:
    make_project(ava.workspace)
    make_project(ava.workspace, manager=max.user)

    assert "Of 1 customer with a project" in sign_in(max).get(PAGE).text


@pytest.mark.django_db
def test_each_slider_has_an_output_that_can_follow_it(as_ava: Client, ava: Membership) -> None:
    make_project(ava.workspace)

    page = as_ava.get(PAGE).text

    sliders = re.findall(r'<input type="range"[^>]* id="([\w-]+)"', page)
    assert len(sliders) == 10
    assert sliders == re.findall(r'<output [^>]*for="([\w-]+)">', page)


@pytest.mark.django_db
def test_slider_that_the_address_leaves_out_stands_as_at_first(
    as_ava: Client, ava: Membership
) -> None:
    make_project(ava.workspace)

    page = as_ava.get(f"{PAGE}?b-lost=1").text

    assert re.search(r'name="b-voiced" value="75"', page)
    assert re.search(r'name="a-voiced" value="25"', page)
    assert re.search(r'name="b-lost" value="1"', page)
