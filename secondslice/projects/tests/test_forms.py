"""Forms of projects keep what was typed; the list can be narrowed to a customer."""

from __future__ import annotations

import html
from datetime import datetime

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.selectors.projects import ProjectFilter, project_list
from secondslice.projects.services.projects import adopt_projects, set_manager
from secondslice.projects.tests.make import make_project, make_stakeholder

pytestmark = pytest.mark.django_db
LIST = "/w/acme/projects/"


def sent_back(client: Client, path: str, sent: dict[str, object]) -> str:
    """Return the form as it comes back to be looked at again."""
    answer = client.post(path, sent)
    assert answer.status_code == 422
    return html.unescape(answer.text)


def form_of(project: Project, **others: object) -> dict[str, object]:
    return {
        "name": project.name, "customer": project.customer_id, "phase": project.phase, "code": project.code, **others,
    }  # fmt: skip


class TestNothingTypedIsLost:
    """What a service refuses comes back in the form."""

    def test_taken_number_stands_at_its_field(self, as_lea: Client, lea: Membership) -> None:
        tills = make_project(lea.workspace, "New tills", code="P-7")

        page = sent_back(
            as_lea, f"{LIST}add/", form_of(tills, name="Payroll", code="p-7", budget="1250")
        )

        assert 'href="#id_code"' in page
        assert "Another project already has the number p-7." in page
        assert 'value="Payroll"' in page
        assert 'value="1250"' in page
        assert Project.objects.count() == 1

    def test_own_number_may_stay_and_another_ones_not(
        self, as_lea: Client, lea: Membership
    ) -> None:
        make_project(lea.workspace, code="P-7")
        payroll = make_project(lea.workspace, "Payroll", code="P-8")
        path = f"{LIST}{payroll.ref}/edit/"

        page = sent_back(as_lea, path, form_of(payroll, name="Pay", code="P-7"))

        assert "<h1>Payroll</h1>" in page
        assert 'value="Pay"' in page
        assert as_lea.post(path, form_of(payroll, name="Pay")).status_code == 302

    def test_end_before_start_stands_at_the_end(self, as_lea: Client, lea: Membership) -> None:
        tills = make_project(lea.workspace, "New tills")
        dates = {"starts_on": "2026-09-01", "ends_on": "2026-03-01"}

        for path in (f"{LIST}add/", f"{LIST}{tills.ref}/edit/"):
            page = sent_back(as_lea, path, form_of(tills, **dates))
            assert 'href="#id_ends_on"' in page
            assert "would end before it starts" in page
            assert 'value="2026-09-01"' in page

    def test_person_who_is_in_the_project_already(self, as_lea: Client, lea: Membership) -> None:
        tills = make_project(lea.workspace)
        ben = make_stakeholder(tills, name="Ben").contact

        page = sent_back(
            as_lea,
            f"{LIST}{tills.ref}/people/",
            {"name": "Benjamin", "email": ben.email.upper(), "role": "team"},
        )

        assert "Ben is in this project already." in page
        assert 'value="Benjamin"' in page


def test_sponsor_of_another_customer_is_added_by_the_address(
    as_lea: Client, lea: Membership
) -> None:
    tills = make_project(lea.workspace)
    fay = make_contact(make_customer(lea.workspace, "Finance"), "Fay", email="fay@finance.example")

    page = as_lea.post(
        f"{LIST}{tills.ref}/people/",
        {"name": "F. Frost", "email": "Fay@finance.example", "role": "sponsor"},
        follow=True,
    )

    assert "Fay of Finance is in this project now." in page.text
    assert Stakeholder.objects.get().contact == fay
    assert Contact.objects.count() == 1


def test_somebody_new_is_added_at_the_projects_customer(as_lea: Client, lea: Membership) -> None:
    tills = make_project(lea.workspace)

    page = as_lea.post(
        f"{LIST}{tills.ref}/people/",
        {"name": "Nia New", "email": "nia@retail.example", "role": "sponsor"},
        follow=True,
    )

    assert "Nia New is in this project now." in page.text
    assert Contact.objects.get().customer == tills.customer


def test_address_known_only_in_another_workspace_is_somebody_new(
    as_lea: Client, lea: Membership, cleo: Membership
) -> None:
    make_contact(make_customer(cleo.workspace), "Fay", email="fay@finance.example")
    tills = make_project(lea.workspace)

    as_lea.post(
        f"{LIST}{tills.ref}/people/",
        {"name": "Fay Frost", "email": "fay@finance.example", "role": "sponsor"},
    )

    assert Stakeholder.objects.get().contact.name == "Fay Frost"


