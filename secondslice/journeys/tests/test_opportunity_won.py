"""What follows from a won opportunity."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel import services
from secondslice.funnel.models import Opportunity
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.plan_models import PlannedAsk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def wish(sal: Membership, clock: Clock) -> Opportunity:
    """Ben of Finance may order a budget tool."""
    finance = make_customer(sal.workspace, "Finance")
    ben = make_contact(finance, "Ben", email="ben@example.org")
    facts = services.Facts(title="Budget tool", customer=finance, contact=ben, owner=sal.user)
    return services.add_opportunity(
        workspace=sal.workspace, facts=facts, by=sal.user, at=clock.moment
    )


def win(client: Client, wish: Opportunity, **values: object) -> str:
    """Send the form."""
    sent = {"stage": "won", "name": "Budget tool", "starts_on": "2026-04-01", **values}
    page = client.post(f"/w/acme/funnel/{wish.ref}/win/", sent, follow=True)
    wish.refresh_from_db()
    return page.text


def test_won_becomes_a_project_with_sponsor_and_plan(
    as_sal: Client, wish: Opportunity, max: Membership
) -> None:
    text = win(as_sal, wish, manager=max.user.pk, ends_on="2026-10-01")

    project = Project.objects.get()
    assert "Budget tool is won: project Budget tool." in text
    assert (wish.kind, wish.became) == ("won", project)
    assert (project.manager, project.starts_on) == (max.user, date(2026, 4, 1))
    assert [(one.contact.name, one.role) for one in project.stakeholders.all()] == [
        ("Ben", "sponsor")
    ]
    assert PlannedAsk.objects.filter(project=project).exists()


def test_manager_and_start_are_asked_for(as_sal: Client, wish: Opportunity) -> None:
    text = win(as_sal, wish, starts_on="")

    assert "“Project manager” is needed." in text
    assert "“Start” is needed." in text
    assert wish.is_open


def test_what_a_manager_wins_is_his(as_max: Client, max: Membership, wish: Opportunity) -> None:
    Opportunity.objects.filter(pk=wish.pk).update(owner=max.user)

    win(as_max, wish)

    assert Project.objects.get().manager == max.user


def test_project_that_is_there_already_is_not_made_twice(
    as_sal: Client, sal: Membership, wish: Opportunity
) -> None:
    there = make_project(sal.workspace, "Budget 2026", customer=wish.customer)

    win(as_sal, wish, existing=there.pk, name="", starts_on="")

    assert Project.objects.count() == 1
    assert wish.became == there


def test_board_and_menu_lead_to_the_form(as_sal: Client, wish: Opportunity) -> None:
    page = as_sal.post(f"/w/acme/funnel/{wish.ref}/move/", {"stage": "won"})

    assert page["Location"].endswith("?do=win&stage=won#do-win")


def test_what_has_become_a_project_is_not_opened_again(
    as_sal: Client, wish: Opportunity, sal: Membership, max: Membership, clock: Clock
) -> None:
    win(as_sal, wish, manager=max.user.pk)

    with pytest.raises(RuleBroken, match="has become the project Budget tool"):
        services.move_stage(opportunity=wish, stage="lead", by=sal.user, at=clock.moment)
    Project.objects.update(phase=Project.Phase.STOPPED)
    again = Opportunity.objects.select_related("workspace", "became").get(pk=wish.pk)
    assert services.move_stage(opportunity=again, stage="lead", by=sal.user, at=clock.moment)


def test_wish_from_another_workspace_wins_nothing(as_cleo: Client, wish: Opportunity) -> None:
    page = as_cleo.post(f"/w/other/funnel/{wish.ref}/win/", {"stage": "won"})

    assert page.status_code == 404


def test_lead_that_made_no_project_cannot_name_one(wish: Opportunity, sal: Membership) -> None:
    with pytest.raises(RuleBroken, match="Only what is won"):
        services.note_project(
            opportunity=wish, project=make_project(make_opportunity(sal).workspace)
        )
