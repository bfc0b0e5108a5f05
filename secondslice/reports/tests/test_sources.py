"""The rows behind a number: each says what it is, so that one can be told from the other."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.reports.selectors.sources import rows_behind
from secondslice.reports.tests.made import Pmo, built, make_pmo, make_report
from secondslice.value.ledger.models import Benefit


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


@pytest.fixture
def pmo(lea: Membership, now: datetime) -> Pmo:
    return make_pmo(lea, at=now)


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("cases.recovered", "Department A · Project 00 · Oct. 18, 2026 · Recovered"),
        ("taste.yes", "Department A · Project 00 · Nov. 7, 2026 · Yes"),
        ("again.orders", "Department A · Project 01 · Aug. 19, 2026 · Execution"),
        ("without.said", "Department F · Nov. 17, 2026 · what an executive says"),
        ("without.deeds", "Like 0 · run by the PMO"),
    ],
)
def test_row_names_customer_project_day_and_what_it_is(pmo: Pmo, key: str, row: str) -> None:
    source = built(pmo.lead, at=pmo.now).sources()[key]

    assert row in [one.words for one in rows_behind(pmo.lead, source.refs)]


def test_rows_of_benefits_name_the_customer_and_the_day(pmo: Pmo) -> None:
    source = built(pmo.lead, at=pmo.now).sources()["money.confirmed"]
    benefit = Benefit.objects.get(title="Less paper")

    (row,) = [one for one in rows_behind(pmo.lead, source.refs) if one.ref == str(benefit.ref)]

    assert row.words == (
        "Department A · Project 00 · Less paper · Co-signed by the customer · Oct. 8, 2026"
    )


def test_page_of_a_source_reads_no_more_for_many_rows(
    pmo: Pmo, as_lea: Client, clock: Clock, django_assert_max_num_queries: object
) -> None:
    report = make_report(pmo.lead, at=pmo.now)

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = as_lea.get(f"/w/acme/reports/{report.ref}/from/taste.customers/").content.decode()

    assert page.count("· Yes") + page.count("not answered") > 5
