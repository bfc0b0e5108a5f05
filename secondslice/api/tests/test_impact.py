"""Numbers, badges and scenarios over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_api_key
from secondslice.api.tests.make import Program
from secondslice.conftest import Clock
from secondslice.impact import services
from secondslice.impact.rules import Preset
from secondslice.impact.what_if import ASKED, Way
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Talked, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import give, make_case

pytestmark = pytest.mark.django_db


def said(response: HttpResponse) -> Any:  # noqa: ANN401  (JSON)
    assert response.status_code == 200
    return response.json()  # type: ignore[attr-defined]


@pytest.fixture
def program(lea: Membership) -> Program:
    return Program(make_api_key(lea)[1])


def test_every_number_comes_with_badge_and_source(
    program: Program, lea: Membership, clock: Clock
) -> None:
    services.set_numbers(by=lea, own={"tellers_neg": 4}, source="Our talks", at=clock.moment)

    found = said(program.get("/impact/numbers"))
    tellers = next(one for one in found["items"] if one["code"] == "tellers_neg")

    assert found["preset"] == "cautious"
    assert all(one["badge"] and one["source"] for one in found["items"])
    assert (tellers["value"], tellers["badge"], tellers["source"]) == (4, "ours", "Our talks")


def test_calibration_says_what_is_missing(program: Program, lea: Membership, clock: Clock) -> None:
    case = make_case(lea, at=clock.moment)
    Talked.objects.create(
        workspace=lea.workspace, ask=case.ask, number=1, people=3, at=clock.moment
    )

    found = {one["code"]: one for one in said(program.get("/impact/calibration"))["items"]}

    tellers, unmended = found["tellers_neg"], found["stay_minor_unfixed"]
    assert (tellers["published"], tellers["cases"], tellers["missing"]) == (10, 1, 14)
    assert tellers["came_back"] is None
    assert tellers["own"]["low"] < tellers["own"]["value"] < tellers["own"]["high"]
    assert (unmended["waiting"], unmended["came_back"], unmended["is_ours"]) == (1, 0, False)


def test_what_cases_say_is_ours_only_when_there_are_enough(
    program: Program, lea: Membership, clock: Clock
) -> None:
    def badges() -> tuple[str, str]:
        items = said(program.get("/impact/calibration"))["items"]
        assert all(one["published_badge"] and one["own_badge"] for one in items)
        tellers = next(one for one in items if one["code"] == "tellers_neg")
        return tellers["published_badge"], tellers["own_badge"]

    def tell(people: int) -> None:
        for number in range(people):
            case = make_case(lea, at=clock.moment, name=f"Teller{people}{number}")
            Talked.objects.create(
                workspace=lea.workspace, ask=case.ask, number=1, people=3, at=clock.moment
            )

    tell(1)
    assert badges() == ("published", "published")
    tell(14)
    assert badges() == ("published", "ours")
    services.choose_preset(by=lea, preset=Preset.ARTICLE, at=clock.moment)
    assert badges() == ("folklore", "ours")


def test_scenarios_are_cited_with_id_and_badge(
    program: Program, lea: Membership, clock: Clock
) -> None:
    made = services.keep_scenario(
        by=lea, name="Ask more", way=Way(0.2, 0.5, ASKED, lost=1), at=clock.moment
    )
    assert said(program.get("/impact/scenarios"))["items"][0]["figures"] == []
    for _number in range(3):
        make_project(lea.workspace)
    Project.objects.update(budget=Decimal(1_000), currency="EUR")

    (one,) = said(program.get("/impact/scenarios"))["items"]

    assert (one["name"], one["way"]["lost"], one["customers"]) == ("Ask more", 1, 3)
    assert [figure["id"] for figure in one["figures"]] == [
        f"scenario:{made.ref}:{code}" for code in ("kept", "value", "reached", "cases")
    ]
    assert {figure["badge"] for figure in one["figures"]} == {"folklore"}


def test_what_was_said_in_confidence_changes_nothing_here(
    program: Program, lea: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(lea.workspace, "New tills", manager=max.user)
    sent = make_ask(max, at=clock.moment, project=project, mode=Ask.Mode.CONFIDENTIAL)
    before = said(program.get("/impact/calibration"))

    give(sent.ask, Taste.NO, at=clock.moment)
    Talked.objects.create(
        workspace=lea.workspace,
        ask=Case.objects.get().ask,
        number=1,
        people=3,
        at=clock.moment,
    )

    assert said(program.get("/impact/calibration")) == before


def test_program_of_another_workspace_reads_its_own(
    program: Program, lea: Membership, cleo: Membership, clock: Clock
) -> None:
    services.keep_scenario(by=cleo, name="Theirs", way=Way(0.2, 0.5, ASKED), at=clock.moment)

    assert said(program.get("/impact/scenarios"))["items"] == []


def test_all_of_it_stands_in_the_description(program: Program) -> None:
    paths = said(program.get("/openapi.json"))["paths"]

    for name in ("numbers", "calibration", "scenarios"):
        assert f"/api/v1/impact/{name}" in paths
