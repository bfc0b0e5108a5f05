"""People as address cards: one from the page of a person, all from the list."""

from __future__ import annotations

from typing import Any

import pytest
import vobject
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(ava: Membership) -> Contact:
    """Ben Ortega of Retail."""
    found = make_contact(make_customer(ava.workspace, "Retail"), "Ben Ortega")
    found.title, found.phone = "Head; of stores, north", "+49 30 1"
    found.save()
    return found


def cards_in(response: Any) -> list[Any]:  # noqa: ANN401  (of the test client, and of vobject)
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    return list(vobject.readComponents(response.content.decode()))


def test_page_of_a_person_gives_a_card_that_programs_read(as_exe: Client, ben: Contact) -> None:
    address = f"/w/acme/customers/people/{ben.ref}/card.vcf"
    assert f'href="{address}"' in as_exe.get(f"/w/acme/customers/people/{ben.ref}/").text

    response = as_exe.get(address)

    assert response["Content-Disposition"] == 'attachment; filename="ben-ortega.vcf"'
    (card,) = cards_in(response)
    assert (card.fn.value, card.email.value) == ("Ben Ortega", ben.email)
    assert (card.n.value.family, card.n.value.given) == ("Ortega", "Ben")
    assert (card.org.value, card.tel.value) == (["Retail"], "+49 30 1")


def test_list_of_people_gives_the_cards_of_those_it_shows(as_exe: Client, ben: Contact) -> None:
    make_contact(ben.customer, "Ida Ito")
    page = as_exe.get("/w/acme/customers/people/").text
    assert "download=vcf" in page

    everybody = cards_in(as_exe.get("/w/acme/customers/people/?download=vcf"))
    one = cards_in(as_exe.get("/w/acme/customers/people/?download=vcf&q=Ida"))

    assert [card.fn.value for card in everybody] == ["Ben Ortega", "Ida Ito"]
    assert [card.fn.value for card in one] == ["Ida Ito"]


def test_name_cannot_write_lines_of_its_own_into_a_card(as_exe: Client, ben: Contact) -> None:
    Contact.objects.update(name="Ben\r\nEMAIL:evil@example.org")

    (card,) = cards_in(as_exe.get(f"/w/acme/customers/people/{ben.ref}/card.vcf"))

    assert len(card.contents["email"]) == 1


def test_erased_person_has_no_card(as_exe: Client, ben: Contact) -> None:
    Contact.objects.update(erased_at="2026-03-01T00:00Z")

    assert as_exe.get(f"/w/acme/customers/people/{ben.ref}/card.vcf").status_code == 404
