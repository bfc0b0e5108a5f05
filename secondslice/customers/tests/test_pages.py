"""Customers and the people at customers, as each role sees them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.tests.make import make_project, make_stakeholder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/w/acme/customers/"
PEOPLE = f"{LIST}people/"


def names(client: Client, address: str) -> list[str]:
    rows = client.get(address).text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'class="plain-link font-medium" href="[^"]+">([^<]+)</a>', rows)


class TestCustomers:
    """Departments and clients."""

    def test_empty_list_says_what_to_do(
        self, as_lea: Client, as_sal: Client, as_exe: Client
    ) -> None:
        assert "An import of your projects brings them in." in as_lea.get(LIST).text
        assert "Add a customer" in as_sal.get(LIST).text
        assert "Add a customer" not in as_exe.get(LIST).text

    def test_row_counts_people_and_projects(self, as_lea: Client, pmo: Workspace) -> None:
        retail = make_customer(pmo, "Retail")
        for number in range(3):
            make_contact(retail, f"Ben {number}")
        for _project in range(2):
            make_project(pmo, customer=retail)

        row = as_lea.get(LIST).text.partition("<tbody>")[2]

        assert re.findall(r">(\d+)</td>", row) == ["3", "2"]

    def test_project_manager_counts_only_his_own_projects(
        self, as_max: Client, pmo: Workspace, max: Membership
    ) -> None:
        retail = make_customer(pmo, "Retail")
        make_project(pmo, customer=retail, manager=max.user)
        make_project(pmo, customer=retail)

        assert re.findall(r">(\d+)</td>", as_max.get(LIST).text) == ["0", "1"]

    def test_search_and_kind_narrow_the_list(self, as_lea: Client, pmo: Workspace) -> None:
        make_customer(pmo, "Retail")
        make_customer(pmo, "Äpfel & Co", kind="external")
        Customer.objects.filter(name="Retail").update(external_id="D-7")

        assert names(as_lea, f"{LIST}?q=reta") == names(as_lea, f"{LIST}?q=D-7") == ["Retail"]
        assert names(as_lea, f"{LIST}?q=äpfel") == ["Äpfel &amp; Co"]
        assert names(as_lea, f"{LIST}?kind=external") == ["Äpfel &amp; Co"]
        assert "Nobody fits this search." in as_lea.get(f"{LIST}?q=pizza").text

    def test_customer_is_added_by_who_works_and_written_down(self, as_sal: Client) -> None:
        page = as_sal.post(
            f"{LIST}add/", {"name": "Retail", "kind": "external", "external_id": "D-7"}, follow=True
        )

        retail = Customer.objects.get()
        assert (retail.name, retail.kind, retail.external_id) == ("Retail", "external", "D-7")
        assert "Retail is added." in page.text
        assert AuditEntry.objects.get().verb == "added the customer"

    def test_second_customer_of_one_name_is_refused_in_the_form(
        self, as_lea: Client, pmo: Workspace
    ) -> None:
        make_customer(pmo, "Retail")

        page = as_lea.post(f"{LIST}add/", {"name": "RETAIL", "kind": "internal"})

        assert page.status_code == 422
        assert "There is already a customer named “RETAIL”." in page.text
        assert Customer.objects.count() == 1

    def test_same_name_in_another_workspace_does_no_harm(
        self, as_lea: Client, cleo: Membership
    ) -> None:
        make_customer(cleo.workspace, "Retail")

        assert as_lea.post(f"{LIST}add/", {"name": "Retail", "kind": "internal"}).status_code == 302

    def test_change_is_saved_and_written_down_once(self, as_lea: Client, pmo: Workspace) -> None:
        retail = make_customer(pmo, "Retail")
        for _time in range(2):
            as_lea.post(f"{LIST}{retail.ref}/edit/", {"name": "Stores", "kind": "internal"})

        assert Customer.objects.get().name == "Stores"
        assert AuditEntry.objects.get().detail == {"name": ["Retail", "Stores"]}

    def test_executive_who_hears_of_late_steps_is_chosen_among_those_who_lead(
        self, as_lea: Client, max: Membership, exe: Membership, cleo: Membership
    ) -> None:
        retail = make_customer(exe.workspace, "Retail")
        address = f"{LIST}{retail.ref}/edit/"
        typed = {"name": "Retail", "kind": "internal"}

        offered = as_lea.get(address).context["form"].fields["executive"].queryset
        assert [one.name for one in offered] == ["Exe", "Lea"]
        for wrong in (max, cleo):  # who runs projects; somebody of another workspace
            answer = as_lea.post(address, {**typed, "executive": wrong.user_id})
            assert answer.status_code == 422
        as_lea.post(address, {**typed, "executive": exe.user_id})

        retail.refresh_from_db()
        assert retail.executive == exe.user
        assert AuditEntry.objects.get().detail == {"executive": ["", "Exe"]}
        assert "Executive: Exe" in as_lea.get(f"{LIST}{retail.ref}/").text

    def test_other_workspace_finds_nothing(self, as_cleo: Client, pmo: Workspace) -> None:
        retail = make_customer(pmo, "Retail")

        assert as_cleo.get(LIST).status_code == 404
        assert names(as_cleo, "/w/other/customers/") == []
        for workspace in ("acme", "other"):
            address = f"/w/{workspace}/customers/{retail.ref}/edit/"
            assert as_cleo.get(address).status_code == 404
            assert as_cleo.post(address, {"name": "Mine", "kind": "internal"}).status_code == 404
        assert Customer.objects.get().name == "Retail"

    def test_executive_reads_and_changes_nothing(self, as_exe: Client, pmo: Workspace) -> None:
        retail = make_customer(pmo, "Retail")

        assert names(as_exe, LIST) == ["Retail"]
        for address in ("add/", f"{retail.ref}/edit/", "people/add/"):
            assert as_exe.get(f"{LIST}{address}").status_code == 403
            assert as_exe.post(f"{LIST}{address}", {"name": "X"}).status_code == 403

    def test_long_list_is_paged_and_loses_nobody(self, as_lea: Client, pmo: Workspace) -> None:
        for number in range(53):
            make_customer(pmo, f"Store {number:02}")

        more = re.search(r'href="(\?[^"]*after=[^"]+)"', as_lea.get(LIST).text)
        assert more is not None
        found = names(as_lea, LIST) + names(as_lea, LIST + more.group(1).replace("&amp;", "&"))

        assert found == [f"Store {number:02}" for number in range(53)]

    def test_thirty_rows_cost_the_queries_of_three(self, as_lea: Client, pmo: Workspace) -> None:
        def queries(number: int) -> int:
            for _customer in range(number):
                make_contact(make_customer(pmo))
            with CaptureQueriesContext(connection) as asked:
                as_lea.get(LIST)
            return len(asked)

        queries(0)  # the first visit is noted
        assert queries(3) == queries(27)
        assert len(names(as_lea, LIST)) == 30


class TestPeople:
    """Whom one can ask."""

    def test_empty_list_says_what_to_do(self, as_lea: Client, as_exe: Client) -> None:
        assert "Bring your list of people, as it is." in as_lea.get(PEOPLE).text
        assert "Nobody is known here yet." in as_exe.get(PEOPLE).text

    def test_row_tells_address_customer_title_and_projects(
        self, as_lea: Client, pmo: Workspace
    ) -> None:
        ben = make_contact(make_customer(pmo, "Retail"), "Ben", email="ben@x.example", title="CIO")
        make_stakeholder(make_project(pmo), ben)

        row = as_lea.get(PEOPLE).text.partition("<tbody>")[2]

        for words in ("Ben", "CIO", "ben@x.example", "Retail", ">1<"):
            assert words in row

    def test_search_and_customer_narrow_the_list(
        self, as_lea: Client, pmo: Workspace, as_cleo: Client
    ) -> None:
        retail = make_customer(pmo, "Retail")
        make_contact(retail, "Ben", email="ben@x.example")
        make_contact(make_customer(pmo, "Finance"), "Zoe")

        for query in ("q=ben", "q=X.example", "q=retail", f"customer={retail.ref}"):
            assert names(as_lea, f"{PEOPLE}?{query}") == ["Ben"]
        assert len(names(as_lea, f"{PEOPLE}?customer=nonsense")) == 2
        assert as_cleo.get(f"/w/other/customers/people/?customer={retail.ref}").status_code == 404

    def test_person_is_added_at_the_customer_that_is_chosen(
        self, as_sal: Client, pmo: Workspace
    ) -> None:
        retail = make_customer(pmo, "Retail")
        form = as_sal.get(f"{PEOPLE}add/?customer={retail.ref}").text
        assert f'<option value="{retail.pk}" selected>' in form

        as_sal.post(
            f"{PEOPLE}add/",
            {"name": "Ben", "email": "Ben@X.Example", "customer": retail.pk, "language": "en-gb"},
        )

        ben = Contact.objects.get()
        assert (ben.email, ben.customer, ben.language) == ("ben@x.example", retail, "en-gb")
        assert AuditEntry.objects.get().verb == "added the person"

    def test_address_that_somebody_has_is_refused_in_the_form(
        self, as_lea: Client, pmo: Workspace
    ) -> None:
        ben = make_contact(make_customer(pmo), "Ben", email="ben@x.example")

        page = as_lea.post(
            f"{PEOPLE}add/", {"name": "Bea", "email": "BEN@x.example", "customer": ben.customer_id}
        )

        assert page.status_code == 422
        assert "Somebody here already has the address" in page.text
        assert 'value="Bea"' in page.text
        assert Contact.objects.count() == 1

    def test_person_moves_to_another_customer_and_keeps_what_the_form_does_not_ask(
        self, as_lea: Client, pmo: Workspace
    ) -> None:
        ben = make_contact(make_customer(pmo, "Retail"), "Ben", email="ben@x.example")
        Contact.objects.update(time_zone="Europe/Berlin", external_id="HR-7")
        finance = make_customer(pmo, "Finance")

        as_lea.post(
            f"{PEOPLE}{ben.ref}/edit/",
            {
                "name": "Ben",
                "email": "ben@x.example",
                "customer": finance.pk,
                "time_zone": "Europe/Berlin",
            },
        )

        ben.refresh_from_db()
        assert (ben.customer, ben.time_zone, ben.external_id) == (finance, "Europe/Berlin", "HR-7")
        assert AuditEntry.objects.get().detail == {"customer": ["Retail", "Finance"]}

    def test_other_workspace_finds_and_lends_nobody(
        self, as_cleo: Client, as_lea: Client, pmo: Workspace, cleo: Membership
    ) -> None:
        ben = make_contact(make_customer(pmo), "Ben", email="ben@x.example")
        theirs = make_customer(cleo.workspace)
        typed = {"name": "Ben", "email": "ben@x.example", "customer": theirs.pk}

        for workspace in ("acme", "other"):
            address = f"/w/{workspace}/customers/people/{ben.ref}/edit/"
            assert as_cleo.get(address).status_code == 404
            assert as_cleo.post(address, typed).status_code == 404
        assert as_lea.post(f"{PEOPLE}{ben.ref}/edit/", typed).status_code == 422
        assert as_lea.get(f"{PEOPLE}add/?customer={theirs.ref}").status_code == 404
        assert Contact.objects.get().workspace == pmo

    def test_thirty_rows_cost_the_queries_of_three(self, as_lea: Client, pmo: Workspace) -> None:
        def queries(number: int) -> int:
            for one in range(number):
                contact = make_contact(make_customer(pmo), f"Ben {one}")
                make_stakeholder(make_project(pmo), contact)
            with CaptureQueriesContext(connection) as asked:
                as_lea.get(PEOPLE)
            return len(asked)

        queries(0)  # the first visit is noted
        assert queries(3) == queries(27)
        assert len(names(as_lea, PEOPLE)) == 30
