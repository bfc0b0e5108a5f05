from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.tests.make import PASSWORD, make_user
from secondslice.pulse.models import Reason

pytestmark = pytest.mark.django_db

GIVEN = ["--name", "Acme PMO", "--owner-email", "ava@example.org"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def go(*more: str, password: str = "tomato basil mozzarella") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        out = io.StringIO()
        call_command("createworkspace", *GIVEN, *more, stdout=out)
        return out.getvalue()

    return go


def test_workspace_and_owner_are_made_and_the_owner_can_sign_in(
    run: Callable[..., str], stranger: Client
) -> None:
    said = run("--owner-name", "Ava", "--time-zone", "Berlin", "--password-stdin")
    assert "/w/acme-pmo/today" in said
    assert Workspace.objects.get().time_zone == "Europe/Berlin"
    assert Membership.objects.get().role == "owner"
    assert Reason.objects.exists()
    assert stranger.login(email="ava@example.org", password="tomato basil mozzarella")


def test_second_workspace_of_that_name_gets_another_address(run: Callable[..., str]) -> None:
    run("--owner-name", "Ava", "--password-stdin")
    run()
    assert sorted(Workspace.objects.values_list("slug", flat=True)) == ["acme-pmo", "acme-pmo-2"]
    assert User.objects.count() == 1


def test_account_that_is_there_keeps_its_password(run: Callable[..., str]) -> None:
    user = make_user("Ava", email="ava@example.org")
    run("--owner-name", "Somebody Else", "--password-stdin")
    user.refresh_from_db()
    assert user.name == "Ava"
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([], "Name its person with --owner-name"),
        (["--owner-name", "Ava"], "--password-stdin"),
        (["--owner-name", "Ava", "--time-zone", "Moon"], "is not a time zone"),
    ],
)
def test_what_is_missing_is_said(run: Callable[..., str], more: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*more)
    assert not Workspace.objects.exists()


def test_weak_password_makes_nothing(run: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match="too short"):
        run("--owner-name", "Ava", "--password-stdin", password="short")
    assert not User.objects.exists()
