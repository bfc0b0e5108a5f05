"""Who has a part in a project."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def project(max: Membership) -> Project:
    """Max manages New tills."""
    return make_project(max.workspace, "New tills", manager=max.user)


def people(project: Project) -> str:
    return f"/w/acme/projects/{project.ref}/people/"


def part(stakeholder: Stakeholder, act: str, workspace: str = "acme") -> str:
    return f"/w/{workspace}/projects/people/{stakeholder.ref}/{act}"


def test_empty_list_asks_for_the_sponsor(as_max: Client, project: Project) -> None:
    assert "Nobody yet. Add the sponsor" in as_max.get(people(project)).text


def test_sponsors_come_first(as_max: Client, project: Project) -> None:
    make_stakeholder(project, name="Ada", role="team")
    make_stakeholder(project, name="Ben", role="sponsor")

    text = as_max.get(people(project)).text

    assert text.index("ben") < text.index("ada")


def test_person_we_know_is_added(as_max: Client, project: Project) -> None:
    ben = make_contact(project.customer, "Ben")

    page = as_max.post(people(project), {"contact": ben.pk, "role": "executive"}, follow=True)

    assert "Ben is in this project now." in page.text
    stakeholder = Stakeholder.objects.get()
    assert (stakeholder.contact, stakeholder.role) == (ben, "executive")


def test_somebody_new_is_stored_at_the_customer_and_added(as_max: Client, project: Project) -> None:
    as_max.post(people(project), {"name": "Ben", "email": "Ben@Retail.Example", "role": "sponsor"})

    contact = Stakeholder.objects.get().contact
    assert (contact.email, contact.customer) == ("ben@retail.example", project.customer)


def test_address_that_we_know_is_no_second_person(as_max: Client, project: Project) -> None:
    board = make_customer(project.workspace, "Board")
    ben = make_contact(board, "Ben", email="ben@example.com")

    page = as_max.post(
        people(project), {"name": "B.", "email": "BEN@example.com", "role": "sponsor"}, follow=True
    )

    assert "Ben of Board is in this project now." in page.text
    assert Stakeholder.objects.get().contact == ben
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose a person above, or give the name and the address."),
        ({"name": "Ben"}, "Choose a person above, or give the name and the address."),
        ({"name": "Ben", "email": "at home"}, "Enter a valid email address."),
        ({"name": "Ben", "email": "ben@example.com"}, "Ben is in this project already."),
    ],
)
def test_what_is_wrong_is_told_in_the_form(
    as_max: Client, project: Project, typed: dict[str, str], words: str
) -> None:
    make_stakeholder(project, make_contact(project.customer, "Ben", email="ben@example.com"))

    page = as_max.post(people(project), {"role": "sponsor", **typed})

    assert page.status_code == 422
    assert words in page.text
    assert Stakeholder.objects.count() == 1


def test_role_is_changed_and_written_down_and_an_unknown_one_is_not(
    as_max: Client, project: Project
) -> None:
    stakeholder = make_stakeholder(project)

    for role in ("customer", "customer", "king"):
        assert as_max.post(part(stakeholder, "role"), {"role": role}).status_code == 302

    assert Stakeholder.objects.get().role == "customer"
    assert AuditEntry.objects.get().verb == "changed the role in the project of"


def test_person_who_is_taken_out_stays_known(as_max: Client, project: Project) -> None:
    stakeholder = make_stakeholder(project)

    page = as_max.post(part(stakeholder, "remove"), {"reason": "Has moved on."}, follow=True)

    assert "Ben has no part in this project any more." in page.text
    assert not Stakeholder.objects.exists()
    assert Contact.objects.exists()


def test_looking_changes_nothing(as_max: Client, project: Project) -> None:
    stakeholder = make_stakeholder(project)

    assert as_max.get(part(stakeholder, "remove")).status_code == 200
    assert as_max.get(part(stakeholder, "role")).status_code == 405
    assert Stakeholder.objects.exists()


def test_other_managers_and_other_workspaces_find_nothing(
    as_cleo: Client, as_max: Client, project: Project, lea: Membership
) -> None:
    stakeholder = make_stakeholder(project)
    Project.objects.update(manager=lea.user)

    for client, workspace in ((as_max, "acme"), (as_cleo, "acme"), (as_cleo, "other")):
        assert client.get(f"/w/{workspace}/projects/{project.ref}/people/").status_code == 404
        assert (
            client.post(part(stakeholder, "role", workspace), {"role": "team"}).status_code == 404
        )
        assert client.post(part(stakeholder, "remove", workspace)).status_code == 404
    assert Stakeholder.objects.get().role == "sponsor"


def test_person_of_another_workspace_cannot_be_added(
    as_max: Client, project: Project, cleo: Membership
) -> None:
    theirs = make_contact(make_customer(cleo.workspace), "Theo", email="theo@example.com")

    assert (
        as_max.post(people(project), {"contact": theirs.pk, "role": "sponsor"}).status_code == 422
    )
    as_max.post(people(project), {"name": "Tea", "email": "theo@example.com", "role": "sponsor"})

    assert Stakeholder.objects.get().contact.workspace == project.workspace


@pytest.mark.parametrize("role", ["sales", "executive"])
def test_who_does_not_deliver_may_not_look(
    as_sal: Client, as_exe: Client, project: Project, role: str
) -> None:
    assert {"sales": as_sal, "executive": as_exe}[role].get(people(project)).status_code == 403


def test_thirty_people_cost_the_queries_of_three(as_max: Client, project: Project) -> None:
    def queries(number: int) -> int:
        for one in range(number):
            make_stakeholder(project, name=f"Ben {one}")
        with CaptureQueriesContext(connection) as asked:
            as_max.get(people(project))
        return len(asked)

    queries(0)  # the first visit is noted
    assert queries(3) == queries(27)
