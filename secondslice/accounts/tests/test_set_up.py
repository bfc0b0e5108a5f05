from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership, SetUpLink, User, Workspace
from secondslice.accounts.services.set_up import new_set_up_link
from secondslice.accounts.tests.make import PASSWORD, make_user, make_workspace
from secondslice.pulse.models import Reason, Wording

pytestmark = pytest.mark.django_db

FORM = {
    "workspace": "Margherita PMO",
    "name": "Ava Owens",
    "email": "Ava@Example.org",
    "password": "tomato basil mozzarella",
    "time_zone": "Europe/Berlin",
    "language": "en-gb",
    "currency": "CHF",
}


def path_of_new_link(now: datetime) -> str:
    link = new_set_up_link(at=now)
    assert link is not None
    return urlsplit(link).path


def test_link_opens_the_first_workspace_and_signs_its_owner_in(
    stranger: Client, now: datetime
) -> None:
    path = path_of_new_link(now)
    assert stranger.get(path).status_code == 200

    answer = stranger.post(path, FORM)

    assert answer["Location"] == reverse("dashboard:today", args=["margherita-pmo"])
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.slug) == ("Margherita PMO", "margherita-pmo")
    assert (workspace.time_zone, workspace.language) == ("Europe/Berlin", "en-gb")
    assert workspace.currency == "CHF"
    owner = Membership.objects.get()
    assert owner.role == "owner"
    assert (owner.user.email, owner.user.name) == ("ava@example.org", "Ava Owens")
    assert owner.user.check_password(FORM["password"])
    assert stranger.session["_auth_user_id"] == str(owner.user.pk)
    assert AuditEntry.objects.get().verb == "opened the workspace"


def test_new_workspace_starts_with_its_question_and_its_reasons(
    stranger: Client, now: datetime
) -> None:
    stranger.post(path_of_new_link(now), FORM)
    assert Wording.objects.filter(workspace__slug="margherita-pmo").exists()
    assert Reason.objects.filter(workspace__slug="margherita-pmo").exists()


def test_link_works_once_and_then_says_where_to_sign_in(now: datetime) -> None:
    path = path_of_new_link(now)
    Client().post(path, FORM)

    second = Client().post(path, {**FORM, "email": "mallory@example.org"})

    assert second.status_code == 404
    assert "Second Slice is set up already" in second.content.decode()
    assert "/sign-in/" in second.content.decode()
    assert User.objects.count() == 1


def test_new_link_makes_the_earlier_one_useless(stranger: Client, now: datetime) -> None:
    earlier = path_of_new_link(now)
    later = path_of_new_link(now)
    closed = stranger.get(earlier)
    assert closed.status_code == 404
    assert "only the last one works" in closed.content.decode()
    assert stranger.get(later).status_code == 200


def test_address_of_the_server_says_where_the_set_up_link_is_until_there_is_a_workspace(
    stranger: Client, now: datetime
) -> None:
    before = stranger.get("/")
    assert before.status_code == 200
    assert "printed a set-up link in the window where Second Slice runs" in before.text
    make_workspace()
    assert stranger.get("/")["Location"].startswith("/sign-in/")


def test_unknown_link_opens_nothing(stranger: Client) -> None:
    assert stranger.get("/set-up/nonsense/").status_code == 404
    assert stranger.post("/set-up/AAAAAAAAAAAAAAAAAAAAAA/", FORM).status_code == 404
    assert not Workspace.objects.exists()


def test_no_link_is_made_once_there_is_a_workspace(now: datetime) -> None:
    make_workspace()
    assert new_set_up_link(at=now) is None
    assert not SetUpLink.objects.exists()


def test_token_is_not_kept(now: datetime) -> None:
    token = path_of_new_link(now).split("/")[2]
    assert token not in str(SetUpLink.objects.values())


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("password", "qwertyuiop", "too common"),
        ("password", "short", "too short"),
        ("password", "Ava@Example.org", "too similar"),
        ("time_zone", "Margheritaville", "is not a time zone we know"),
        ("email", "ava", "valid email"),
        ("workspace", "", "This is needed."),
        ("currency", "XXX", "valid choice"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    stranger: Client, now: datetime, field: str, value: str, words: str
) -> None:
    answer = stranger.post(path_of_new_link(now), {**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Workspace.objects.exists()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("berlin", "Europe/Berlin"), ("New York", "America/New_York"), ("utc", "UTC")],
)
def test_a_city_is_enough_for_a_time_zone(
    stranger: Client, now: datetime, typed: str, zone: str
) -> None:
    stranger.post(path_of_new_link(now), {**FORM, "time_zone": typed})
    assert Workspace.objects.get().time_zone == zone


def test_link_does_not_open_an_account_that_is_there_already(
    stranger: Client, now: datetime
) -> None:
    make_user("Ava", email="ava@example.org")
    path = path_of_new_link(now)

    wrong = stranger.post(path, FORM)
    assert wrong.status_code == 422
    assert "has an account here already" in wrong.content.decode()
    assert not Workspace.objects.exists()
    assert "_auth_user_id" not in stranger.session

    assert stranger.post(path, {**FORM, "password": PASSWORD}).status_code == 302
    assert Membership.objects.get().user.email == "ava@example.org"


def test_name_without_latin_letters_still_gets_an_address(stranger: Client, now: datetime) -> None:
    stranger.post(path_of_new_link(now), {**FORM, "workspace": "プロジェクト"})
    assert Workspace.objects.get().slug == "pmo"
