"""`secondslice ask`: what is due leaves, to each person once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def started(ava: Membership, clock: Clock) -> None:
    """A project that began three weeks ago, with Ben as its sponsor, on a Monday morning."""
    clock.moment = MONDAY
    project = make_project(
        ava.workspace, "New tills", starts_on=date(2026, 2, 16), ends_on=date(2026, 9, 1)
    )
    make_stakeholder(project, name="Ben")


def ask(*words: str) -> str:
    """Run the command; return what it said."""
    said = StringIO()
    call_command("ask", *words, stdout=said)
    return said.getvalue()


def test_ask_sends_what_is_due_once() -> None:
    assert "1 question in 1 mail." in ask()
    assert "0 questions in 0 mails" in ask()
    assert Ask.objects.count() == 1


def test_dry_run_names_the_people_and_sends_nothing() -> None:
    said = ask("--dry-run")

    assert "due now: 1 question (1 mail)." in said
    assert "Ben about New tills" in said
    assert "@" not in said
    assert not Ask.objects.exists()


def test_outside_the_hours_nothing_leaves(clock: Clock) -> None:
    clock.moment = MONDAY.replace(hour=22)

    assert "0 questions in 0 mails" in ask()


def test_unknown_workspace_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="no workspace"):
        ask("--workspace", "nobody")
