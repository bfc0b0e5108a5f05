"""What a customer reads about itself: its own signatures, its own questions, and no more than it said."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give
from secondslice.reports.document import Document, Figure, Section, Table
from secondslice.reports.tests.made import DAY, built
from secondslice.value.ledger.models import Benefit, BenefitShare
from secondslice.value.tests.ledger import find, make_benefit, make_signature


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-27T09:30:00+00:00")


def figures(document: Document) -> dict[str, Figure]:
    return {one.id: one for one in document.blocks() if isinstance(one, Figure)}


def section(document: Document, key: str) -> Section:
    return next(one for one in document.sections if one.key == key)


def shared_benefit(lea: Membership, *, by: Customer, beside: Customer, now: datetime) -> Benefit:
    """Return a benefit of which half counts for another customer's project; the first one's sponsor signs 1,000."""
    first = make_project(lea.workspace, "Mine", customer=by)
    other = make_project(lea.workspace, "Theirs", customer=beside)
    made = make_benefit(lea, first, at=now - 40 * DAY, title="Less paper", currency="EUR")
    BenefitShare.objects.filter(benefit=made).update(percent=50)
    BenefitShare.objects.create(
        workspace=lea.workspace, benefit=made, project=other, percent=Decimal(50)
    )
    find(lea, made, 1000, at=now - 30 * DAY)
    make_signature(lea, made, at=now - 20 * DAY)
    return made


def test_what_another_customer_has_signed_is_not_signed_by_you(
    lea: Membership, now: datetime
) -> None:
    signer, beside = make_customer(lea.workspace, "Finance"), make_customer(lea.workspace, "Sales")
    shared_benefit(lea, by=signer, beside=beside, now=now)

    theirs = built(lea, "one-pager", at=now, customer=beside)
    own = built(lea, "one-pager", at=now, customer=signer)

    told = figures(theirs)
    assert section(theirs, "value").title == "No money is confirmed yet"
    assert Decimal(told["value.confirmed"].value) == 0
    assert not told["value.confirmed"].source.refs
    assert Decimal(told["value.elsewhere"].value) == 500
    assert told["value.elsewhere"].label == "Signed by another customer"
    assert len(told["value.elsewhere"].source.refs) == 1
    assert not [
        one for one in theirs.blocks() if isinstance(one, Table) and one.id == "value.lines"
    ]
    assert Decimal(figures(own)["value.confirmed"].value) == 500
    assert "value.elsewhere" not in figures(own)


def test_customer_who_was_never_asked_has_no_headline_of_never_a_no(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "Tills")
    customer = project.customer

    def headline() -> str:
        return section(built(lea, "one-pager", at=now, customer=customer), "cases").title

    assert headline() == "You have never been asked"

    sent = make_ask(lea, at=now - 9 * DAY, name="Nora", project=project)
    assert headline() == "No answer by name yet"

    give(sent.ask, Taste.YES, at=now - 8 * DAY)
    assert headline() == "Never a No"


def test_customer_asked_in_confidence_only_is_not_told_that_nobody_asked(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "Tills")
    make_ask(lea, at=now - 9 * DAY, name="Nora", project=project, mode=Ask.Mode.CONFIDENTIAL)

    pager = built(lea, "one-pager", at=now, customer=project.customer)

    assert section(pager, "cases").title == "No answer by name yet"


def test_customer_silent_for_the_whole_time_has_no_headline_of_never_a_no(
    lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "Tills")
    long_ago = now - 600 * DAY
    give(make_ask(lea, at=long_ago, name="Nora", project=project).ask, Taste.YES, at=long_ago)

    pager = built(lea, "one-pager", at=now, customer=project.customer)

    assert section(pager, "cases").title == "No answer by name in this time"
