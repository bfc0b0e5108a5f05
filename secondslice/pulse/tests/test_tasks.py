"""What the clock asks of the room is asked of every workspace, whatever is wrong in another."""

from __future__ import annotations

import logging
from datetime import date, datetime

import pytest

from secondslice.accounts.models import Membership, Workspace
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse import tasks
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(lea: Membership) -> Workspace:
    """Acme, whose turn is first: its zone is none that exists, so no day can be told there."""
    Workspace.objects.filter(pk=lea.workspace.pk).update(time_zone="Nowhere/At_all")
    return lea.workspace


@pytest.fixture
def ovens(broken: Workspace, cleo: Membership) -> Project:
    """Ovens, of the PMO whose turn is next; it sends by itself, and a question is due."""
    AskRules.objects.create(workspace=cleo.workspace, sends_itself=True)
    project = make_project(
        cleo.workspace,
        "Ovens",
        manager=cleo.user,
        starts_on=date(2026, 2, 13),
        ends_on=date(2027, 2, 12),
    )
    make_stakeholder(project, name="Bea")
    return project


def test_broken_workspace_keeps_no_other_from_its_plan_and_its_questions(
    ovens: Project, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.lay_plans.prepare(payload={}, now=now)
    tasks.live_the_hour.prepare(payload={}, now=now)

    assert PlannedAsk.objects.filter(project=ovens).exists()
    assert Ask.objects.filter(project=ovens).count() == 1
    told = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert told == ["Workspace acme was passed over; it is tried again in time."] * 2


def test_job_about_one_workspace_alone_does_not_hide_that_it_failed(
    broken: Workspace, now: datetime
) -> None:
    with pytest.raises(KeyError, match="Nowhere"):
        tasks.lay_plans.prepare(payload={"workspace": broken.pk}, now=now)
