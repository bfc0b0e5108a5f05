"""The list of projects, and the pages on which one adds and changes them, as each role sees them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.customers.tests.make import make_customer
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/w/acme/projects/"


def names(client: Client, query: str = "") -> list[str]:
    text = client.get(f"{LIST}{query}").text
    return re.findall(r'font-medium" href="/w/acme/projects/[\w-]+/">([^<]+)</a>', text)


def typed(project: Project, **other: object) -> dict[str, object]:
    """Return the form of a project as the page shows it, with something else typed in."""
    told = {
        "name": project.name,
        "customer": project.customer.pk,
        "code": project.code,
        "service": project.service,
        "phase": project.phase,
        "manager": project.manager_id or "",
        "starts_on": project.starts_on or "",
        "ends_on": project.ends_on or "",
        "budget": "" if project.budget is None else project.budget,
    }
    return {**told, **other}


class TestList:
    """What is in the list, in which order."""

    def test_empty_list_invites_to_import(self, as_lea: Client, as_sal: Client) -> None:
        assert "No project yet. Bring your list, as it is." in as_lea.get(LIST).text
        sales = as_sal.get(LIST).text
        assert "No project yet." in sales
        assert "Import a list" not in sales

    def test_manager_without_projects_hears_that_none_is_his(
        self, as_max: Client, lea: Membership
    ) -> None:
        make_project(lea.workspace, "Hers", manager=lea.user)

        page = as_max.get(LIST).text

        assert "No project names you as its manager yet." in page
        assert "/projects/import/" in page

    def test_row_tells_customer_phase_manager_end_and_people(
        self, as_lea: Client, pmo: Workspace, max: Membership
    ) -> None:
        project = make_project(
            pmo, "New tills", manager=max.user, code="P-1", ends_on=date(2026, 6, 30)
        )
        make_stakeholder(project)

        row = as_lea.get(LIST).text.split("<tbody>")[1]

        for words in ("New tills", "P-1", project.customer.name, "Execution", "Max", "2026", ">1<"):
            assert words in row

    def test_name_from_an_import_stands_where_there_is_no_account(
        self, as_lea: Client, pmo: Workspace
    ) -> None:
        make_project(pmo, "New tills")
        Project.objects.update(manager_name="Zoe Kim")

        assert "Zoe Kim" in as_lea.get(LIST).text

    def test_project_manager_sees_his_own_and_others_all(
        self, as_max: Client, as_sal: Client, as_exe: Client, pmo: Workspace, max: Membership
    ) -> None:
        make_project(pmo, "His", manager=max.user)
        make_project(pmo, "Another")

        assert names(as_max) == ["His"]
        assert names(as_sal) == names(as_exe) == ["Another", "His"]

    def test_other_workspace_sees_nothing_of_it(
        self, as_cleo: Client, pmo: Workspace, lea: Membership
    ) -> None:
        make_project(pmo, "New tills")

        assert as_cleo.get(LIST).status_code == 404
        assert "New tills" not in as_cleo.get("/w/other/projects/").text

    def test_search_and_filters_stand_in_the_address(
        self, as_lea: Client, pmo: Workspace, max: Membership
    ) -> None:
        retail = make_customer(pmo, "Retail")
        make_project(pmo, "Tills", customer=retail, manager=max.user, code="P-1")
        make_project(pmo, "Payroll", phase="closing", service="Rescue")

        assert names(as_lea, "?q=retail") == names(as_lea, "?q=p-1") == ["Tills"]
        assert names(as_lea, "?phase=closing") == ["Payroll"]
        assert names(as_lea, "?service=Rescue") == ["Payroll"]
        assert names(as_lea, "?manager=max@example.org") == ["Tills"]
        assert names(as_lea, "?manager=nobody") == ["Payroll"]
        assert names(as_lea, f"?customer={retail.ref}") == ["Tills"]
        assert "No project fits this search." in as_lea.get(f"{LIST}?q=pizza").text

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("", "Abc"), ("-name", "cbA"), ("end", "bAc"), ("-end", "cAb"), ("customer", "bcA"), ("x", "Abc")],
    )  # fmt: skip
    def test_list_is_sorted_as_the_address_says(
        self, as_lea: Client, pmo: Workspace, sort: str, order: str
    ) -> None:
        for name, customer, ends_on in (
            ("A", "Zoo", date(2026, 3, 1)),
            ("b", "Art", date(2026, 1, 1)),
            ("c", "Law", None),
        ):
            make_project(pmo, name, customer=make_customer(pmo, customer), ends_on=ends_on)

        assert "".join(names(as_lea, f"?sort={sort}")) == order

    @pytest.mark.parametrize("sort", ["name", "-name", "end", "customer"])
    def test_long_list_is_paged_and_loses_nothing(
        self, as_lea: Client, pmo: Workspace, sort: str
    ) -> None:
        customer = make_customer(pmo)
        for number in range(53):
            make_project(pmo, f"Tills {number:02}", customer=customer)

        first = as_lea.get(f"{LIST}?sort={sort}").text
        more = re.search(r'href="(\?[^"]*after=[^"]+)"', first)
        assert more is not None
        found = names(as_lea, f"?sort={sort}") + names(as_lea, more.group(1).replace("&amp;", "&"))

        assert sorted(found) == [f"Tills {number:02}" for number in range(53)]

    def test_thirty_rows_cost_the_queries_of_three(
        self, as_lea: Client, pmo: Workspace, max: Membership
    ) -> None:
        def queries(projects: int) -> int:
            for _project in range(projects):
                make_stakeholder(make_project(pmo, manager=max.user))
            with CaptureQueriesContext(connection) as asked:
                as_lea.get(LIST)
            return len(asked)

        queries(0)  # the first visit is noted
        assert queries(3) == queries(27)
        assert len(names(as_lea)) == 30


def test_services_named_before_are_offered_and_those_of_others_are_not(
    as_max: Client, pmo: Workspace, max: Membership
) -> None:
    make_project(pmo, manager=max.user, service="Roll-out")
    make_project(pmo, service="Rescue")

    page = as_max.get("/w/acme/projects/add/").text

    assert '<option value="Roll-out">' in page
    assert "Rescue" not in page


class TestAdding:
    """A new project."""

    def test_project_is_added_and_its_sponsor_asked_for(
        self, as_lea: Client, pmo: Workspace, max: Membership
    ) -> None:
        customer = make_customer(pmo, "Retail")

        page = as_lea.post(
            f"{LIST}add/",
            {"name": "New tills", "customer": customer.pk, "phase": "planning", "manager": max.user_id,
             "budget": "1200.50"},
            follow=True,
        )  # fmt: skip

        project = Project.objects.get()
        assert (project.customer, project.manager, project.phase) == (
            customer,
            max.user,
            "planning",
        )
        assert project.budget == Decimal("1200.50")
        assert "New tills is added. Now name its sponsor." in page.text
        assert AuditEntry.objects.get().verb == "added the project"

    def test_what_a_project_manager_adds_is_his(
        self, as_max: Client, max: Membership, lea: Membership
    ) -> None:
        as_max.post(
            f"{LIST}add/",
            {"name": "His", "customer": make_customer(max.workspace).pk, "phase": "planning",
             "manager": lea.user_id},
        )  # fmt: skip

        assert Project.objects.get().manager == max.user

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": ""}, "This is needed."),
            ({"code": "p-1"}, "Another project already has the number p-1"),
            ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "The project would end before it starts"),
            ({"budget": "-1"}, "greater than or equal to 0"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_told_in_the_form_and_nothing_typed_is_lost(
        self, as_lea: Client, pmo: Workspace, wrong: dict[str, str], words: str
    ) -> None:
        there = make_project(pmo, "Old tills", code="P-1")

        page = as_lea.post(
            f"{LIST}add/", typed(there, **{"name": "New tills", "code": "P-2", **wrong})
        )

        assert page.status_code == 422
        assert words in page.text
        if wrong.get("name") is None:
            assert 'value="New tills"' in page.text
        assert Project.objects.count() == 1

    def test_customer_of_another_workspace_cannot_be_chosen(
        self, as_lea: Client, cleo: Membership
    ) -> None:
        theirs = make_customer(cleo.workspace, "Theirs")

        page = as_lea.post(f"{LIST}add/", {"name": "X", "customer": theirs.pk, "phase": "planning"})

        assert page.status_code == 422
        assert not Project.objects.exists()

    @pytest.mark.parametrize("role", ["sales", "executive"])
    def test_who_does_not_deliver_adds_nothing(
        self, as_sal: Client, as_exe: Client, role: str
    ) -> None:
        client = {"sales": as_sal, "executive": as_exe}[role]

        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(f"{LIST}add/", {"name": "X"}).status_code == 403


class TestChanging:
    """A project that is there."""

    def test_change_is_saved_and_written_down(self, as_lea: Client, pmo: Workspace) -> None:
        project = make_project(pmo, "New tills", starts_on=date(2026, 1, 5))

        as_lea.post(f"{LIST}{project.ref}/edit/", typed(project, phase="closing"))

        assert Project.objects.get().phase == "closing"
        assert Project.objects.get().starts_on == date(2026, 1, 5)
        assert AuditEntry.objects.get().detail == {"phase": ["execution", "closing"]}

    def test_same_again_writes_nothing_down(self, as_lea: Client, pmo: Workspace) -> None:
        project = make_project(pmo, "New tills", starts_on=date(2026, 1, 5), code="P-1")
        Project.objects.update(budget=5, currency="USD")
        project.refresh_from_db()

        as_lea.post(f"{LIST}{project.ref}/edit/", typed(project))

        assert not AuditEntry.objects.exists()
        assert Project.objects.get().currency == "USD"

    def test_lead_gives_it_to_a_manager_who_cannot_give_it_away(
        self, as_lea: Client, as_max: Client, pmo: Workspace, max: Membership, lea: Membership
    ) -> None:
        project = make_project(pmo, "New tills")
        as_lea.post(f"{LIST}{project.ref}/edit/", typed(project, manager=max.user_id))
        assert Project.objects.get().manager == max.user

        as_max.post(f"{LIST}{project.ref}/edit/", typed(project, name="Tills", manager=lea.user_id))

        assert (Project.objects.get().name, Project.objects.get().manager) == ("Tills", max.user)

    def test_number_of_another_project_is_refused(self, as_lea: Client, pmo: Workspace) -> None:
        make_project(pmo, code="P-1")
        project = make_project(pmo, "New tills", code="P-2")

        page = as_lea.post(f"{LIST}{project.ref}/edit/", typed(project, code="P-1"))

        assert page.status_code == 422
        assert Project.objects.get(pk=project.pk).code == "P-2"

    def test_project_of_another_manager_or_workspace_is_not_found(
        self, as_max: Client, as_cleo: Client, pmo: Workspace
    ) -> None:
        project = make_project(pmo, "New tills")

        for client, workspace in ((as_max, "acme"), (as_cleo, "acme"), (as_cleo, "other")):
            address = f"/w/{workspace}/projects/{project.ref}/edit/"
            assert client.get(address).status_code == 404
            assert client.post(address, typed(project, name="Mine")).status_code == 404
        assert Project.objects.get().name == "New tills"
