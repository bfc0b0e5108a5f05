"""What changes about a project changes its plan at once; who is asked no more is so with a reason that shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.jobs.models import Job
from secondslice.jobs.services import run_due
from secondslice.journeys.part_changed import part_taken, role_changed
from secondslice.journeys.project_changed import list_imported, project_changed
from secondslice.projects.models import Milestone, Project, Stakeholder
from secondslice.projects.tests.make import make_milestone, make_project, make_stakeholder
from secondslice.pulse.plan_models import LeftOut, PlannedAsk
from secondslice.pulse.services.leaving_out import leave_out

pytestmark = pytest.mark.django_db
Role = Stakeholder.Role


@pytest.fixture
def tills(max: Membership, clock: Clock) -> Project:
    """New tills, from today until the autumn; Max manages it, and Ben is its sponsor."""
    project = make_project(
        max.workspace,
        "New tills",
        manager=max.user,
        starts_on=date(2026, 3, 6),
        ends_on=date(2026, 8, 3),
    )
    make_stakeholder(project, name="Ben")
    project_changed(project=project, now=clock.moment)
    return project


def ben(project: Project) -> Stakeholder:
    return project.stakeholders.select_related("contact", "project").get(contact__name="Ben")


def plan(project: Project) -> set[tuple[str, date | None]]:
    rows = PlannedAsk.objects.filter(project=project)
    return {(row.point, row.wanted_on) for row in rows}


def test_moved_end_moves_its_questions_at_once(as_max: Client, tills: Project) -> None:
    form = {
        "name": "New tills",
        "customer": tills.customer_id,
        "phase": "execution",
        "starts_on": "2026-03-06",
        "ends_on": "2026-08-31",
    }

    answer = as_max.post(reverse("projects:edit", args=["acme", tills.ref]), form)

    assert answer.status_code == 302
    assert ("close", date(2026, 8, 31)) in plan(tills)
    assert ("operation", date(2026, 11, 29)) in plan(tills)


def test_milestones_come_move_and_go_with_their_questions(as_max: Client, tills: Project) -> None:
    page = reverse("projects:milestones", args=["acme", tills.ref])
    as_max.post(page, {"name": "Pilot", "due_on": "2026-05-04"})
    assert ("milestone", date(2026, 5, 5)) in plan(tills)

    gate = Milestone.objects.get()
    as_max.post(
        reverse("projects:change_milestone", args=["acme", gate.ref]),
        {"name": "Pilot", "due_on": "2026-06-01"},
    )
    assert ("milestone", date(2026, 6, 2)) in plan(tills)

    as_max.post(reverse("projects:remove_milestone", args=["acme", gate.ref]))
    assert not {point for point, _day in plan(tills)} & {"milestone"}


def test_new_person_is_planned_at_once(as_max: Client, tills: Project) -> None:
    as_max.post(
        reverse("projects:stakeholders", args=["acme", tills.ref]),
        {"name": "Bea", "email": "bea@example.org", "role": "customer"},
    )

    assert PlannedAsk.objects.filter(contact__name="Bea", point="close").exists()


def test_import_lets_the_worker_lay_the_plan(pmo: Workspace, tills: Project, clock: Clock) -> None:
    make_milestone(tills, on=date(2026, 5, 4))

    list_imported(workspace=pmo, now=clock.moment)
    list_imported(workspace=pmo, now=clock.moment)
    assert Job.objects.filter(name="pulse.lay_plans").count() == 1
    run_due(now=lambda: clock.moment)

    assert ("milestone", date(2026, 5, 5)) in plan(tills)


# who is asked no more


def test_removing_whom_we_ask_needs_a_reason(max: Membership, tills: Project, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        part_taken(by=max, stakeholder=ben(tills), reason=" ", now=clock.moment)

    assert tills.stakeholders.count() == 1


def test_whoever_manager_removes_is_shown_as_left_out_by_its_own_manager(
    as_max: Client, max: Membership, tills: Project
) -> None:
    address = reverse("projects:remove_stakeholder", args=["acme", ben(tills).ref])

    asked = as_max.get(address)
    assert "Not a part of New tills any more" in asked.text
    assert as_max.post(address, {"reason": ""}).status_code == 422
    as_max.post(address, {"reason": "Has left the department."})

    gone = LeftOut.objects.get()
    assert (gone.how, gone.by_manager, gone.reason) == (
        "removed",
        True,
        "Has left the department.",
    )
    assert not tills.stakeholders.exists()
    assert not PlannedAsk.objects.exists()
    entry = AuditEntry.objects.get(verb="took out of those to be asked")
    assert entry.actor == max.user


def test_team_member_leaves_without_a_reason(as_max: Client, tills: Project) -> None:
    tom = make_stakeholder(tills, name="Tom", role=Role.TEAM)

    as_max.post(reverse("projects:remove_stakeholder", args=["acme", tom.ref]), {"reason": ""})

    assert not tills.stakeholders.filter(pk=tom.pk).exists()
    assert not LeftOut.objects.exists()


def test_sponsor_made_a_team_member_is_asked_why_first_and_shows_as_left_out(
    as_max: Client, tills: Project
) -> None:
    address = reverse("projects:change_role", args=["acme", ben(tills).ref])

    asked = as_max.post(address, {"role": "team"})
    assert "Make Ben a team member" in asked.text
    assert ben(tills).role == Role.SPONSOR
    as_max.post(address, {"role": "team", "reason": "Works on it every day."})

    assert ben(tills).role == Role.TEAM
    assert LeftOut.objects.get().how == "team"
    assert not PlannedAsk.objects.exists()


def test_other_part_that_is_asked_too_needs_no_reason(as_max: Client, tills: Project) -> None:
    as_max.post(
        reverse("projects:change_role", args=["acme", ben(tills).ref]), {"role": "customer"}
    )

    assert ben(tills).role == Role.CUSTOMER
    assert not LeftOut.objects.exists()


def test_who_comes_back_is_left_out_no_more(lea: Membership, tills: Project, clock: Clock) -> None:
    role_changed(
        by=lea, stakeholder=ben(tills), role="team", reason="Works on it.", now=clock.moment
    )

    role_changed(by=lea, stakeholder=ben(tills), role="sponsor", reason="", now=clock.moment)

    assert LeftOut.objects.get().ended_at == clock.moment
    assert PlannedAsk.objects.filter(point="close").exists()


@pytest.mark.parametrize("was", ["removed", "team", "plan"])
def test_who_is_named_sponsor_again_by_a_list_is_asked_again_unless_somebody_left_him_out(
    lea: Membership, tills: Project, clock: Clock, was: str
) -> None:
    one = ben(tills)
    at, why = clock.moment, "Is on leave."
    if was == "plan":
        leave_out(by=lea, project=tills, contact=one.contact, reason=why, at=at)
    elif was == "team":
        role_changed(by=lea, stakeholder=one, role="team", reason=why, now=at)
    else:
        part_taken(by=lea, stakeholder=one, reason=why, now=at)
    assert not PlannedAsk.objects.exists()
    Stakeholder.objects.filter(contact=one.contact).delete()
    make_stakeholder(tills, one.contact)  # what a list brings

    list_imported(workspace=tills.workspace, now=clock.moment)
    run_due(now=lambda: clock.moment)

    is_back = was != "plan"
    assert PlannedAsk.objects.filter(point="close").exists() == is_back
    assert (LeftOut.objects.get().ended_at is not None) == is_back
