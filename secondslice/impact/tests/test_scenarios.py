"""Ways of working that are kept: saved, listed, opened, compared, shared, cited, deleted."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import sign_in
from secondslice.core.errors import RuleBroken
from secondslice.impact import rules, services
from secondslice.impact.models import Scenario
from secondslice.impact.rules import Badge, Preset
from secondslice.impact.selectors.scenarios import cited
from secondslice.impact.services.scenarios import MOST_SCENARIOS
from secondslice.impact.what_if import ASKED, FEW, Way, World, outcome, without
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIST, KEEP = "/w/acme/impact/scenarios/", "/w/acme/impact/scenarios/keep/"
SET = {"unhappy": 20, "major": 50, "voiced": 75, "slowly": 30, "quickly": 50, "lost": 1}
KNOWN = rules.numbers(Preset.CAUTIOUS, {})


def keep(by: Membership, now: datetime, name: str = "Ask more", way: Way | None = None) -> Scenario:
    return services.keep_scenario(by=by, name=name, way=way or Way(0.2, 0.5, ASKED), at=now)


def customers(by: Membership, count: int = 4) -> None:
    for _number in range(count):
        make_project(by.workspace)
    Project.objects.update(budget=Decimal(1_000), currency="EUR")


# the reckoning


def test_lost_sponsor_takes_along_a_customer_of_middle_value_and_talks() -> None:
    world = World([10.0, 20.0, 30.0], people=40, unhappy=0.0, major=0.5)

    before, after = (
        outcome(World(world.values, 40, 0.0, 0.5, lost), ASKED, KNOWN) for lost in (0, 1)
    )

    assert (before.expected, after.expected) == (3, 2)
    assert (before.value.middle, after.value.middle) == (60, 40)
    assert (before.reached.middle, after.reached.middle) == (0, 10)
    assert after.lost == 1


def test_who_loses_everybody_keeps_nothing() -> None:
    found = outcome(World([10.0, 20.0], 40, 0.2, 0.5, lost=9), ASKED, KNOWN)

    assert (found.expected, found.value.high, found.cases, found.lost) == (0, 0, 0, 2)
    assert found.reached.middle == 17.5


@UNHURRIED
@given(st.lists(st.floats(0, 1e6), max_size=12), st.integers(0, 15))
def test_losing_more_never_leaves_more(values: list[float], lost: int) -> None:
    left, fewer = without(values, lost), without(values, lost + 1)

    assert len(left) == max(0, len(values) - lost)
    assert len(fewer) <= len(left)
    assert sum(fewer) <= sum(left) + 1e-6


@UNHURRIED
@given(st.integers(0, 10))
def test_more_lost_sponsors_are_never_heard_by_fewer_nor_by_more_than_there_are(lost: int) -> None:
    few, more = (
        outcome(World([1.0] * 12, 30, 0.2, 0.5, count), FEW, KNOWN).reached
        for count in (lost, lost + 1)
    )

    assert more.mean >= few.mean - 0.2  # fewer customers are left who could be unhappy
    assert more.high <= 30


# keeping


@pytest.mark.django_db
def test_way_is_saved_from_the_page_and_found_by_the_others(
    as_max: Client, ava: Membership, max: Membership
) -> None:
    customers(ava)

    page = as_max.post(KEEP, {"name": "Ask more", **SET}, follow=True).text

    assert "Saved. Everybody who reads this room" in page
    made = Scenario.objects.get()
    assert (made.by, Way.of(made.values)) == (max.user, Way(0.2, 0.5, ASKED, lost=1))
    assert "Ask more" in sign_in(ava).get(LIST).text
    assert AuditEntry.objects.get(verb="saved the scenario").subject == "Ask more"


@pytest.mark.django_db
def test_what_was_set_stays_set_when_its_name_is_refused(as_ava: Client, ava: Membership) -> None:
    customers(ava)
    as_ava.post(KEEP, {"name": "Ask more", **SET})

    page = as_ava.post(KEEP, {"name": "Ask more", **SET, "voiced": "65"}, follow=True).text

    assert "A scenario is already called" in page
    assert re.search(r'name="b-voiced" value="65"', page)
    assert re.search(r'name="b-lost" value="1"', page)


@pytest.mark.django_db
def test_page_offers_to_save_each_way_as_it_is_set(as_ava: Client, ava: Membership) -> None:
    customers(ava)

    page = as_ava.get("/w/acme/impact/what-if/?unhappy=40&b-lost=2").text

    assert page.count(f'action="{KEEP}"') == 2
    assert page.count('name="unhappy" value="40"') >= 2
    assert '<input type="hidden" name="lost" value="2">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"slowly": "60"}, {"voiced": "101"}, {"lost": "-1"}, {"major": "x"}]
)
def test_what_cannot_be_is_not_saved(as_ava: Client, wrong: dict[str, str]) -> None:
    page = as_ava.post(KEEP, {"name": "x", **SET, **wrong}, follow=True).text

    assert "It was not saved" in page
    assert not Scenario.objects.exists()


@pytest.mark.django_db
def test_list_does_not_grow_without_end(ava: Membership, now: datetime) -> None:
    Scenario.objects.bulk_create(
        Scenario(workspace=ava.workspace, name="x", values={}, at=now)
        for _number in range(MOST_SCENARIOS)
    )

    with pytest.raises(RuleBroken, match="Delete one"):
        keep(ava, now)


@pytest.mark.django_db
def test_name_is_given_once_in_a_workspace(
    as_ava: Client, ava: Membership, cleo: Membership, now: datetime
) -> None:
    keep(ava, now, "Ask more")

    refused = as_ava.post(KEEP, {**SET, "name": " ask MORE "}, follow=True).text
    keep(cleo, now, "Ask more")

    assert "already called “ask MORE”" in refused
    assert Scenario.objects.filter(workspace=ava.workspace).count() == 1
    assert Scenario.objects.filter(workspace=cleo.workspace).count() == 1


@pytest.mark.django_db
def test_two_stand_side_by_side_and_the_link_opens_both(
    as_exe: Client, ava: Membership, now: datetime
) -> None:
    customers(ava)
    one, other = keep(ava, now, "As it is", Way(0.2, 0.5, FEW)), keep(ava, now, "Ask more")

    page = as_exe.get(f"{LIST}{one.ref}/?beside={other.ref}").text

    assert page.count("<th>As it is</th>") == page.count("<th>Ask more</th>") == 2
    assert f"/scenarios/{one.ref}/?beside={other.ref}" in page
    assert f"scenario:{one.ref}:kept" in page
    assert f"scenario:{other.ref}:kept" in page
    alone = as_exe.get(f"{LIST}{one.ref}/?beside=nonsense").text
    assert alone.count("<th>Ask more</th>") == 0
    assert as_exe.get(f"{LIST}{one.ref}/?beside={uuid.uuid4()}").status_code == 404


@pytest.mark.django_db
def test_manager_opens_the_same_scenario_and_reads_of_own_customers(
    ava: Membership, max: Membership, now: datetime
) -> None:
    customers(ava, 3)
    make_project(ava.workspace, manager=max.user)
    made = keep(ava, now)

    whole, own = cited(ava, made, now=now), cited(max, made, now=now)

    assert (whole.customers, own.customers) == (4, 1)
    assert "Of 1 customer with a project" in sign_in(max).get(f"{LIST}{made.ref}/").text


@pytest.mark.django_db
def test_figures_can_be_cited_with_id_range_and_badge(ava: Membership, now: datetime) -> None:
    customers(ava, 20)
    made = keep(ava, now, way=Way(1.0, 1.0, ASKED))
    services.choose_preset(by=ava, preset=Preset.ARTICLE, at=now)

    found = cited(ava, made, now=now)
    kept = found.figure("kept")

    assert [one.code for one in found.figures] == ["kept", "value", "reached", "cases"]
    assert kept is not None
    assert (kept.id, kept.badge) == (f"scenario:{made.ref}:kept", Badge.FOLKLORE)
    assert kept.value == pytest.approx(9.6, abs=0.05)
    assert kept.low is not None
    assert kept.high is not None
    assert kept.low <= kept.value <= kept.high
    assert found.by == ava.user.name
    assert found.figure("nonsense") is None


@pytest.mark.django_db
def test_share_of_no_that_is_offered_holds_nothing_said_in_confidence(
    ava: Membership, max: Membership, exe: Membership
) -> None:
    customers(ava)

    pages = [sign_in(one).get("/w/acme/impact/what-if/").text for one in (ava, exe)]

    assert all('name="unhappy" value="20"' in page for page in pages)


@pytest.mark.django_db
def test_who_saved_it_or_runs_the_pmo_deletes_it_and_nobody_else(
    as_max: Client, ava: Membership, lea: Membership, max: Membership, now: datetime
) -> None:
    of_ava, of_max, second = keep(ava, now), keep(max, now, "Mine"), keep(max, now, "Second")

    refused = as_max.post(f"{LIST}{of_ava.ref}/delete/", follow=True).text
    as_max.post(f"{LIST}{of_max.ref}/delete/")
    sign_in(lea).post(f"{LIST}{second.ref}/delete/")

    assert "Ask one of them" in refused
    assert list(Scenario.objects.all()) == [of_ava]
    assert AuditEntry.objects.filter(verb="deleted the scenario").count() == 2
    assert as_max.get(f"{LIST}{of_max.ref}/").status_code == 404


@pytest.mark.django_db
def test_looking_deletes_nothing(as_ava: Client, ava: Membership, now: datetime) -> None:
    made = keep(ava, now)

    assert as_ava.get(f"{LIST}{made.ref}/delete/").status_code == 405
    assert Scenario.objects.exists()


@pytest.mark.django_db
def test_scenario_of_another_workspace_is_not_there(
    as_cleo: Client, ava: Membership, cleo: Membership, now: datetime
) -> None:
    made = keep(ava, now)

    assert as_cleo.get(f"/w/other/impact/scenarios/{made.ref}/").status_code == 404
    assert as_cleo.post(f"/w/other/impact/scenarios/{made.ref}/delete/").status_code == 404
    mine = keep(cleo, now)
    beside = f"/w/other/impact/scenarios/{mine.ref}/?beside={made.ref}"
    assert as_cleo.get(beside).status_code == 404
    assert "Ask more" in as_cleo.get("/w/other/impact/scenarios/").text
    assert Scenario.objects.count() == 2


@pytest.mark.django_db
def test_empty_list_says_what_to_do(as_ava: Client) -> None:
    assert "Nothing saved yet." in as_ava.get(LIST).text
