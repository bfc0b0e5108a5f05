from __future__ import annotations

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.funnel.models import Opportunity
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.models import Project
from secondslice.projects.services.projects import adopt_projects
from secondslice.projects.tests.make import make_project
from secondslice.recovery.models import Case
from secondslice.recovery.tests.make import make_case

pytestmark = pytest.mark.django_db

MEMBERS = "/w/acme/settings/members/"


def test_projects_of_a_removed_manager_keep_the_name_and_wait_for_the_address(
    as_ava: Client, max: Membership
) -> None:
    project = make_project(max.workspace, manager=max.user)
    as_ava.post(f"{MEMBERS}{max.ref}/remove")
    project.refresh_from_db()
    assert (project.manager, project.manager_name) == (None, "Max")
    adopt_projects(workspace=max.workspace, user=max.user)
    assert Project.objects.get().manager == max.user


def test_open_cases_of_a_removed_manager_go_to_the_lead(
    as_ava: Client, lea: Membership, max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)
    assert case.owner == max.user
    as_ava.post(f"{MEMBERS}{max.ref}/remove")
    assert Case.objects.get().owner == lea.user


def test_who_becomes_sales_runs_no_projects_any_more(
    as_ava: Client, ava: Membership, max: Membership, clock: Clock
) -> None:
    make_case(max, at=clock.moment)
    as_ava.post(f"{MEMBERS}{max.ref}/role", {"role": "sales"})
    assert Case.objects.get().owner == ava.user
    assert Project.objects.get().manager is None


def test_who_becomes_lead_keeps_projects_and_cases(
    as_ava: Client, max: Membership, clock: Clock
) -> None:
    make_case(max, at=clock.moment)
    as_ava.post(f"{MEMBERS}{max.ref}/role", {"role": "lead"})
    assert Case.objects.get().owner == max.user
    assert Project.objects.get().manager == max.user


@pytest.mark.parametrize("how", ["remove", "executive"])
def test_open_opportunities_of_who_works_here_no_longer_go_to_the_lead(
    as_ava: Client, lea: Membership, sal: Membership, how: str
) -> None:
    tills, won = make_opportunity(sal, "Tills"), make_opportunity(sal, "Won", stage="won")
    act = how if how == "remove" else "role"
    as_ava.post(f"{MEMBERS}{sal.ref}/{act}", {"role": how})
    tills.refresh_from_db()
    won.refresh_from_db()
    assert (tills.owner, won.owner) == (lea.user, sal.user)


def test_who_becomes_sales_keeps_what_he_sells(as_ava: Client, max: Membership) -> None:
    make_opportunity(max)
    as_ava.post(f"{MEMBERS}{max.ref}/role", {"role": "sales"})
    assert Opportunity.objects.get().owner == max.user


def test_opportunities_of_another_workspace_stay_there(
    as_ava: Client, sal: Membership, cleo: Membership
) -> None:
    there = Membership.objects.create(workspace=cleo.workspace, user=sal.user, role="sales")
    make_opportunity(there)
    as_ava.post(f"{MEMBERS}{sal.ref}/remove")
    assert Opportunity.objects.get().owner == sal.user


def test_owner_who_removes_himself_is_led_to_where_he_still_belongs(
    as_ava: Client, ava: Membership, cleo: Membership
) -> None:
    make_member(ava.workspace, "Olga", role="owner")
    Membership.objects.create(workspace=cleo.workspace, user=ava.user, role="sales")
    page = as_ava.post(f"{MEMBERS}{ava.ref}/remove", follow=True)
    assert page.redirect_chain[-1][0] == "/w/other/today/"
    assert "Ava no longer belongs to this workspace." in page.text


def test_other_peoples_projects_stay_theirs(
    as_ava: Client, ava: Membership, max: Membership
) -> None:
    make_project(ava.workspace, manager=ava.user)
    as_ava.post(f"{MEMBERS}{max.ref}/remove")
    assert Project.objects.get().manager == ava.user


def test_projects_wait_for_somebody_who_runs_projects(
    as_ava: Client, sal: Membership, max: Membership
) -> None:
    project = make_project(sal.workspace)
    Project.objects.filter(pk=project.pk).update(manager_email=sal.user.email)
    as_ava.post(f"{MEMBERS}{sal.ref}/role", {"role": "executive"})
    assert Project.objects.get().manager is None
    as_ava.post(f"{MEMBERS}{sal.ref}/role", {"role": "manager"})
    assert Project.objects.get().manager == sal.user
