"""The outlook out of rows: what counts, what does not, what would move it, and how much it reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.analytics.outlook import Light
from secondslice.conftest import Clock
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give, make_case
from secondslice.value.ledger.models import PmoCost
from secondslice.value.outlook.rules import What
from secondslice.value.outlook.selectors.moves import Do
from secondslice.value.outlook.selectors.reading import (
    Line,
    Outlook,
    outlook_of,
    outlook_of_all,
)
from secondslice.value.tests.counterfactual import make_counterfactual
from secondslice.value.tests.ledger import make_benefit, make_signature

pytestmark = pytest.mark.django_db
Role = Stakeholder.Role
TODAY = date(2026, 3, 6)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def line(outlook: Outlook, what: What) -> Line:
    return next(one for one in (*outlook.word.lines, *outlook.deed.lines) if one.what is what)


def make_yes(by: Membership, project: Project, *, at: datetime, name: str = "Ben") -> Ask:
    return give(
        make_ask(by, at=at - timedelta(days=1), name=name, project=project).ask, "yes", at=at
    )


@pytest.fixture
def desk(ava: Membership) -> Customer:
    return make_customer(ava.workspace, "Finance")


@pytest.fixture
def tills(ava: Membership, desk: Customer) -> Project:
    return make_project(
        ava.workspace, "New tills", customer=desk, manager=ava.user, starts_on=ago(200)
    )


def test_silent_sponsor_is_not_known_and_never_a_yes(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    make_yes(ava, tills, at=now - timedelta(days=10))
    make_stakeholder(tills, name="Sue")

    found = outlook_of(ava, desk, at=now)

    assert found.facts.tastes == [(True, 10)]
    assert found.facts.silent == 1
    (ask,) = line(found, What.TASTE).moves
    assert (ask.do, ask.name, ask.ref) == (Do.ASK, "Sue", tills.ref)


def test_what_was_said_in_confidence_moves_no_line(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    before = outlook_of(ava, desk, at=now)
    sent = make_ask(
        ava, at=now - timedelta(days=5), name="Con", project=tills, mode=Ask.Mode.CONFIDENTIAL
    )
    give(sent.ask, "no", at=now - timedelta(days=4))

    found = outlook_of(ava, desk, at=now)

    assert found.facts.tastes == before.facts.tastes == []
    assert (found.facts.heard, found.facts.let_down) == (0, 0)
    assert "Con" not in {one.name for one in line(found, What.KEPT).moves}


def test_case_past_due_lets_a_person_down_and_leads_to_itself(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    case = make_case(ava, at=now - timedelta(days=20), name="Ben", project=tills)

    kept = line(outlook_of(ava, desk, at=now), What.KEPT)

    assert (kept.good, kept.seen) == (0, 1)
    assert [(one.do, one.ref) for one in kept.moves] == [(Do.MEND, case.ref)]


def test_customer_comes_again_when_another_project_followed(
    ava: Membership, desk: Customer, now: datetime
) -> None:
    delivered = Project.Phase.OPERATION
    make_project(
        ava.workspace, customer=desk, phase=delivered, starts_on=ago(900), ends_on=ago(700)
    )
    make_project(
        ava.workspace, customer=desk, phase=delivered, starts_on=ago(400), ends_on=ago(100)
    )

    again = line(outlook_of(ava, desk, at=now), What.AGAIN)

    assert (again.good, again.seen) == (1, 1)  # the second one has not had its year


def test_work_that_went_to_own_people_counts_and_unknown_says_unknown(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    before = line(outlook_of(ava, desk, at=now), What.INSIDE)
    lost = make_opportunity(ava, "A board", customer=desk, at=now - timedelta(days=30))
    move_stage(
        opportunity=lost,
        stage=Opportunity.Stage.LOST,
        lost_code="own_people",
        by=ava.user,
        at=now - timedelta(days=20),
    )

    after = line(outlook_of(ava, desk, at=now), What.INSIDE)

    assert (before.position.light, [one.do for one in before.moves]) == (Light.UNKNOWN, [Do.LIST])
    assert (after.good, after.seen) == (1, 2)
    assert [(one.do, one.ref) for one in after.moves] == [(Do.LOOK, lost.ref)]


def test_money_is_what_was_signed_within_a_year_against_what_the_pmo_cost(
    ava: Membership, tills: Project, now: datetime
) -> None:
    Project.objects.filter(pk=tills.pk).update(phase="operation", ends_on=ago(70))
    make_signature(ava, make_benefit(ava, tills, at=now), at=now)
    PmoCost.objects.create(workspace=ava.workspace, month=date(2026, 2, 1), amount=1000)
    PmoCost.objects.create(workspace=ava.workspace, month=date(2024, 2, 1), amount=90_000)

    found = outlook_of_all(ava, at=now).outlook

    assert (found.facts.confirmed, found.facts.against, found.facts.signed) == (1000, 1000, 1)
    assert line(found, What.MONEY).position.share == 0.5


def test_executive_without_contact_leads_to_a_call(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    boss = make_contact(desk, "Bo")
    make_stakeholder(tills, boss, role=Role.EXECUTIVE)

    contact = line(outlook_of(ava, desk, at=now), What.CONTACT)

    assert (contact.good, contact.seen) == (0, 1)
    (call,) = contact.moves
    assert (call.do, call.name, call.ref, call.person) == (Do.CALL, "Bo", desk.ref, boss.ref)


def test_what_went_around_us_long_ago_keeps_it_known_that_nothing_does_now(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    lost = make_opportunity(ava, "A board", customer=desk, at=now - timedelta(days=900))
    move_stage(
        opportunity=lost,
        stage=Opportunity.Stage.LOST,
        lost_code="own_people",
        by=ava.user,
        at=now - timedelta(days=800),
    )

    inside = line(outlook_of(ava, desk, at=now), What.INSIDE)

    assert (inside.good, inside.seen) == (1, 1)


def test_executive_who_said_how_it_would_be_without_us_is_in_touch(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    boss = make_contact(desk, "Bo")
    make_stakeholder(tills, boss, role=Role.EXECUTIVE)
    make_counterfactual(boss, "slower", at=now - timedelta(days=5))

    contact = line(outlook_of(ava, desk, at=now), What.CONTACT)

    assert (contact.good, contact.seen) == (1, 1)


def test_answer_without_a_step_on_the_scale_leaves_the_step_that_was_said(
    ava: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    boss = make_contact(desk, "Bo")
    make_stakeholder(tills, boss, role=Role.EXECUTIVE)
    make_counterfactual(boss, "slower", at=now - timedelta(days=180), scale=5)
    make_counterfactual(boss, "dearer", at=now)

    found = outlook_of(ava, desk, at=now)

    assert line(found, What.SCALE).good == pytest.approx(
        0.5, abs=0.01
    )  # half as much, as half a year old
    assert line(found, What.CODES).seen == 1


def test_share_beside_a_count_is_the_share_of_that_count(
    as_lea: Client, desk: Customer, tills: Project, clock: Clock
) -> None:
    boss = make_contact(desk, "Bo")
    make_stakeholder(tills, boss, role=Role.EXECUTIVE)
    make_counterfactual(boss, "slower", at=clock.moment)

    page = as_lea.get(f"/w/acme/value/outlook/{desk.ref}/").text

    assert "1 of 1 (100 %) · placed at 67 %" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_words_of_executives_make_the_other_side(
    ava: Membership, exe: Membership, desk: Customer, tills: Project, now: datetime
) -> None:
    boss = make_contact(desk, "Bo")
    make_stakeholder(tills, boss, role=Role.EXECUTIVE)
    make_counterfactual(boss, "not_finished", at=now, scale=5)
    make_counterfactual(exe, "no_different", at=now, scale=1)

    one, whole = outlook_of(ava, desk, at=now), outlook_of_all(ava, at=now).outlook

    assert line(one, What.SCALE).good == 1
    assert line(one, What.SCALE).seen == 1  # a member has no customer
    assert (line(whole, What.CODES).good, line(whole, What.CODES).seen) == (1, 2)
    assert one.word.position.share > whole.word.position.share


def test_who_says_yes_and_routes_nothing_is_listed(
    ava: Membership, as_ava: Client, desk: Customer, clock: Clock, now: datetime
) -> None:
    old = make_project(
        ava.workspace,
        customer=desk,
        phase=Project.Phase.OPERATION,
        starts_on=ago(800),
        ends_on=ago(400),
    )
    make_yes(ava, old, at=now - timedelta(days=30))
    other = make_customer(ava.workspace, "Sales")
    runs = make_project(ava.workspace, customer=other, starts_on=ago(30))
    make_yes(ava, runs, at=now - timedelta(days=30), name="Sue")

    found = outlook_of_all(ava, at=now)
    said = as_ava.get(reverse("outlook:page", args=["acme"])).text

    assert [one.customer for one in found.walking_away] == [desk]
    assert "Says yes, walks away" in said
    assert "says yes, walks away" in said


def test_page_says_that_no_predictor_exists_and_never_how_many_close(
    ava: Membership, as_ava: Client, tills: Project, clock: Clock
) -> None:
    said = as_ava.get(reverse("outlook:page", args=["acme"])).text

    assert "No validated predictor of whether a PMO is closed exists" in said
    assert "side = sum of weight" in said
    assert "75" not in said.partition("How it is reckoned")[2]


def test_three_of_each_leave_the_position_without_a_name(
    ava: Membership, as_ava: Client, clock: Clock, now: datetime
) -> None:
    for place in range(3):
        customer = make_customer(ava.workspace)
        project = make_project(ava.workspace, customer=customer, starts_on=ago(60))
        make_yes(ava, project, at=now - timedelta(days=3), name=f"Ben {place}")

    found = outlook_of_all(ava, at=now).outlook

    assert found.deed.position.high - found.deed.position.low > 0.5
    assert "Too little is known to say" in as_ava.get(reverse("outlook:page", args=["acme"])).text


def test_executive_reads_it_but_finds_nothing_to_do(
    as_exe: Client, ava: Membership, tills: Project, clock: Clock
) -> None:
    make_stakeholder(tills, name="Sue")

    said = as_exe.get(reverse("outlook:page", args=["acme"])).text

    assert "Deed: what can be observed" in said
    assert "Ask Sue" not in said


def test_other_workspace_gets_nothing(as_cleo: Client, desk: Customer, clock: Clock) -> None:
    assert as_cleo.get(reverse("outlook:page", args=["acme"])).status_code == 404
    path = reverse("outlook:customer", args=["other", desk.ref])
    assert as_cleo.get(path).status_code == 404


def test_page_reads_the_same_number_of_times_for_sixty_customers(
    ava: Membership, as_ava: Client, clock: Clock, now: datetime
) -> None:
    make_many(ava, customers=3, projects=9, at=now)
    as_ava.get(reverse("outlook:page", args=["acme"]))
    with CaptureQueriesContext(connection) as few:
        as_ava.get(reverse("outlook:page", args=["acme"]))
    make_many(ava, customers=57, projects=391, at=now)

    with CaptureQueriesContext(connection) as many:
        response = as_ava.get(reverse("outlook:page", args=["acme"]))

    assert response.status_code == 200
    assert len(many) <= len(few)
    assert len(many) <= 40


def make_many(by: Membership, *, customers: int, projects: int, at: datetime) -> None:
    """Make customers with projects, sponsors, executives and answers, without what follows from them."""
    workspace = by.workspace
    wording = make_ask(by, at=datetime(2026, 1, 1, tzinfo=UTC), name=f"Ask {customers}").ask.wording
    here = Customer.objects.bulk_create(
        Customer(workspace=workspace, name=f"Desk {customers} {one}") for one in range(customers)
    )
    made = Project.objects.bulk_create(
        Project(workspace=workspace, name="P", customer=here[one % customers], starts_on=ago(300))
        for one in range(projects)
    )
    people = Contact.objects.bulk_create(
        Contact(
            workspace=workspace,
            customer=one.customer,
            name=f"{role} of {one.pk}",
            email=f"{role}{one.pk}@customer.example",
        )
        for one in made
        for role in (Role.SPONSOR, Role.EXECUTIVE)
    )
    Stakeholder.objects.bulk_create(
        Stakeholder(
            workspace=workspace,
            project=made[place // 2],
            contact=contact,
            role=(Role.SPONSOR, Role.EXECUTIVE)[place % 2],
        )
        for place, contact in enumerate(people)
    )
    Ask.objects.bulk_create(
        Ask(
            workspace=workspace,
            project=project,
            customer=project.customer,
            contact=people[2 * place],
            wording=wording,
            language="en-us",
            token_digest=f"{customers}-{place}",
            sent_at=at - timedelta(days=20),
            sent_on=ago(20),
            expires_at=at,
            state=Ask.State.ANSWERED,
            taste="yes",
            answered_at=at - timedelta(days=10),
            changed_at=at - timedelta(days=10),
        )
        for place, project in enumerate(made)
    )
