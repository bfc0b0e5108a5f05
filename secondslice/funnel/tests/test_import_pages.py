"""Opportunities and customers brought in as a person does it: choose, match, look at every row, import."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.models import Opportunity
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_import import HUBSPOT
from secondslice.jobs.services import run_due
from secondslice.projects.models import ColumnMatch, ImportRun
from secondslice.projects.tests.imports.make import csv_bytes

pytestmark = pytest.mark.django_db
START = "/w/acme/funnel/import/"
SHORT = ("Deal ID", "Deal name", "Company", "Deal stage")


@pytest.fixture
def work(clock: Clock) -> Callable[[], int]:
    """The worker does what is due."""
    return lambda: run_due(now=lambda: clock.moment)


def upload(
    client: Client, content: bytes, *, kind: str = "opportunities", at: str = START
) -> HttpResponse:
    """Choose a file, and go where that leads."""
    file = SimpleUploadedFile("deals.csv", content)
    return cast("HttpResponse", client.post(at, {"kind": kind, "file": file}, follow=True))


def address() -> str:
    return f"{START}{ImportRun.objects.get().ref}/"


def match(client: Client, page: HttpResponse, **more: str) -> HttpResponse:
    """Press "Check every row" with what the page of columns shows."""
    columns = {}
    for name, options in re.findall(r'name="column-(\w+)">(.*?)</select>', page.text, re.DOTALL):
        if picked := re.search(r'value="([^"]+)" selected', options):
            columns[f"column-{name}"] = picked.group(1)
    return cast("HttpResponse", client.post(address(), {**columns, **more}, follow=True))


def test_sales_brings_deals_in_page_by_page(as_sal: Client, work: Callable[[], int]) -> None:
    assert f'href="{START}"' in as_sal.get("/w/acme/funnel/").text
    assert "Opportunities: deals of another system" in as_sal.get(START).text
    assert "Projects, with their sponsors" not in as_sal.get(START).text

    columns = upload(as_sal, HUBSPOT)
    assert 'value="Deal Stage" selected' in columns.text
    match(as_sal, columns)
    work()
    fates = as_sal.get(address()).text
    assert "3 rows are new, 0 change something, 0 change nothing" in fates
    for words in ("Payroll audit · Finance AG", "Won", "4,500.50", "The list gives no reason."):
        assert words in fates
    assert not Opportunity.objects.exists()

    as_sal.post(f"{address()}apply")
    work()
    done = as_sal.get(address()).text
    assert "3 rows were new" in done
    assert "To the funnel" in done
    assert Opportunity.objects.count() == 3


def test_lead_chooses_deals_among_all_lists_and_goes_on_in_the_funnel(as_lea: Client) -> None:
    page = upload(as_lea, HUBSPOT, at="/w/acme/projects/import/")

    assert page.redirect_chain == [(address(), 302)]  # type: ignore[attr-defined]  # of the test client
    assert "deals.csv" in as_lea.get("/w/acme/projects/import/").text
    assert f'href="{address()}"' in as_lea.get("/w/acme/projects/import/").text


def test_import_of_projects_has_no_page_in_the_funnel(as_lea: Client) -> None:
    upload(as_lea, csv_bytes(("Project", "Customer"), ("New tills", "Retail")), kind="projects",
           at="/w/acme/projects/import/")  # fmt: skip

    assert as_lea.get(address()).status_code == 404


def test_stage_that_nobody_knows_is_asked_for_and_remembered(
    as_sal: Client, work: Callable[[], int]
) -> None:
    rows = csv_bytes(SHORT, ("7", "New tills", "Retail", "Champagne"))
    columns = upload(as_sal, rows)
    assert "The stage “Champagne” is" in columns.text

    match(as_sal, columns, **{"word": "Champagne", "word-0": "won"})
    work()

    assert "1 rows are new" in as_sal.get(address()).text
    assert ColumnMatch.objects.get().spec["stages"] == {"champagne": "won"}


def test_what_looks_like_another_is_ticked_and_comes_in(
    as_sal: Client, sal: Membership, work: Callable[[], int]
) -> None:
    make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    rows = csv_bytes(
        SHORT,
        ("7", "New tills for the shop", "Retail", "Lead"),
        ("8", "Tills, new ones", "Retail", "Lead"),
    )
    match(as_sal, upload(as_sal, rows))
    work()

    page = as_sal.get(f"{address()}?fate=alike").text
    assert "2 rows look like something that is in the funnel already" in page
    assert "It looks like “New tills” (Lead), which is in the funnel already." in page
    assert "No row can be imported as it is." not in page

    as_sal.post(f"{address()}anyway", {"shown": ["2", "3"], "anyway": ["3"]})
    work()
    assert "1 rows are new" in as_sal.get(address()).text
    as_sal.post(f"{address()}apply")
    work()
    assert set(Opportunity.objects.values_list("title", flat=True)) == {
        "New tills",
        "Tills, new ones",
    }
    assert "anyway" not in str(ColumnMatch.objects.get().spec.get("anyway"))


def test_all_that_look_like_another_can_be_wanted_at_once(
    as_sal: Client, sal: Membership, work: Callable[[], int]
) -> None:
    make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    match(as_sal, upload(as_sal, csv_bytes(SHORT, ("7", "Tills, new ones", "Retail", "Lead"))))
    work()

    as_sal.post(f"{address()}anyway", {"all": "yes"})
    work()

    assert "1 rows are new" in as_sal.get(address()).text
    assert ColumnMatch.objects.get().spec["all_anyway"] is False  # of this file alone


def test_customers_of_another_system_come_in(as_sal: Client, work: Callable[[], int]) -> None:
    rows = csv_bytes(("Record ID", "Company name"), ("7", "Retail GmbH"))
    columns = upload(as_sal, rows, kind="customers")
    assert "New customers are" in columns.text
    match(as_sal, columns, new_customers="internal")
    work()
    assert "Retail GmbH" in as_sal.get(address()).text

    as_sal.post(f"{address()}apply")
    work()

    found = Customer.objects.get()
    assert (found.name, found.kind, found.external_id) == ("Retail GmbH", "internal", "7")
    assert "To the customers" in as_sal.get(address()).text


def test_executive_imports_nothing(as_exe: Client) -> None:
    assert as_exe.get(START).status_code == 403
    assert f'href="{START}"' not in as_exe.get("/w/acme/funnel/").text


def test_form_of_an_imported_opportunity_keeps_where_it_came_from(
    as_sal: Client, sal: Membership
) -> None:
    found = make_opportunity(sal, "New tills")
    Opportunity.objects.update(source=Opportunity.Source.IMPORT)

    page = as_sal.get(f"/w/acme/funnel/{found.ref}/change/").text

    assert '<option value="import" selected>An import</option>' in page
    assert "An import" not in as_sal.get("/w/acme/funnel/add/").text
