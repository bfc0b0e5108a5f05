from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fates import Fate
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.imports.make import (
    BEN,
    CONTACT_HEADERS,
    HEADERS,
    TILLS,
    csv_bytes,
    import_of,
    plan_of,
)
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db


def test_project_row_brings_project_customer_contact_and_part(pmo: Workspace) -> None:
    fates = import_of(pmo, csv_bytes(HEADERS, TILLS))

    project = Project.objects.get()
    assert [fate.fate for fate in fates] == [Fate.NEW]
    assert (project.name, project.code, project.customer.name) == ("New tills", "P-1", "Retail")
    assert (project.starts_on, project.ends_on) == (date(2026, 1, 5), date(2026, 6, 30))
    assert (project.budget, project.phase) == (Decimal(120000), Project.Phase.EXECUTION)
    stake = Stakeholder.objects.get()
    assert (stake.contact.name, stake.contact.email) == ("Ben Ortega", "ben@retail.example")
    assert (stake.role, stake.contact.customer) == (Stakeholder.Role.SPONSOR, project.customer)


@pytest.mark.parametrize("kind", [Kind.PROJECTS, Kind.CONTACTS, Kind.CUSTOMERS])
def test_second_import_of_the_same_file_changes_nothing(pmo: Workspace, kind: Kind) -> None:
    rows = {
        Kind.PROJECTS: csv_bytes(
            HEADERS,
            TILLS,
            ("P-2", "Payroll", "Finance", "planning", "", "", "", "", ""),
            ("", "Payroll", "finance", "", "", "", "", "Zoe", "zoe@finance.example"),
            (
                "",
                "Loyalty card",
                "Retail",
                "",
                "2026-02-01",
                "",
                "1,000.50",
                "Ben Ortega",
                "BEN@retail.example",
            ),
            ("P-1", "New tills", "RETAIL", "", "", "", "", "", "ida@retail.example"),
        ),
        Kind.CONTACTS: csv_bytes(
            CONTACT_HEADERS, BEN, ("", "ida@retail.example", "retail", "", "", "", "", "")
        ),
        Kind.CUSTOMERS: csv_bytes(("Record ID", "Company name"), ("7", "Retail"), ("8", "Finance")),
    }[kind]
    import_of(pmo, rows, kind=kind)
    before = (
        list(Customer.objects.values()),
        list(Project.objects.values()),
        list(Contact.objects.values()),
        list(Stakeholder.objects.values()),
    )

    again = import_of(pmo, rows, kind=kind)

    assert {fate.fate for fate in again} == {Fate.UNCHANGED}
    assert before == (
        list(Customer.objects.values()),
        list(Project.objects.values()),
        list(Contact.objects.values()),
        list(Stakeholder.objects.values()),
    )


def test_changed_row_says_from_what_to_what(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, TILLS))

    row = ("p-1", "New tills", "Retail", "", "", "", "130000", "", "")
    (fate,) = import_of(pmo, csv_bytes(HEADERS, row))

    assert fate.fate is Fate.CHANGED
    assert [(c.field, c.before, c.after) for c in fate.changes] == [
        ("budget", "120000.00", "130000.00")
    ]
    assert Project.objects.get().budget == Decimal(130000)


def test_service_that_was_bought_comes_with_the_project_and_changes_with_it(pmo: Workspace) -> None:
    headers = (*HEADERS, "Service")
    import_of(pmo, csv_bytes(headers, (*TILLS, "Roll-out")))
    assert Project.objects.get().service == "Roll-out"

    (fate,) = import_of(pmo, csv_bytes(headers, (*TILLS, "Rescue")))

    assert [(c.field, c.before, c.after) for c in fate.changes] == [
        ("service", "Roll-out", "Rescue")
    ]
    assert Project.objects.get().service == "Rescue"


def test_empty_cell_never_wipes_a_value(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, TILLS))

    (fate,) = import_of(
        pmo, csv_bytes(HEADERS, ("P-1", "New tills", "Retail", "", "", "", "", "", ""))
    )

    project = Project.objects.get()
    assert fate.fate is Fate.UNCHANGED
    assert (project.ends_on, project.budget) == (date(2026, 6, 30), Decimal(120000))
    assert Stakeholder.objects.count() == 1


def test_project_without_a_number_is_found_by_its_name_at_the_customer(pmo: Workspace) -> None:
    import_of(pmo, csv_bytes(HEADERS, ("", "Payroll", "Finance", "", "", "", "", "", "")))

    fates = import_of(
        pmo,
        csv_bytes(
            HEADERS,
            ("P-7", "payroll", "Finance", "", "", "", "", "", ""),
            ("", "Payroll", "Retail", "", "", "", "", "", ""),
        ),
    )

    assert [fate.fate for fate in fates] == [Fate.CHANGED, Fate.NEW]
    assert {
        (one.code, one.customer.name) for one in Project.objects.select_related("customer")
    } == {
        ("P-7", "Finance"),
        ("", "Retail"),
    }


