"""Where a person is asked, as it is typed in and imported."""

from __future__ import annotations

from datetime import datetime

import pytest

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.forms import ContactForm
from secondslice.customers.models import Contact
from secondslice.customers.services import change_contact
from secondslice.customers.tests.make import make_contact, make_customer

pytestmark = pytest.mark.django_db


def form(workspace: Workspace, known: Contact, **typed: str) -> ContactForm:
    told = {"name": known.name, "email": known.email, "customer": str(known.customer_id)}
    return ContactForm({**told, **typed}, workspace=workspace, known=known)


def test_who_is_asked_in_slack_needs_the_id_by_which_slack_finds_people(pmo: Workspace) -> None:
    ben = make_contact(make_customer(pmo))

    missing = form(pmo, ben, way="slack")
    wrong = form(pmo, ben, way="slack", slack_id="@ben")
    right = form(pmo, ben, way="slack", slack_id="u012ab3cd")

    assert "by this id only" in str(missing.errors["slack_id"])
    assert "not a member id" in str(wrong.errors["slack_id"])
    assert right.is_valid()
    assert right.facts().slack_id == "U012AB3CD"


def test_who_says_nothing_of_it_is_asked_by_mail(pmo: Workspace) -> None:
    ben = make_contact(make_customer(pmo))

    said = form(pmo, ben)

    assert said.is_valid()
    assert said.facts().way == Contact.Way.MAIL


def test_change_of_the_way_is_written_down(pmo: Workspace, ava: Membership, now: datetime) -> None:
    ben = make_contact(make_customer(pmo))
    said = form(pmo, ben, way="teams", teams_name="ben@acme.onmicrosoft.example")
    assert said.is_valid()

    change_contact(by=ava, contact=ben, customer=ben.customer, facts=said.facts(), at=now)

    ben.refresh_from_db()
    assert (ben.way, ben.teams_name) == ("teams", "ben@acme.onmicrosoft.example")
