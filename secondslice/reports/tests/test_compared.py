"""What a report compares and counts: as long a time before, orders and not projects, and everything as of one day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from secondslice.accounts.models import Membership
from secondslice.customers.tests.make import make_customer
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give
from secondslice.reports.document import Chart, Document, Figure, Table, Text
from secondslice.reports.tests.made import DAY, built
from secondslice.value.ledger.models import Reading
from secondslice.value.tests.ledger import find, make_benefit, make_signature, plan


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


def figure(document: Document, key: str) -> Figure:
    return next(one for one in document.blocks() if isinstance(one, Figure) and one.id == key)


def answers(
    lea: Membership, project: Project, number: int, *, days_ago: int, now: datetime
) -> None:
    """Let so many people say Yes, one a day, from so many days ago on back."""
    for place in range(number):
        at = now - (days_ago + place) * DAY
        sent = make_ask(lea, at=at, name=f"P{days_ago}-{place}", project=project)
        give(sent.ask, Taste.YES, at=at)


@pytest.mark.parametrize("kind", ["defence", "one-pager"])
def test_time_before_is_as_long_as_the_time_of_the_report(
    lea: Membership, now: datetime, kind: str
) -> None:
    project = make_project(lea.workspace, "Tills")
    answers(lea, project, 6, days_ago=20, now=now)
    answers(lea, project, 4, days_ago=520, now=now)
    answers(lea, project, 5, days_ago=690, now=now)
    of = {"customer": project.customer} if kind == "one-pager" else {}

    told = [one.words for one in built(lea, kind, at=now, **of).blocks() if isinstance(one, Text)]

    assert any("(100 % of 9)" in one.replace("\N{NO-BREAK SPACE}", " ") for one in told), told


def test_projects_of_a_customer_that_begin_on_one_day_are_one_order(
    lea: Membership, now: datetime
) -> None:
    customer = make_customer(lea.workspace, "Finance")
    make_project(lea.workspace, "First", customer=customer, starts_on=date(2025, 1, 10))
    for name in ("Second", "Third", "Fourth"):
        make_project(lea.workspace, name, customer=customer, starts_on=date(2026, 8, 3))
    make_project(lea.workspace, "Fifth", customer=customer, starts_on=date(2026, 9, 1))

    orders = figure(built(lea, "executive", at=now), "again.orders")

    assert orders.shown == "2"
    assert len(orders.source.refs) == 4


def test_share_of_yes_says_which_questions_are_counted(lea: Membership, now: datetime) -> None:
    project = make_project(lea.workspace, "Tills")
    for place in range(6):
        sent = make_ask(lea, at=now - (9 + place) * DAY, name=f"N{place}", project=project)
        give(sent.ask, Taste.YES, at=now - 8 * DAY)

    pack = built(lea, at=now)

    note = figure(pack, "taste.yes").note
    assert "by name from Nov. 28, 2025 to Nov. 27, 2026" in note
    assert "each with its latest answer" in note


def test_money_of_a_past_quarter_is_all_as_on_its_last_day(lea: Membership, now: datetime) -> None:
    in_quarter = datetime.fromisoformat("2026-08-10T09:00:00+00:00")
    project = make_project(lea.workspace, "Tills")
    signed = make_benefit(lea, project, at=in_quarter, title="Less paper", currency="EUR")
    find(lea, signed, 1000, at=in_quarter)
    make_signature(lea, signed, at=in_quarter + DAY)
    measured = make_benefit(lea, project, at=in_quarter, title="Fewer returns", currency="EUR")
    plan(lea, measured, 5000, at=in_quarter)
    find(lea, measured, 300, at=in_quarter)
    find(lea, measured, 4000, at=now - 5 * DAY)
    make_signature(lea, measured, at=now - 4 * DAY)
    late = make_benefit(lea, project, at=now - 5 * DAY, title="Less energy", currency="EUR")
    find(lea, late, 9000, at=now - 5 * DAY)

    report = built(lea, "executive", at=now)

    chain = next(
        one for one in report.blocks() if isinstance(one, Chart) and one.id == "money.chain"
    )
    assert list(chain.series[0].values) == [5000.0, 1300.0, 1000.0, 0.0]
    assert "All as on Sept. 30, 2026" in chain.note
    assert figure(report, "money.claimed").value == "300.00"
    assert str(late.ref) not in chain.source.refs
    table = next(
        one for one in report.blocks() if isinstance(one, Table) and one.id == "money.customers"
    )
    assert table.rows == ((project.customer.name, "5,000", "1,300", "1,000", "0"),)


def test_reading_taken_back_since_counts_in_the_quarter_in_which_it_stood(
    lea: Membership, now: datetime
) -> None:
    in_quarter = datetime.fromisoformat("2026-08-10T09:00:00+00:00")
    project = make_project(lea.workspace, "Tills")
    made = make_benefit(lea, project, at=in_quarter, title="Less paper", currency="EUR")
    find(lea, made, 700, at=in_quarter)
    find(lea, made, None, at=now - 5 * DAY)

    assert figure(built(lea, "executive", at=now), "money.claimed").value == "700.00"
    assert figure(built(lea, "defence", at=now), "money.claimed").value == "0"


def test_what_was_signed_was_claimed_though_its_readings_were_brought_in_later(
    lea: Membership, now: datetime
) -> None:
    in_quarter = datetime.fromisoformat("2026-08-10T09:00:00+00:00")
    made = make_benefit(
        lea, make_project(lea.workspace, "Tills"), at=in_quarter, title="Less paper", currency="EUR"
    )
    find(lea, made, 700, at=in_quarter)
    make_signature(lea, made, at=in_quarter)
    Reading.objects.update(at=now - 5 * DAY)

    report = built(lea, "executive", at=now)

    chain = next(
        one for one in report.blocks() if isinstance(one, Chart) and one.id == "money.chain"
    )
    assert list(chain.series[0].values)[1:3] == [700.0, 700.0]


def test_defence_pack_leaves_no_weak_spot_out(lea: Membership, now: datetime) -> None:
    pack = built(lea, at=now)

    weak = next(one for one in pack.sections if one.key == "weak")
    assert [one.words for one in weak.blocks if isinstance(one, Text)] == list(pack.weak)
    assert set(pack.weak) == {one for section in pack.sections for one in section.weak}
