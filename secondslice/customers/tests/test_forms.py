"""Forms of this room keep what was typed, and its lists find names and show a way on."""

from __future__ import annotations

import html
from datetime import datetime

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.core.refusals import refusals_in
from secondslice.customers import services
from secondslice.customers.forms import CustomerForm
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import (
    ContactFilter,
    CustomerFilter,
    contact_list,
    customer_list,
)
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.tests.make import make_project

pytestmark = pytest.mark.django_db
CUSTOMERS = "/w/acme/customers/"
PEOPLE = f"{CUSTOMERS}people/"


def text_of(client: Client, path: str, sent: dict[str, object] | None = None) -> str:
    """Return the page; a form that was sent must have come back as one to be looked at again."""
    answer = client.get(path) if sent is None else client.post(path, sent)
    assert answer.status_code == (200 if sent is None else 422)
    return html.unescape(answer.text)


def test_second_customer_of_a_name_comes_back_with_all_that_was_typed(
    as_sal: Client, sal: Membership
) -> None:
    make_customer(sal.workspace, "Retail")

    page = text_of(
        as_sal,
        f"{CUSTOMERS}add/",
        {"name": "retail", "kind": "external", "external_id": "K-77"},
    )

    assert 'href="#id_name"' in page
    assert "There is already a customer named “retail”." in page
    assert 'value="K-77"' in page
    assert Customer.objects.count() == 1


def test_everything_that_is_wrong_is_told_at_once(as_sal: Client, sal: Membership) -> None:
    ben = make_contact(make_customer(sal.workspace, "Retail"), "Ben", email="ben@customer.example")

    customer = text_of(as_sal, f"{CUSTOMERS}add/", {"name": "Retail", "kind": "neither"})
    person = text_of(as_sal, f"{PEOPLE}add/", {"name": "", "email": ben.email})

    assert "There is already a customer" in customer
    assert "neither is not one of the available choices" in customer
    assert "Somebody here already has the address" in person
    assert "This is needed." in person


def test_customer_renamed_to_another_ones_name_comes_back(as_sal: Client, sal: Membership) -> None:
    make_customer(sal.workspace, "Retail")
    finance = make_customer(sal.workspace, "Finance")

    page = text_of(
        as_sal,
        f"{CUSTOMERS}{finance.ref}/edit/",
        {"name": "Retail", "kind": "internal", "external_id": "K-77"},
    )

    assert "<h1>Finance</h1>" in page
    assert "There is already a customer named “Retail”." in page
    assert 'value="K-77"' in page


def test_customer_may_keep_the_own_name(as_sal: Client, sal: Membership) -> None:
    retail = make_customer(sal.workspace, "Retail")

    as_sal.post(f"{CUSTOMERS}{retail.ref}/edit/", {"name": "RETAIL", "kind": "external"})

    assert Customer.objects.get().name == "RETAIL"


def test_second_person_with_an_address_comes_back_with_all_that_was_typed(
    as_sal: Client, sal: Membership
) -> None:
    ben = make_contact(make_customer(sal.workspace), "Ben", email="ben@customer.example")

    page = text_of(
        as_sal,
        f"{PEOPLE}add/",
        {"name": "Benjamin", "email": "BEN@customer.example", "customer": ben.customer_id,
         "title": "Controller", "phone": "+43 1 234"},
    )  # fmt: skip

    assert 'href="#id_email"' in page
    assert "Somebody here already has the address" in page
    for typed in ("Benjamin", "Controller", "+43 1 234"):
        assert f'value="{typed}"' in page
    assert Contact.objects.count() == 1


def test_person_that_was_changed_is_shown(as_sal: Client, sal: Membership) -> None:
    ann = make_contact(make_customer(sal.workspace), "Ann")
    here = f"{PEOPLE}{ann.ref}/edit/"
    form = {"name": "Anna", "email": ann.email, "customer": ann.customer_id}

    saved = as_sal.post(here, form, follow=True)

    assert saved.redirect_chain[-1][0] == f"{PEOPLE}{ann.ref}/"
    assert "<h1>Anna</h1>" in saved.text
    assert f'href="{PEOPLE}{ann.ref}/"' in as_sal.get(here).text


def test_person_given_somebody_elses_address_comes_back(as_sal: Client, sal: Membership) -> None:
    retail = make_customer(sal.workspace)
    make_contact(retail, "Ben", email="ben@customer.example")
    ann = make_contact(retail, "Ann")

    page = text_of(
        as_sal,
        f"{PEOPLE}{ann.ref}/edit/",
        {"name": "Anna", "email": "ben@customer.example", "customer": retail.pk},
    )

    assert "<h1>Ann</h1>" in page
    assert 'value="Anna"' in page
    assert "Somebody here already has the address" in page


def test_of_two_at_once_the_second_is_told_at_its_field(sal: Membership, now: datetime) -> None:
    form = CustomerForm({"name": "Retail", "kind": "internal"}, workspace=sal.workspace)
    assert form.is_valid()
    make_customer(sal.workspace, "Retail")

    with refusals_in(form, "name"):
        services.add_customer(by=sal, facts=form.facts(), at=now)

    assert "There is already a customer named “Retail”." in form.errors["name"][0]


class TestEmptyLists:
    """Each role is offered what it may do, and nothing else."""

    def test_who_may_import_is_shown_the_import(self, as_max: Client) -> None:
        for path in (CUSTOMERS, PEOPLE):
            assert "/projects/import/" in text_of(as_max, path)

    def test_sales_is_shown_how_to_add(self, as_sal: Client) -> None:
        for path, way_on in ((CUSTOMERS, "customers/add/"), (PEOPLE, "people/add/")):
            page = text_of(as_sal, path)
            assert "/projects/import/" not in page
            assert page[page.index("known" if path == PEOPLE else "No customer") :].count(way_on)

    def test_executive_is_shown_no_button(self, as_exe: Client) -> None:
        for path in (CUSTOMERS, PEOPLE):
            page = text_of(as_exe, path)
            assert "/projects/import/" not in page
            assert "btn-primary" not in page[page.index('id="main"') : page.index("</main>")]

    def test_nothing_found_is_not_nothing_there(self, as_sal: Client, sal: Membership) -> None:
        make_contact(make_customer(sal.workspace), "Ben")

        assert "Nobody fits this search." in text_of(as_sal, f"{PEOPLE}?q=zzz")


def test_people_of_one_customer_name_it_and_lead_back_to_all(
    as_sal: Client, as_cleo: Client, sal: Membership
) -> None:
    retail = make_customer(sal.workspace, "Retail")
    make_contact(retail, "Ben")
    make_contact(make_customer(sal.workspace, "Finance"), "Ann")

    page = text_of(as_sal, f"{PEOPLE}?customer={retail.ref}&q=b")

    assert "Ben" in page
    assert "Ann" not in page
    assert 'href="?q=b">Retail' in page
    assert as_cleo.get(f"/w/other/customers/people/?customer={retail.ref}").status_code == 404


@pytest.mark.parametrize("typed", ["ÖZTÜRK", "öztürk", "öz şen"])
def test_lists_find_names_in_any_alphabet(sal: Membership, typed: str) -> None:
    shen = make_contact(make_customer(sal.workspace, "Öztürk Şen A.Ş."), "Şen Öztürk")
    make_project(sal.workspace)

    assert [one.pk for one in contact_list(sal, ContactFilter(search=typed))] == [shen.pk]
    found = customer_list(sal, CustomerFilter(search=typed))
    assert [one.name for one in found] == ["Öztürk Şen A.Ş."]