def test_two_projects_of_one_name_are_told_apart_only_by_number(pmo: Workspace) -> None:
    first = make_project(pmo, "Payroll", code="P-1")
    make_project(pmo, "Payroll", code="P-2", customer=first.customer)

    plan = plan_of(
        pmo, csv_bytes(HEADERS, ("", "Payroll", first.customer.name, "", "", "", "", "", ""))
    )

    assert plan.fates[0].problems[0].reason.startswith("There are 2 projects with this name")


def test_name_that_two_later_rows_give_to_two_projects_is_refused(pmo: Workspace) -> None:
    rows = [(code, "Payroll", "Finance", "", "", "", "", "", "") for code in ("", "P-1", "P-2")]

    plan = plan_of(pmo, csv_bytes(HEADERS, *rows))

    assert [fate.fate for fate in plan.fates] == [Fate.REFUSED, Fate.NEW, Fate.NEW]
    assert plan.fates[0].problems[0].reason.startswith("There are 2 projects with this name")


def test_rows_that_contradict_each_other_are_both_refused_with_both_numbers(pmo: Workspace) -> None:
    other = ("P-1", "New tills", "Retail", "", "", "", "99", "Ben Ortega", "ben@retail.example")
    agrees = ("P-1", "New tills", "Retail", "", "", "", "120000", "", "")
    fine = ("P-9", "Loyalty", "Retail", "", "", "", "5", "Ben Ortega", "ben@retail.example")

    plan = plan_of(pmo, csv_bytes(HEADERS, TILLS, other, fine, agrees))

    assert [fate.fate for fate in plan.fates] == [
        Fate.REFUSED,
        Fate.REFUSED,
        Fate.NEW,
        Fate.REFUSED,
    ]
    assert [(p.column, p.value, p.reason[:22]) for p in plan.fates[0].problems] == [
        ("Budget", "120000.00", "Row 3 says “99.00” abo")
    ]
    assert plan.fates[1].problems[0].reason.startswith("Row 2 says “120000.00”")
    assert plan.fates[3].problems[0].reason.startswith("Row 3 says “99.00”")


def test_refused_row_leaves_no_trace_in_the_rows_after_it(pmo: Workspace) -> None:
    bad = (
        "P-1",
        "Old tills",
        "Atlantis",
        "",
        "2026-13-01",
        "",
        "1",
        "Nemo",
        "nemo@atlantis.example",
    )

    fates = import_of(pmo, csv_bytes(HEADERS, bad, TILLS))

    assert [fate.fate for fate in fates] == [Fate.REFUSED, Fate.NEW]
    assert list(Customer.objects.values_list("name", flat=True)) == ["Retail"]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("", "", "Retail", "", "", "", "", "", ""), "Project name", "The name is missing"),
        (("", "Tills", "", "", "", "", "", "", ""), "Customer", "The customer is missing"),
        (("", "Tills", "Retail", "blue", "", "", "", "", ""), "Phase", "This is no phase"),
        (
            ("", "Tills", "Retail", "", "2026-05-01", "2026-04-01", "", "", ""),
            "End",
            "The project would end",
        ),
        (("", "Tills", "Retail", "", "tomorrow", "", "", "", ""), "Start", "This is not a date"),
        (("", "Tills", "Retail", "", "", "", "-5", "", ""), "Budget", "An amount cannot be below"),
        (
            ("", "Tills", "Retail", "", "", "", "5", "Ben", "ben at home"),
            "Sponsor e-mail",
            "This is not an e-mail",
        ),
        (
            ("", "Tills", "Retail", "", "", "", "5", "", "a@x.example; b@x.example"),
            "Sponsor e-mail",
            "These are several",
        ),
        (
            ("", "T" * 201, "Retail", "", "", "", "", "", ""),
            "Project name",
            "This is longer than 200",
        ),
        (
            ("", "Tills", "Retail", "", "", "", "5 quid", "", ""),
            "Budget",
            "“quid” is not a currency",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_cell_is_refused_with_column_and_reason(
    pmo: Workspace, row: tuple[str, ...], column: str, reason: str
) -> None:
    (fate,) = plan_of(pmo, csv_bytes(HEADERS, row)).fates

    assert fate.fate is Fate.REFUSED
    assert fate.row == 2
    assert [(one.column, one.reason[: len(reason)]) for one in fate.problems] == [(column, reason)]


def test_end_before_the_start_that_is_stored_is_refused(pmo: Workspace) -> None:
    make_project(pmo, "Tills", code="P-1", starts_on=date(2026, 5, 1))
    row = ("P-1", "Tills", Customer.objects.get().name, "", "", "2026-04-01", "", "", "")

    (fate,) = plan_of(pmo, csv_bytes(HEADERS, row)).fates

    assert fate.problems[0].column == "End"


def test_other_workspace_is_neither_matched_nor_touched(pmo: Workspace, cleo: Membership) -> None:
    import_of(cleo.workspace, csv_bytes(HEADERS, TILLS))

    fates = import_of(pmo, csv_bytes(HEADERS, (*TILLS[:6], "7", *TILLS[7:])))

    assert [fate.fate for fate in fates] == [Fate.NEW]
    assert Project.objects.get(workspace=cleo.workspace).budget == Decimal(120000)