class TestManager:
    """Who answers for a project."""

    def test_project_taken_away_does_not_go_back_by_itself(
        self, ava: Membership, max: Membership, now: datetime
    ) -> None:
        tills = make_project(ava.workspace, manager=max.user)
        Project.objects.update(manager_name="Max", manager_email=max.user.email)
        tills.refresh_from_db()

        set_manager(by=ava, project=tills, manager=None, at=now)
        adopt_projects(workspace=ava.workspace, user=max.user)

        tills.refresh_from_db()
        assert (tills.manager, tills.manager_name, tills.manager_email) == (None, "", "")

    def test_name_of_a_list_outlives_a_change_of_something_else(
        self, as_lea: Client, lea: Membership
    ) -> None:
        tills = make_project(lea.workspace)
        Project.objects.update(manager_name="Nia", manager_email="nia@example.org")

        as_lea.post(f"{LIST}{tills.ref}/edit/", form_of(tills, name="Tills"))

        tills.refresh_from_db()
        assert (tills.name, tills.manager_name) == ("Tills", "Nia")

    def test_manager_is_not_asked_who_manages_what_he_adds(
        self, as_max: Client, max: Membership, lea: Membership
    ) -> None:
        retail = make_customer(max.workspace)

        assert 'name="manager"' not in as_max.get(f"{LIST}add/").text
        as_max.post(
            f"{LIST}add/",
            {
                "name": "New tills",
                "customer": retail.pk,
                "phase": "planning",
                "manager": lea.user.pk,
            },
        )

        assert Project.objects.get().manager == max.user

    def test_lead_says_who_manages(self, as_lea: Client, lea: Membership, max: Membership) -> None:
        retail = make_customer(lea.workspace)

        as_lea.post(
            f"{LIST}add/",
            {
                "name": "New tills",
                "customer": retail.pk,
                "phase": "planning",
                "manager": max.user.pk,
            },
        )

        assert Project.objects.get().manager == max.user


class TestOneCustomersProjects:
    """The list narrowed to a customer, as the customer's page links to it."""

    def test_only_those_are_shown_and_the_way_to_all(self, as_lea: Client, lea: Membership) -> None:
        tills = make_project(lea.workspace, "New tills")
        make_project(lea.workspace, "Payroll")

        page = as_lea.get(LIST, {"customer": str(tills.customer.ref), "sort": "-end"}).text

        assert "New tills" in page
        assert "Payroll" not in page
        assert f'href="?sort=-end">{tills.customer.name}' in page

    def test_search_stays_with_the_customer_and_the_order(
        self, as_lea: Client, lea: Membership
    ) -> None:
        ref = str(make_project(lea.workspace).customer.ref)

        page = as_lea.get(LIST, {"customer": ref, "sort": "-end"}).text

        assert f'<input type="hidden" name="customer" value="{ref}">' in page
        assert '<input type="hidden" name="sort" value="-end">' in page

    def test_customer_without_projects_is_not_an_empty_portfolio(
        self, as_lea: Client, lea: Membership
    ) -> None:
        page = as_lea.get(LIST, {"customer": str(make_customer(lea.workspace).ref)})

        assert "No project fits this search." in page.text

    def test_customer_of_another_workspace_is_not_here(
        self, as_cleo: Client, lea: Membership
    ) -> None:
        ref = str(make_customer(lea.workspace).ref)

        assert as_cleo.get("/w/other/projects/", {"customer": ref}).status_code == 404

    def test_address_cut_by_somebody_shows_all(self, as_lea: Client, lea: Membership) -> None:
        make_project(lea.workspace, "New tills")

        assert "New tills" in as_lea.get(LIST, {"customer": "1234"}).text


def test_import_is_offered_only_to_who_may_import(
    as_lea: Client, as_sal: Client, as_exe: Client
) -> None:
    assert "/projects/import/" in as_lea.get(LIST).text
    for client in (as_sal, as_exe):
        page = client.get(LIST).text
        assert "No project yet." in page
        assert "/projects/import/" not in page


@pytest.mark.parametrize("typed", ["ÄPFEL", "äpfel öl", "öztürk"])
def test_search_knows_every_alphabet(lea: Membership, typed: str) -> None:
    customer = make_customer(lea.workspace, "Öztürk")
    make_project(lea.workspace, "Äpfel und Öl", customer=customer)
    make_project(lea.workspace, "Apples")

    found = project_list(lea, ProjectFilter(search=typed))

    assert [one.name for one in found] == ["Äpfel und Öl"]


def test_change_of_a_project_is_written_down_in_the_words_of_the_form(
    as_lea: Client, lea: Membership
) -> None:
    tills = make_project(lea.workspace, "New tills")

    as_lea.post(f"{LIST}{tills.ref}/edit/", form_of(tills, ends_on="2026-09-30", budget="10.00"))

    page = as_lea.get("/w/acme/settings/audit/").text
    assert AuditEntry.objects.get().verb == "changed the project"
    assert "End: from empty to Sept. 30, 2026" in page
