"""An import happens as it was shown and as a whole, or not at all; and a second time it changes nothing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.projects.imports.fates import Fate, pack, unpack
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.services.importing import Import, import_now
from secondslice.projects.tests.imports.make import (
    HEADERS,
    TILLS,
    bring,
    csv_bytes,
    import_of,
    plan_of,
)
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db
LEDGER = ("P-2", "Ledger", "Finance", "planning", "", "", "5", "Zoe", "zoe@finance.example")


class PowerCut(Exception):  # noqa: N818
    """Somebody pulled the plug."""


def go(one: Import, at: datetime, shown: list[Plan] | None = None) -> Plan | None:
    """Plan an import and carry it out; `shown` receives the plan that the person saw."""
    planner = one.planner()
    plan = planner.plan(one.known())
    (shown if shown is not None else []).append(plan)
    return import_now(
        bring=one, planner=planner, plan=plan, shown_digest=plan.digest, by=None, at=at
    )


def everything(workspace: Workspace) -> list[object]:
    """Return all rows that an import can make or change."""
    return [
        list(model._default_manager.filter(workspace=workspace).order_by("pk").values())  # noqa: SLF001  (public)
        for model in (Customer, Contact, Project, Stakeholder)
    ]


@pytest.mark.parametrize("written", [1, 2, 3, 4, 5])
def test_import_that_dies_while_it_writes_leaves_nothing_behind(
    pmo: Workspace, now: datetime, written: int
) -> None:
    make_project(pmo, "Old tills", code="P-1", starts_on=date(2025, 1, 1))
    before = everything(pmo)
    steps: list[int] = []

    def die(done: int, total: int) -> None:
        steps.append(done)
        if len(steps) == written:
            raise PowerCut

    content = csv_bytes(HEADERS, TILLS, LEDGER)
    one = bring(pmo, content)
    with pytest.raises(PowerCut):
        go(Import(pmo, one.importer, one.table, one.spec, one.name, writing=die), now)

    assert everything(pmo) == before
    assert not AuditEntry.objects.exists()
    fates = import_of(pmo, content)
    assert [fate.fate for fate in fates] == [Fate.CHANGED, Fate.NEW]
    assert Project.objects.count() == 2


def test_plan_that_is_out_of_date_is_not_carried_out_but_shown_again(
    pmo: Workspace, now: datetime
) -> None:
    project = make_project(pmo, "New tills", code="P-1")
    one = bring(pmo, csv_bytes(HEADERS, TILLS, LEDGER))
    planner = one.planner()
    plan = planner.plan(one.known())
    Project.objects.filter(pk=project.pk).update(budget=Decimal(7))  # meanwhile, by somebody else
    before = everything(pmo)

    moved_on = import_now(
        bring=one, planner=planner, plan=plan, shown_digest=plan.digest, by=None, at=now
    )

    assert moved_on is not None
    assert ("budget", "7.00", "120000.00") in [
        (c.field, c.before, c.after) for c in moved_on.fates[0].changes
    ]
    assert everything(pmo) == before


def test_change_elsewhere_that_alters_no_row_does_not_stop_the_import(
    pmo: Workspace, now: datetime
) -> None:
    one = bring(pmo, csv_bytes(HEADERS, TILLS))
    planner = one.planner()
    plan = planner.plan(one.known())
    make_project(pmo, "Something else")

    assert (
        import_now(
            bring=one,
            planner=planner,
            plan=plan,
            shown_digest=plan.digest,
            by=None,
            at=now,
        )
        is None
    )
    assert Project.objects.filter(name="New tills").exists()


def test_name_that_the_workspace_was_given_meanwhile_stays(pmo: Workspace, now: datetime) -> None:
    one = bring(pmo, csv_bytes(HEADERS, TILLS))
    Workspace.objects.filter(pk=pmo.pk).update(name="Better PMO")

    go(one, now)

    assert Workspace.objects.get(pk=pmo.pk).name == "Better PMO"


def test_import_stands_in_the_audit_with_its_counts(pmo: Workspace, now: datetime) -> None:
    go(bring(pmo, csv_bytes(HEADERS, TILLS, LEDGER), name="portfolio.csv"), now)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject) == ("imported", "portfolio.csv")
    assert entry.detail["kind"] == "projects"
    assert (entry.detail["new"], entry.detail["refused"]) == (2, 0)


def test_two_workspaces_have_the_same_list_each_for_itself(
    pmo: Workspace, cleo: Membership, now: datetime
) -> None:
    import_of(cleo.workspace, csv_bytes(HEADERS, TILLS))
    before = everything(cleo.workspace)

    import_of(pmo, csv_bytes(HEADERS, (*TILLS[:6], "7", "Benjamin", "ben@retail.example")))

    assert everything(cleo.workspace) == before
    assert Contact.objects.get(workspace=pmo).name == "Benjamin"


def test_progress_counts_the_rows_that_are_read_and_those_that_are_written(
    pmo: Workspace, now: datetime
) -> None:
    rows = [(f"P-{number}", f"Tills {number}", "Retail", *[""] * 6) for number in range(1200)]
    one = bring(pmo, csv_bytes(HEADERS, *rows))
    read: list[tuple[int, int]] = []
    written: list[tuple[int, int]] = []

    def reading(done: int, total: int) -> None:
        read.append((done, total))

    def writing(done: int, total: int) -> None:
        written.append((done, total))

    go(Import(pmo, one.importer, one.table, one.spec, one.name, reading, writing), now)

    assert read == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]
    assert written == [(1, 1201), (1001, 1201), (1201, 1201)]  # the customer, then the projects


def test_fates_are_kept_and_read_back_the_same(pmo: Workspace) -> None:
    bad = ("P-3", "Bad", "Retail", "", "soon", "", "", "Ida", "")
    fates = import_of(pmo, csv_bytes(HEADERS, TILLS, bad))
    kept = unpack(pack(fates))

    assert kept.part(0) == fates
    assert [one.row for one in kept.of("refused").part(0)] == [3]
    assert unpack(b"").part(0) == []


names = st.sampled_from(["Tills", "tills", "Payroll", "ÄMTER", "ämter", ""])
customers = st.sampled_from(["Retail", "RETAIL", "Finance", ""])
addresses = st.sampled_from(["ben@x.example", "BEN@X.example", "zoe@x.example", ""])
project_rows = st.tuples(
    st.sampled_from(["P-1", "p-1", "P-2", ""]),
    names,
    customers,
    st.sampled_from(["execution", "done", ""]),
    st.sampled_from(["2026-01-05", "2026-12-05", ""]),
    st.sampled_from(["2026-06-30", ""]),
    st.sampled_from(["5", "6.5", ""]),
    st.sampled_from(["Ben", "BEN", "Zoe", ""]),
    addresses,
)
people_rows = st.tuples(names, addresses, customers, st.sampled_from(["CIO", "cio", ""]))
lists = st.one_of(
    st.tuples(st.just(Kind.PROJECTS), st.lists(project_rows.filter(any), min_size=1, max_size=6)),
    st.tuples(st.just(Kind.CONTACTS), st.lists(people_rows.filter(any), min_size=1, max_size=6)),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(lists)
def test_any_list_without_refused_rows_changes_nothing_the_second_time(
    pmo: Workspace, given_list: tuple[Kind, list[tuple[str, ...]]]
) -> None:
    for model in (Stakeholder, Project, Contact, Customer):
        model._default_manager.all().delete()  # noqa: SLF001  (public)
    kind, rows = given_list
    headers = HEADERS if kind is Kind.PROJECTS else ("Name", "E-mail", "Customer", "Job title")
    while refused := [
        fate.row - 2
        for fate in plan_of(pmo, csv_bytes(headers, *rows), kind=kind).fates
        if fate.fate is Fate.REFUSED
    ]:
        rows = [row for place, row in enumerate(rows) if place not in refused]
        assume(rows)
    content = csv_bytes(headers, *rows)
    import_of(pmo, content, kind=kind)
    before = everything(pmo)

    again = import_of(pmo, content, kind=kind)

    assert everything(pmo) == before
    assert {fate.fate for fate in again} == {Fate.UNCHANGED}
