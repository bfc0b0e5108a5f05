"""Where a person is asked, as it is typed in and imported."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import RuleBroken
from secondslice.customers.forms import ContactForm
from secondslice.customers.models import Contact
from secondslice.customers.services import ContactFacts, add_contact, change_contact
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


def test_member_of_slack_who_is_somebody_already_is_nobody_else(pmo: Workspace) -> None:
    customer = make_customer(pmo)
    ben, eve = make_contact(customer, way="slack"), make_contact(customer, "Eve")

    taken = form(pmo, eve, way="slack", slack_id=ben.slack_id.lower())
    own = form(pmo, ben, way="slack", slack_id=ben.slack_id)

    assert "Ben has this Slack member id already" in str(taken.errors["slack_id"])
    assert own.is_valid()


def test_two_who_come_at_once_are_told_which_of_the_two_is_taken(
    pmo: Workspace, ava: Membership, now: datetime
) -> None:
    ben = make_contact(make_customer(pmo), way="slack")
    eve = make_contact(ben.customer, "Eve")
    by_id = ContactFacts("Eve", eve.email, slack_id=ben.slack_id)

    with pytest.raises(RuleBroken, match="Ben has this Slack member id"):
        change_contact(by=ava, contact=eve, customer=eve.customer, facts=by_id, at=now)
    new = ContactFacts("Kim", "kim@customer.example", slack_id=ben.slack_id)
    with pytest.raises(RuleBroken, match="Ben has this Slack member id"):
        add_contact(by=ava, customer=ben.customer, facts=new, at=now)
    with pytest.raises(RuleBroken, match="already has the address"):
        add_contact(by=ava, customer=ben.customer, facts=ContactFacts("Ben", ben.email), at=now)

    assert not Contact.objects.get(pk=eve.pk).slack_id


def test_many_have_no_id_and_another_workspace_may_know_the_same_member(
    pmo: Workspace, cleo: Membership
) -> None:
    ben = make_contact(make_customer(pmo), way="slack")
    make_contact(ben.customer, "Eve")
    make_contact(ben.customer, "Kim")
    theirs = make_contact(make_customer(cleo.workspace), way="slack")

    assert theirs.slack_id == ben.slack_id


@pytest.mark.django_db(transaction=True)
def test_id_that_two_people_had_before_is_taken_from_both(pmo: Workspace) -> None:
    upgrade = import_module("secondslice.customers.migrations.0005_one_contact_per_slack_id")
    rules = Contact._meta.constraints  # noqa: SLF001  (the tables' own description)
    (unique,) = [one for one in rules if one.name == "one_contact_per_slack_id"]
    customer = make_customer(pmo)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Contact, unique)
    try:
        Contact.objects.bulk_create(
            Contact(
                workspace=pmo,
                customer_id=customer.pk,
                name=name,
                email=f"{name.lower()}@customer.example",
                slack_id=slack_id,
            )
            for name, slack_id in (("Ben", "U0BEN0000"), ("Eve", "U0BEN0000"), ("Kim", "U0KIM0000"))
        )

        upgrade.empty_doubles(apps, None)
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Contact, unique)

    found = dict(Contact.objects.values_list("name", "slack_id"))
    assert found == {"Ben": "", "Eve": "", "Kim": "U0KIM0000"}
