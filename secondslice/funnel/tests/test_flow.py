"""The flow: out of the log, and every number with its rows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import LONG_AGO
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.menu.services import order
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors.filtering import Moment, filter_from
from secondslice.funnel.selectors.flow import flow_of
from secondslice.funnel.selectors.stages import all_stages
from secondslice.funnel.services import move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_menu import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FLOW, LIST = "/w/acme/funnel/flow/", "/w/acme/funnel/"
DAY = timedelta(days=1)


@pytest.fixture
def leads(sal: Membership, clock: Clock) -> dict[str, Opportunity]:
    """One went on, one was lost, one never was one, one waits."""
    began = clock.moment - 40 * DAY
    made = {
        name: make_opportunity(sal, name, at=began) for name in ("On", "Gone", "Twice", "Waits")
    }
    ends = {"On": "prospect", "Gone": "lost", "Twice": "void"}
    for name, stage in ends.items():
        move_stage(
            opportunity=made[name],
            stage=stage,
            by=sal.user,
            at=began + 10 * DAY,
            lost_code="silent" if stage == "lost" else "",
        )
    return made


@pytest.mark.parametrize(
    ("went", "shown"),
    [("", {"On", "Gone", "Waits"}), ("on", {"On"}), ("out", {"Gone"}), ("here", {"Waits"})],
)
def test_every_number_leads_to_its_rows(
    as_sal: Client, leads: dict[str, Opportunity], went: str, shown: set[str]
) -> None:
    flow = as_sal.get(FLOW).text
    text = as_sal.get(LIST, {"through": "lead", "months": "12", "went": went}).text

    row = re.search(r'font-medium">Lead</td>(.*?)</tr>', flow, re.DOTALL)
    assert row is not None
    assert re.findall(r">(\d+)</a>", row[1]) == ["3", "1", "1", "1", "1"]
    assert {name for name in leads if f">{name}</a>" in text} == shown


def test_few_are_called_a_default_and_have_no_middle(
    as_sal: Client, leads: dict[str, Opportunity]
) -> None:
    text = as_sal.get(FLOW).text

    assert ">default</span>" in text
    assert "too few for a middle" in text


def test_period_and_kind_narrow(
    as_sal: Client, leads: dict[str, Opportunity], clock: Clock
) -> None:
    assert "Nothing has come" in as_sal.get(FLOW, {"kind": "external"}).text
    clock.forward(days=200)
    assert "Nothing has come" in as_sal.get(FLOW, {"months": "6"}).text
    assert "Nothing has come" not in as_sal.get(FLOW, {"months": "12"}).text


def test_manager_counts_only_what_he_may_see(as_max: Client, leads: dict[str, Opportunity]) -> None:
    assert "Nothing has come" in as_max.get(FLOW).text


def test_rows_behind_a_number_can_be_taken_away(
    as_sal: Client, leads: dict[str, Opportunity]
) -> None:
    file = as_sal.get(LIST, {"through": "lead", "went": "out", "download": "csv"})

    text = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Gone" in text
    assert "Waits" not in text


def test_forecast_waits_for_something_decided_and_then_has_a_band(
    as_sal: Client, sal: Membership
) -> None:
    customer = make_customer(sal.workspace)
    for number in range(6):
        made = make_opportunity(sal, customer=customer, at=LONG_AGO)
        stage, code = ("won", "") if number % 2 else ("lost", "silent")
        move_stage(opportunity=made, stage=stage, by=sal.user, at=LONG_AGO + DAY, lost_code=code)
    without = as_sal.get(FLOW).text
    for _ in range(4):
        make_opportunity(sal, customer=customer)
    Opportunity.objects.filter(closed_at=None).update(value=1000)

    text = as_sal.get(FLOW).text

    assert "What may come in" not in without
    assert "2,000 EUR" in text
    assert "in eight of ten simulated runs" in text
    assert "by 6 that were won or lost" in text
    assert as_sal.get(LIST, {"view": "list", "show": "decided"}).text.count('name="ref"') == 6


def test_flow_board_and_list_are_narrowed_to_a_service(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    coach = make_service(lea, "Coach")
    for title, is_about in (("With a coach", True), ("Without one", False)):
        made = make_opportunity(lea, title, at=now)
        if is_about:
            order(by=lea, about=made, version=coach.versions.get(), at=now)

    for view in ("", "list"):
        page = as_lea.get("/w/acme/funnel/", {"view": view, "service": str(coach.ref)}).text
        assert ("With a coach" in page, "Without one" in page) == (True, False)
    flow = as_lea.get("/w/acme/funnel/flow/", {"service": str(coach.ref)}).text
    assert "All services" in flow
    asked = {"service": str(coach.ref)}
    moment = Moment(now, now.date(), all_stages(lea.workspace))
    rows = flow_of(lea, filter_from(lea, asked), moment, months=12)
    assert rows[0].came == 1
