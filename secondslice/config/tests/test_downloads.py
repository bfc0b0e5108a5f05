"""Every list can be taken away as a file that holds exactly what the page shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import cast

import openpyxl
import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerDetail, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give, make_case

LISTS = (
    "projects/", "customers/", "customers/people/", "pulse/", "pulse/answers/", "pulse/coverage/", "recovery/",
    "funnel/", "value/",
)  # fmt: skip


def content_of(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    return b"".join(
        cast("Iterable[bytes]", cast("StreamingHttpResponse", response).streaming_content)
    )


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    text = content_of(client.get(f"/w/acme/{path}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def world(lea: Membership, now: datetime, clock: Clock) -> None:
    """A bit of everything."""
    retail = make_customer(lea.workspace, "=Retail")
    make_contact(retail, "Zoë", email="zoe@example.com")
    tills = make_project(lea.workspace, "New tills", customer=retail, manager=lea.user)
    make_case(lea, at=now, name="Ben", project=tills, words="Nobody told me.")
    make_opportunity(lea, "More tills", at=now, customer=retail)
    yes = make_ask(lea, at=now, name="Bea", project=tills).ask
    give(yes, Taste.YES, at=now, words="You held the course.", quote=AnswerDetail.Quote.ANONYMOUS)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", LISTS)
def test_every_list_offers_its_file_as_csv_and_as_xlsx(as_lea: Client, path: str) -> None:
    page = as_lea.get(f"/w/acme/{path}").content.decode()

    assert "download=csv" in page
    rows = rows_of(as_lea, f"{path}?download=csv")
    book = openpyxl.load_workbook(
        io.BytesIO(content_of(as_lea.get(f"/w/acme/{path}?download=xlsx")))
    )
    sheet = book.active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1
    assert rows


@pytest.mark.usefixtures("world")
def test_file_is_narrowed_as_the_page_is(as_lea: Client, lea: Membership) -> None:
    make_project(lea.workspace, "Payroll")

    rows = rows_of(as_lea, "projects/?download=csv&q=payr")

    assert [row["Project"] for row in rows] == ["Payroll"]


@pytest.mark.usefixtures("world")
def test_project_manager_takes_away_only_his_own(as_max: Client, as_lea: Client) -> None:
    assert rows_of(as_lea, "recovery/?download=csv")
    assert rows_of(as_max, "recovery/?download=csv") == []
    assert rows_of(as_max, "projects/?download=csv") == []


@pytest.mark.usefixtures("world")
def test_words_lent_without_the_name_leave_without_the_name(as_lea: Client) -> None:
    (row,) = rows_of(as_lea, "value/?download=csv")

    assert row["Words"] == "You held the course."
    assert (row["Name"], row["Customer"], row["Project"]) == ("", "", "")


@pytest.mark.usefixtures("world")
def test_name_that_begins_like_a_formula_stays_a_text(as_lea: Client) -> None:
    names = [row["Customer"] for row in rows_of(as_lea, "customers/?download=csv")]

    assert "'=Retail" in names


@pytest.mark.usefixtures("world")
def test_unknown_form_is_not_there(as_lea: Client) -> None:
    assert as_lea.get("/w/acme/projects/?download=pdf").status_code == 404


@pytest.mark.usefixtures("world")
def test_case_leaves_with_what_the_customer_said(as_lea: Client) -> None:
    (row,) = rows_of(as_lea, "recovery/?download=csv")

    assert row["Person"] == "Ben"
    assert row["What was said"] == "Nobody told me."
    assert row["Closed"] == ""
