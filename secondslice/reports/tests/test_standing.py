"""Of reports about the same only the one that was issued last stands, on whatever days they were drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.models import Report, ReportCopy
from secondslice.reports.rules import quarter_of
from secondslice.reports.services.issuing import issue
from secondslice.reports.services.sharing import share, token_of

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    """A day in the middle of a quarter."""
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def issued(
    lead: Membership,
    kind: str,
    *,
    at: datetime,
    customer: Customer | None = None,
    language: str = "",
) -> Report:
    """Issue a report as it is drawn on this day; an executive one is that of the quarter that runs."""
    wish = Wish(kind, quarter_of(at.date()), customer, language)  # type: ignore[arg-type]  # what the test names
    document = build(lead.workspace, wish, today=at.date())
    return issue(workspace=lead.workspace, document=document, customer=customer, by=lead, at=at)


def superseded_at(report: Report) -> datetime | None:
    report.refresh_from_db()
    return report.superseded_at


@pytest.mark.parametrize("kind", Report.Kind.values)
def test_report_that_is_issued_on_a_later_day_takes_the_place_of_the_former_one(
    lea: Membership, now: datetime, kind: str
) -> None:
    customer = make_customer(lea.workspace) if kind == Report.Kind.ONE_PAGER else None
    first = issued(lea, kind, at=now, customer=customer)

    later = issued(lea, kind, at=now + 3 * DAY, customer=customer)

    assert first.ends_on != later.ends_on
    assert superseded_at(first) == now + 3 * DAY
    assert superseded_at(later) is None


def test_reports_about_something_else_stand_beside_each_other(
    lea: Membership, now: datetime
) -> None:
    one, other = make_customer(lea.workspace), make_customer(lea.workspace)

    standing = [
        issued(lea, "one-pager", at=now, customer=one),
        issued(lea, "one-pager", at=now + DAY, customer=other),
        issued(lea, "one-pager", at=now + DAY, customer=one, language="de"),
        issued(lea, "executive", at=now - 92 * DAY),
        issued(lea, "executive", at=now),
        issued(lea, "defence", at=now),
    ]

    assert [superseded_at(one) for one in standing] == [None] * len(standing)


@pytest.mark.parametrize("kind", Report.Kind.values)
def test_second_standing_report_about_the_same_cannot_be_stored(
    lea: Membership, now: datetime, kind: str
) -> None:
    customer = make_customer(lea.workspace) if kind == Report.Kind.ONE_PAGER else None
    first = issued(lea, kind, at=now, customer=customer)
    issued(lea, kind, at=now + DAY, customer=customer)

    with pytest.raises(IntegrityError):
        Report.objects.filter(pk=first.pk).update(superseded_at=None)


def test_link_to_the_former_one_says_that_a_later_one_took_its_place(
    lea: Membership, as_lea: Client, clock: Clock, now: datetime
) -> None:
    first = issued(lea, "defence", at=now)
    link = f"/report/{token_of(share=share(report=first, by=None, at=now))}"

    issued(lea, "defence", at=now + DAY)

    gone = Client().get(link)
    assert gone.status_code == 410
    assert "A later report has taken the place of this one." in gone.content.decode()
    page = as_lea.get(f"/w/acme/reports/{first.ref}/").content.decode()
    assert "A later report has taken the place of this one." in page


@pytest.mark.django_db(transaction=True)
def test_reports_of_before_about_the_same_are_superseded_by_the_one_issued_last(
    lea: Membership, now: datetime
) -> None:
    customer = make_customer(lea.workspace)
    made = {
        kind: [
            issued(
                lea,
                kind,
                at=now + day * DAY,
                customer=customer if kind == Report.Kind.ONE_PAGER else None,
            )
            for day in range(3)
        ]
        for kind in Report.Kind.values
    }
    older = issued(lea, "executive", at=now - 92 * DAY)
    former = made["executive"][0]
    former.superseded_at = None
    link = share(report=former, by=None, at=now)
    waits = ReportCopy.objects.create(
        workspace=lea.workspace, share=link, contact=make_contact(customer)
    )
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("reports", "0003_copies_say_why")])
        Report.objects.update(superseded_at=None)
    finally:
        MigrationExecutor(connection).migrate(newest)

    for first, second, last in made.values():
        assert superseded_at(first) == now + DAY
        assert superseded_at(second) == now + 2 * DAY
        assert superseded_at(last) is None
    assert older.begins_on == date(2026, 7, 1)
    assert superseded_at(older) is None
    waits.refresh_from_db()
    assert (waits.state, waits.why) == (ReportCopy.State.LEFT_OUT, "replaced")
