"""`secondslice import` for opportunities and customers."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.models import Opportunity
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.tests.make_import import HUBSPOT
from secondslice.projects.tests.imports.make import csv_bytes

pytestmark = pytest.mark.django_db
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, clock: Clock) -> Run:
    """Return what the command says about a file with this content."""

    def go(content: bytes, *more: str, kind: str = "opportunities") -> str:
        path, out = tmp_path / "deals.csv", io.StringIO()
        path.write_bytes(content)
        call_command("import", kind, str(path), *more, stdout=out, stderr=out)
        return out.getvalue()

    return go


def test_deals_come_in_and_belong_to_who_answers_for_the_pmo(lea: Membership, run: Run) -> None:
    said = run(HUBSPOT)

    assert "3 rows: 3 new, 0 changed, 0 unchanged, 0 refused." in said
    assert {one.owner for one in Opportunity.objects.all()} == {lea.user}


def test_owner_is_named_by_address(lea: Membership, sal: Membership, run: Run) -> None:
    run(HUBSPOT, "--owner", "Sal@example.org")

    assert {one.owner for one in Opportunity.objects.all()} == {sal.user}
    with pytest.raises(CommandError, match="Nobody who can own an opportunity has the address"):
        run(HUBSPOT, "--owner", "nobody@example.org")


def test_what_looks_like_another_is_left_out_until_it_is_wanted(
    lea: Membership, sal: Membership, run: Run
) -> None:
    make_opportunity(sal, "New tills", customer=make_customer(sal.workspace, "Retail"))
    rows = csv_bytes(("Deal ID", "Deal name", "Company"), ("7", "Tills, new ones", "Retail"))

    said = run(rows, "--dry-run")
    assert "It looks like “New tills” (Lead), which is in the funnel already." in said
    assert "--anyway takes them too" in said
    run(rows)
    assert Opportunity.objects.count() == 1
    run(rows, "--anyway")
    assert Opportunity.objects.count() == 2


def test_customers_come_in(lea: Membership, run: Run) -> None:
    run(csv_bytes(("Record ID", "Company name"), ("7", "Retail")), kind="customers")

    assert Customer.objects.get().external_id == "7"
