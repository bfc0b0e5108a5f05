from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import ApiKey, AuditEntry, Membership
from secondslice.accounts.tests.make import make_api_key
from secondslice.api.tests.make import Program
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/api-keys/"


def test_key_is_shown_once_and_kept_as_a_digest(as_lea: Client, lea: Membership) -> None:
    made = as_lea.post(PAGE, {"name": "Portal", "scopes": ["read", "answer"]})
    key = ApiKey.objects.get()
    secret = made.context["secret"]

    assert made.status_code == 200
    assert secret in made.text
    assert made["Cache-Control"].startswith("max-age=0")
    assert secret not in as_lea.get(PAGE).text
    assert (key.name, key.scopes, key.created_by) == ("Portal", ["read", "answer"], lea.user)
    assert secret not in {str(value) for value in ApiKey.objects.values().get().values()}
    assert AuditEntry.objects.get().verb == "made the API key"
    assert Program(secret).get("/projects").status_code == 200


def test_second_key_of_one_name_is_refused_in_words(as_lea: Client, lea: Membership) -> None:
    make_api_key(lea, name="Portal")

    refused = as_lea.post(PAGE, {"name": "portal", "scopes": ["read"]})

    assert refused.status_code == 422
    assert "already a key named" in refused.text
    assert ApiKey.objects.count() == 1


def test_key_that_may_nothing_is_refused(as_lea: Client) -> None:
    refused = as_lea.post(PAGE, {"name": "Portal"})

    assert refused.status_code == 422
    assert "at least one thing" in refused.text


def test_revoked_key_opens_nothing_from_that_moment(as_lea: Client, lea: Membership) -> None:
    key, secret = make_api_key(lea)
    program = Program(secret)
    assert program.get("/projects").status_code == 200

    as_lea.post(f"{PAGE}{key.ref}/revoke")

    assert program.get("/projects").status_code == 401
    assert key.name not in as_lea.get(PAGE).text.replace(f"The key {key.name} no longer", "")
    assert AuditEntry.objects.filter(verb="revoked the API key").exists()


@pytest.mark.parametrize("secret", ["", "slice_" + "A" * 22, "A" * 22, "slice_", "ü", "a b c"])
def test_what_is_no_key_opens_nothing(secret: str, lea: Membership) -> None:
    refused = Program(secret).client.get(
        "/api/v1/projects", headers={"Authorization": f"Bearer {secret}"} if secret else {}
    )

    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"


def test_signed_in_member_opens_nothing_without_a_key(as_ava: Client) -> None:
    assert as_ava.get("/api/v1/projects").status_code == 401


def test_key_does_only_what_it_was_made_for(lea: Membership) -> None:
    _key, secret = make_api_key(lea, scopes=["ask"])

    refused = Program(secret).get("/projects")

    assert refused.status_code == 403
    assert "lacks “read”" in refused.json()["detail"]  # type: ignore[attr-defined]


def test_use_is_noted_to_the_day(lea: Membership, clock: Clock) -> None:
    key, secret = make_api_key(lea)

    Program(secret).get("/projects")

    key.refresh_from_db()
    assert key.last_used_on == date(2026, 3, 6)


def test_more_than_the_limit_within_a_minute_must_wait(
    lea: Membership, clock: Clock, settings: Settings
) -> None:
    settings.API_PER_MINUTE = 3
    program, other = Program(make_api_key(lea)[1]), Program(make_api_key(lea)[1])
    clock.forward(seconds=20)

    answers = [program.get("/projects") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert other.get("/projects").status_code == 200
    clock.forward(seconds=40)
    assert program.get("/projects").status_code == 200


def test_key_of_who_has_left_asks_in_the_name_of_who_answers_for_the_pmo(
    ava: Membership, lea: Membership, clock: Clock
) -> None:
    program = Program(make_api_key(lea)[1])
    part = make_stakeholder(make_project(ava.workspace, "New tills", manager=ava.user))
    Membership.objects.filter(pk=lea.pk).delete()

    program.post(f"/projects/{part.project.ref}/asks", {"stakeholders": [str(part.ref)]})

    message = Message.objects.get(kind="pulse.ask")
    assert (message.reply_to, Ask.objects.get().asked_by) == ("ava@example.org", ava.user)
