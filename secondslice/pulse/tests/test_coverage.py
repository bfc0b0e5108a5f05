"""Who was heard, who was not, and who decided that."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.projects.models import Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, PlannedAsk, Taste
from secondslice.pulse.selectors.coverage import STATES, coverage
from secondslice.pulse.selectors.narrowing import Narrow
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/w/acme/pulse/coverage/"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def sponsor(by: Membership, name: str) -> Stakeholder:
    """A sponsor whom nobody has asked."""
    return make_stakeholder(
        make_project(by.workspace, f"Tills of {name}", manager=by.user), name=name
    )


def asked(by: Membership, name: str, *, at: datetime, mode: str = Ask.Mode.NAMED) -> Ask:
    project = make_project(by.workspace, f"Tills of {name}", manager=by.user)
    return make_ask(by, at=at, name=name, project=project, mode=mode).ask


def plan(part: Stakeholder, *, at: datetime, why: str = "", **more: object) -> None:
    day = at.date()
    values = {
        "on": day,
        "why": why,
        "wanted_on": day,
        "occasion": "close",
        "point": "close",
        **more,
    }
    PlannedAsk.objects.create(
        workspace=part.workspace, project=part.project, contact=part.contact, **values
    )


@pytest.fixture
def everybody(lea: Membership, max: Membership, now: datetime) -> dict[str, str]:
    """Nine sponsors of running projects, each in another state: name -> state."""
    give(asked(lea, "Ann", at=now - DAY), Taste.YES, at=now)
    asked(lea, "Bob", at=now - DAY)
    Ask.objects.filter(pk=asked(lea, "Cid", at=now - 40 * DAY).pk).update(state=Ask.State.EXPIRED)
    lost = asked(lea, "Dot", at=now - DAY)
    Message.objects.filter(pk__in=[lost.message_id]).update(
        state=Message.State.FAILED, last_error="550"
    )
    plan(sponsor(lea, "Eve"), at=now + 9 * DAY)
    plan(sponsor(lea, "Fay"), at=now + 20 * DAY, why=PlannedAsk.Reason.FLOOR)
    gone = sponsor(max, "Gus")
    plan(gone, at=now)
    leave_out(by=max, project=gone.project, contact=gone.contact, reason="On leave.", at=now)
    sponsor(lea, "Hal")
    return {
        "Ann": "answered", "Bob": "waiting", "Cid": "silent", "Dot": "unreachable", "Eve": "planned",
        "Fay": "deferred", "Gus": "left_out", "Hal": "never",
    }  # fmt: skip


def rows_of(client: Client, **query: str) -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", client.get(PAGE, {**query, "download": "csv"}))
    content = b"".join(cast("Iterable[bytes]", response.streaming_content))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_sponsor_is_in_one_state(
    lea: Membership, now: datetime, everybody: dict[str, str]
) -> None:
    found = coverage(lea, Narrow(), at=now)

    assert found.counts == dict.fromkeys(everybody.values(), 1)
    assert (found.whole, found.asked, found.answered) == (8, 4, 1)


def test_every_count_leads_to_its_rows(
    as_lea: Client, lea: Membership, now: datetime, everybody: dict[str, str]
) -> None:
    for state, count in coverage(lea, Narrow(), at=now).counts.items():
        rows = rows_of(as_lea, state=state)
        assert [row["Sponsor"] for row in rows] == [
            name for name, its in everybody.items() if its == state
        ]
        assert [row["State"] for row in rows] == [str(STATES[state])] * count


def test_row_says_why_and_who_decided(as_lea: Client, everybody: dict[str, str]) -> None:
    why = {row["Sponsor"]: row["Why"] for row in rows_of(as_lea)}

    assert why["Gus"] == "On leave. (Max, who manages this project, on March 6, 2026)"
    assert why["Fay"] == "Asked not long ago, for March 26, 2026"
    assert why["Eve"] == "For March 15, 2026"
    assert why["Hal"] == "The project has no dates, so nothing is planned."
    page = as_lea.get(PAGE).text
    assert "On leave. (Max, who manages this project, on March 6, 2026)" in page


def test_page_writes_all_its_days_alike(as_lea: Client, everybody: dict[str, str]) -> None:
    page = as_lea.get(PAGE).text

    assert "March 5, 2026" in page  # when Ann was asked
    assert "for March 26, 2026" in page  # when Fay is
    assert not re.search(r"\d\d/\d\d/\d{4}", page)


def test_answer_counts_although_a_later_question_stayed_without_one(
    lea: Membership, now: datetime, clock: Clock
) -> None:
    first = asked(lea, "Ann", at=now - 60 * DAY)
    give(first, Taste.YES, at=now - 59 * DAY)
    later = Ask.objects.get(pk=first.pk)
    later.pk, later.token_digest, later.taste, later.state = None, "t", "", Ask.State.EXPIRED
    later.ref, later.sent_at, later.sent_on = Stakeholder().ref, now - DAY, (now - DAY).date()
    later.answered_at = later.changed_at = None
    later.save()

    assert coverage(lea, Narrow(), at=now).counts == {"answered": 1}
    assert coverage(lea, Narrow(since=(now - 9 * DAY).date()), at=now).counts == {"silent": 1}


def test_project_that_no_longer_runs_is_left_alone_unless_asked_for(
    lea: Membership, now: datetime
) -> None:
    make_stakeholder(make_project(lea.workspace, phase="operation", manager=lea.user))

    assert coverage(lea, Narrow(), at=now).whole == 0
    assert coverage(lea, Narrow(phase="operation"), at=now).counts == {"never": 1}


def test_only_sponsors_are_covered(lea: Membership, now: datetime) -> None:
    make_stakeholder(make_project(lea.workspace, manager=lea.user), role=Stakeholder.Role.TEAM)

    assert coverage(lea, Narrow(), at=now).whole == 0


def test_what_was_confided_is_told_to_nobody_else(
    as_lea: Client, as_exe: Client, lea: Membership, exe: Membership, max: Membership, now: datetime
) -> None:
    for name, taste in (("Ann", Taste.NO), ("Bob", "")):
        ask = asked(max, name, at=now - DAY, mode=Ask.Mode.CONFIDENTIAL)
        if taste:
            give(ask, taste, at=now)

    assert coverage(exe, Narrow(), at=now).counts == {"confided": 2}
    assert coverage(max, Narrow(), at=now).counts == {"confided": 2}
    assert coverage(lea, Narrow(), at=now).counts == {"answered": 1, "waiting": 1}
    assert {row["State"] for row in rows_of(as_exe)} == {"Asked in confidence"}
    assert ">No<" not in as_exe.get(PAGE).text


def test_project_manager_sees_his_own(as_max: Client, everybody: dict[str, str]) -> None:
    assert [row["Sponsor"] for row in rows_of(as_max)] == ["Gus"]


def test_narrowed_to_customer_service_and_manager(
    as_lea: Client, lea: Membership, max: Membership, now: datetime
) -> None:
    tills = make_project(lea.workspace, "Tills", manager=max.user, service="Roll-out")
    make_stakeholder(tills, name="Ann")
    make_stakeholder(make_project(lea.workspace, "Payroll"), name="Bob")

    for query in (
        {"customer": str(tills.customer.ref)},
        {"service": "Roll-out"},
        {"manager": "max@example.org"},
    ):
        assert [row["Sponsor"] for row in rows_of(as_lea, **query)] == ["Ann"]
    assert [row["Sponsor"] for row in rows_of(as_lea, manager="nobody")] == ["Bob"]
    assert [row["Sponsor"] for row in rows_of(as_lea, service="nobody")] == ["Bob"]


def test_empty_page_says_what_to_do(as_lea: Client) -> None:
    assert "No running project has a sponsor" in as_lea.get(PAGE).text
    assert "Nobody here with this filter." in as_lea.get(PAGE, {"state": "silent"}).text


def test_ten_sponsors_cost_the_queries_of_one(as_lea: Client, lea: Membership) -> None:
    counted: list[int] = []
    for count in (1, 9):
        for number in range(count):
            sponsor(lea, f"P{len(counted)}{number}")
        as_lea.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            as_lea.get(PAGE)
        counted.append(len(queries))

    assert counted[1] <= counted[0]
