from __future__ import annotations

from datetime import date

from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.projects.models import Milestone
from secondslice.projects.tests.make import make_milestone, make_project

GATE = date(2026, 6, 1)


def test_lead_adds_moves_and_removes_a_milestone(as_lea: Client, lea: Membership) -> None:
    project = make_project(lea.workspace)
    path = f"/w/acme/projects/{project.ref}/milestones/"

    as_lea.post(path, {"name": "Gate 1", "due_on": "2026-06-01"})
    gate = Milestone.objects.get()
    assert (gate.project, gate.name, gate.due_on) == (project, "Gate 1", GATE)

    as_lea.post(
        f"/w/acme/projects/milestones/{gate.ref}/", {"name": "Gate 1", "due_on": "2026-07-01"}
    )
    gate.refresh_from_db()
    assert gate.due_on == date(2026, 7, 1)
    assert b"July 1, 2026" in as_lea.get(path).content

    as_lea.post(f"/w/acme/projects/milestones/{gate.ref}/remove")
    assert not Milestone.objects.exists()


def test_milestone_without_a_date_is_refused_and_the_name_stays_typed(
    as_lea: Client, lea: Membership
) -> None:
    project = make_project(lea.workspace)

    answer = as_lea.post(f"/w/acme/projects/{project.ref}/milestones/", {"name": "Gate 1"})

    assert answer.status_code == 422
    assert b'value="Gate 1"' in answer.content
    assert not Milestone.objects.exists()


def test_milestone_of_a_colleagues_project_is_not_there_for_a_manager(
    as_max: Client, lea: Membership
) -> None:
    gate = make_milestone(make_project(lea.workspace, manager=lea.user), on=GATE)

    assert as_max.get(f"/w/acme/projects/milestones/{gate.ref}/").status_code == 404
    assert as_max.post(f"/w/acme/projects/milestones/{gate.ref}/remove").status_code == 404
    assert Milestone.objects.exists()


def test_somebody_of_another_workspace_finds_no_milestone(as_cleo: Client, lea: Membership) -> None:
    gate = make_milestone(make_project(lea.workspace), on=GATE)

    for slug in ("acme", "other"):
        assert as_cleo.get(f"/w/{slug}/projects/milestones/{gate.ref}/").status_code == 404
