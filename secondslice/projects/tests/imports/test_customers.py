"""Customers out of lists: accounts and companies of other systems, or one's own departments."""

from __future__ import annotations

import pytest

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_customer
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.tests.imports.make import csv_bytes, import_of, plan_of

pytestmark = pytest.mark.django_db
HUBSPOT = ("Record ID", "Company name", "Company owner", "Industry")


def bring(pmo: Workspace, *rows: tuple[str, ...], **choices: object) -> list[Fate]:
    found = import_of(pmo, csv_bytes(*rows), kind=Kind.CUSTOMERS, **choices)
    return [one.fate for one in found]


def test_company_of_another_system_becomes_a_client_with_its_id(pmo: Workspace) -> None:
    assert bring(pmo, HUBSPOT, ("7", "Retail GmbH", "Sal", "Shops")) == [Fate.NEW]

    found = Customer.objects.get()
    assert (found.name, found.kind, found.external_id) == ("Retail GmbH", "external", "7")


def test_list_of_departments_makes_departments_when_somebody_says_so(pmo: Workspace) -> None:
    bring(pmo, ("Department",), ("Payroll",), new_customers="internal")

    assert Customer.objects.get().kind == Customer.Kind.INTERNAL


def test_kind_in_the_list_counts_more_and_changes_what_is_here(pmo: Workspace) -> None:
    make_customer(pmo, "Retail")
    rows = (("Account Name", "Customer type"), ("retail", "Client"), ("Payroll", "Department"))

    assert bring(pmo, *rows) == [Fate.CHANGED, Fate.NEW]

    told = dict(Customer.objects.values_list("name", "kind"))
    assert told == {"Retail": "external", "Payroll": "internal"}


def test_id_finds_the_customer_again_under_its_new_name(pmo: Workspace) -> None:
    bring(pmo, ("Account ID", "Account Name"), ("7", "Retail"))

    assert bring(pmo, ("Account ID", "Account Name"), ("7", "Retail Group")) == [Fate.CHANGED]

    assert Customer.objects.get().name == "Retail Group"


def test_new_name_that_another_customer_has_is_refused(pmo: Workspace) -> None:
    bring(pmo, ("Account ID", "Account Name"), ("7", "Retail"), ("8", "Finance"))
    rows = csv_bytes(("Account ID", "Account Name"), ("7", "Finance"))

    (fate,) = plan_of(pmo, rows, kind=Kind.CUSTOMERS).fates

    assert fate.problems[0].reason.startswith("There is another customer with this name.")


def test_id_that_is_here_already_stays_and_the_row_says_so(pmo: Workspace) -> None:
    bring(pmo, ("Account ID", "Account Name"), ("7", "Retail"))
    rows = csv_bytes(("Account ID", "Account Name"), ("9", "Retail"))

    (fate,) = plan_of(pmo, rows, kind=Kind.CUSTOMERS).fates

    assert (fate.fate, fate.notes) == (
        Fate.UNCHANGED,
        ("It has the id 7 already, and keeps it.",),
    )


def test_row_without_a_name_is_refused(pmo: Workspace) -> None:
    rows = csv_bytes(("Account ID", "Account Name"), ("7", ""))

    (fate,) = plan_of(pmo, rows, kind=Kind.CUSTOMERS).fates

    assert [(one.column, one.reason[:20]) for one in fate.problems] == [
        ("Account Name", "The name is missing.")
    ]
