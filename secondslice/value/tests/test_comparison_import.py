"""Projects to compare come in by the import that every list takes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.planning import Plan
from secondslice.projects.imports.reading import ReadAs, open_table
from secondslice.projects.imports.ways import Importer
from secondslice.projects.models import ImportRun, Project
from secondslice.projects.services.import_runs import first_spec
from secondslice.projects.services.importing import Import, import_now
from secondslice.value.counterfactual.importing.way import comparison_way
from secondslice.value.counterfactual.models import ComparisonProject

pytestmark = pytest.mark.django_db
HEADER = (
    "Project;Projektnummer;Durch das PMO;Kunde;Projektgröße;Projektart;Start;Geplantes Ende;Ist-Ende;Plankosten;"
    "Ist-Kosten;Ergebnis erreicht"
)
ROW = (
    "Neue Kassen;P-1;ja;Einkauf;klein;IT;01.02.2024;30.06.2024;15.07.2024;120.000,00;98.500,50;nein"
)


def plan_of(by: Membership, *rows: str) -> tuple[Import, Plan]:
    """Return what a list would do."""
    content = "\n".join((HEADER, *rows)).encode()
    table = open_table(content, name="list.csv", read_as=ReadAs())
    spec = first_spec(workspace=by.workspace, kind=Kind.COMPARISON, table=table)
    bring = Import(
        by.workspace, Importer(by.user_id), table, spec, "list.csv", make_way=comparison_way
    )
    return bring, bring.planner().plan(bring.known())


def bring_in(by: Membership, *rows: str, at: datetime) -> Plan:
    """Bring a list in."""
    bring, plan = plan_of(by, *rows)
    planner = bring.planner()
    again = planner.plan(bring.known())
    import_now(
        bring=bring, planner=planner, plan=again, shown_digest=plan.digest, by=by.user, at=at
    )
    return plan


def test_german_list_is_understood_column_by_column(ava: Membership, now: datetime) -> None:
    bring_in(ava, ROW, at=now)

    one = ComparisonProject.objects.get()
    assert (one.key, one.name, one.customer, one.size, one.kind) == (
        "P-1", "Neue Kassen", "Einkauf", "klein", "IT",
    )  # fmt: skip
    assert (one.starts_on, one.planned_end_on, one.ended_on) == (
        date(2024, 2, 1), date(2024, 6, 30), date(2024, 7, 15),
    )  # fmt: skip
    assert (one.planned_cost, one.actual_cost) == (Decimal(120_000), Decimal("98500.50"))
    assert (one.is_pmo, one.is_reached) == (True, False)
    assert not Project.objects.exists()


def test_same_list_again_changes_nothing_and_a_corrected_one_changes_the_row(
    ava: Membership, now: datetime
) -> None:
    bring_in(ava, ROW, at=now)
    assert bring_in(ava, ROW, at=now).counts == {
        "new": 0,
        "changed": 0,
        "unchanged": 1,
        "refused": 0,
    }
    bring_in(ava, ROW.replace(";ja;", ";nein;"), at=now)
    assert not ComparisonProject.objects.get().is_pmo


def test_row_that_does_not_say_who_ran_it_is_refused(ava: Membership, now: datetime) -> None:
    nobody, perhaps = ROW.replace(";ja;", ";;"), ROW.replace(";ja;", ";vielleicht;")
    ends_first = "Neue Kassen;P-2;nein;;;;01.02.2024;;01.01.2024;;;"
    _bring, plan = plan_of(ava, nobody, perhaps, ends_first)
    assert plan.counts["refused"] == 3


def test_list_comes_in_on_its_pages(ava: Membership, as_ava: Client, clock: Clock) -> None:
    file = SimpleUploadedFile("list.csv", f"{HEADER}\n{ROW}\n".encode())
    start = as_ava.post(
        "/w/acme/value/counterfactual/import/", {"kind": "comparison", "file": file}
    )
    run = ImportRun.objects.get()
    assert start["Location"] == f"/w/acme/value/counterfactual/import/{run.ref}/"
    assert "Geplantes Ende" in as_ava.get(start["Location"]).text
    columns = {f"column-{name}": header for name, header in run.spec["columns"].items()}
    as_ava.post(start["Location"], columns)
    settle_everything(now=clock.moment)
    as_ava.post(f"{start['Location']}apply")
    settle_everything(now=clock.moment)
    assert ComparisonProject.objects.count() == 1
    assert "/value/counterfactual/projects/" in as_ava.get(start["Location"]).text


def test_two_projects_of_one_name_at_two_customers_are_two(ava: Membership, now: datetime) -> None:
    rows = [f"Neue Kassen;;ja;{customer};;;;;;;;" for customer in ("Einkauf", "Verkauf")]
    bring_in(ava, *rows, at=now)
    assert ComparisonProject.objects.count() == 2
