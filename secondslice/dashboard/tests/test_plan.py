"""The plan as people see it: who is asked when, what holds it back, who is left out, and whom to talk to."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.journeys.asked_by_hand import asked_by_hand
from secondslice.journeys.asks_planned import asks_planned, days_dealt
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_milestone, make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import LeftOut, PlannedAsk, Touch
from secondslice.pulse.selectors import leaving_out
from secondslice.pulse.services.by_hand import ByHand
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.tests.make import send_asks
from secondslice.recovery.tests.make import make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PLAN = reverse("dashboard:plan", args=["acme"])


@pytest.fixture
def tills(max: Membership, clock: Clock) -> Project:
    """New tills, from today to the summer, with a pilot in May; Max manages it, and Ben is its sponsor."""
    project = make_project(
        max.workspace,
        "New tills",
        manager=max.user,
        starts_on=date(2026, 3, 6),
        ends_on=date(2026, 7, 10),
    )
    make_stakeholder(project, name="Ben")
    make_milestone(project, name="Pilot", on=date(2026, 5, 4))
    asks_planned(workspace=project.workspace, now=clock.moment)
    return project


def ben(project: Project) -> Contact:
    return project.stakeholders.select_related("contact").get(contact__name="Ben").contact


def ask_in_vain(max: Membership, contact: Contact, clock: Clock) -> None:
    """Let three questions about other projects go unanswered."""
    for days in (160, 120, 80):
        other = make_project(max.workspace, f"Old {days}", manager=max.user)
        part = make_stakeholder(other, contact)
        send_asks(project=other, stakeholders=[part], asked_by=None, at=clock.moment - days * DAY)
    Ask.objects.update(state=Ask.State.EXPIRED)
    asks_planned(workspace=max.workspace, now=clock.moment)


def test_month_shows_its_questions_by_day_with_the_name_of_the_occasion(
    as_lea: Client, tills: Project
) -> None:
    march = as_lea.get(PLAN).text
    may = as_lea.get(PLAN, {"month": "2026-05"}).text

    assert "Fri, March 27" in march
    assert "After the start" in march
    assert "Tue, May 5" in may
    assert "Milestone: Pilot" in may
    assert "March 27" not in may


def test_moved_question_says_why_and_from_when(
    as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    other = make_project(max.workspace, "Payroll", manager=max.user)
    part = make_stakeholder(other, ben(tills))
    send_asks(project=other, stakeholders=[part], asked_by=None, at=clock.moment)
    Ask.objects.update(state=Ask.State.ANSWERED, taste="yes")
    asks_planned(workspace=tills.workspace, now=clock.moment)

    page = as_lea.get(PLAN, {"month": "2026-04", "show": "moved"}).text

    assert "Asked not long ago" in page
    assert "wanted March 27" in page
    assert "Mon, April 6" in page


def test_question_held_by_a_case_leads_to_it_for_who_may_see_it(
    as_lea: Client, as_max: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    other = make_project(lea.workspace, "Payroll", manager=lea.user)
    case = make_case(lea, at=clock.moment - 40 * DAY, name="Bea", project=other)
    make_stakeholder(tills, case.contact)
    asks_planned(workspace=tills.workspace, now=clock.moment)
    way = reverse("recovery:case", args=["acme", case.ref])

    assert "Held while a case is open" in as_lea.get(PLAN).text
    assert way in as_lea.get(PLAN).text
    assert way not in as_max.get(PLAN).text, "the case is of a project that is not his"


@pytest.mark.parametrize("way", ["plan_people", "plan_projects"])
def test_year_has_a_line_for_each_person_and_each_project(
    as_lea: Client, tills: Project, way: str
) -> None:
    page = as_lea.get(reverse(f"dashboard:{way}", args=["acme"])).text

    assert ("Ben" if way == "plan_people" else "New tills") in page
    for day in ("March 27", "May 5", "July 10", "October 8"):
        assert day in page


def test_manager_sees_the_plan_of_his_projects_only(
    as_max: Client, lea: Membership, tills: Project, clock: Clock
) -> None:
    other = make_project(lea.workspace, "Payroll", manager=lea.user, starts_on=date(2026, 3, 6))
    make_stakeholder(other, name="Bea")
    asks_planned(workspace=lea.workspace, now=clock.moment)

    for way in ("plan", "plan_people", "plan_projects"):
        page = as_max.get(reverse(f"dashboard:{way}", args=["acme"])).text
        assert "New tills" in page or "Ben" in page
        assert "Payroll" not in page
        assert "Bea" not in page


def test_nothing_planned_says_what_to_do(as_lea: Client, clock: Clock) -> None:
    page = as_lea.get(PLAN).text

    assert "plans its questions by itself" in page


@pytest.mark.parametrize("nonsense", ["2026-99", "x", "1999-01", "", "2026-05'--"])
def test_month_that_nobody_plans_for_is_the_first_with_questions(
    as_lea: Client, tills: Project, nonsense: str
) -> None:
    assert "March 2026" in as_lea.get(PLAN, {"month": nonsense}).text


def test_project_page_and_person_page_show_what_is_to_come(as_max: Client, tills: Project) -> None:
    project = as_max.get(reverse("dashboard:project", args=["acme", tills.ref])).text
    person = as_max.get(reverse("dashboard:person", args=["acme", ben(tills).ref])).text

    assert "To be asked" in project
    assert "Milestone: Pilot" in project
    assert "The next twelve months" in person
    assert "0 of 6" in person
    assert "At least 30 days between two questions" in person


def test_sales_sees_the_person_but_no_plan(as_sal: Client, tills: Project) -> None:
    page = as_sal.get(reverse("dashboard:person", args=["acme", ben(tills).ref])).text

    assert "Ben" in page
    assert "Contact budget" not in page
    assert "Asked so far" not in page


def test_manager_learns_nothing_of_who_was_asked_in_confidence(
    as_max: Client, as_lea: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    part = tills.stakeholders.get()
    send_asks(
        project=tills,
        stakeholders=[part],
        asked_by=None,
        at=clock.moment - 40 * DAY,
        mode=Ask.Mode.CONFIDENTIAL,
    )
    address = reverse("dashboard:person", args=["acme", part.contact.ref])

    seen_by_max = as_max.get(address).text
    assert "known only to who runs the PMO" in seen_by_max
    assert "Not asked yet" not in seen_by_max
    assert "1 of 6" in as_lea.get(address).text
    assert "Ben" not in as_max.get(PLAN).text


# whom to talk to


def test_silent_person_is_to_be_talked_to_on_today_and_on_the_project(
    as_max: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    ask_in_vain(max, ben(tills), clock)

    today = as_max.get(reverse("dashboard:today", args=["acme"])).text
    project = as_max.get(reverse("dashboard:project", args=["acme", tills.ref])).text

    for page in (today, project):
        assert "Three questions in a row had no answer" in page
        assert "I talked to Ben" in page


def test_talk_sets_the_person_free_and_leads_back(
    as_max: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    ask_in_vain(max, ben(tills), clock)

    answer = as_max.post(
        reverse("pulse:talked", args=["acme", ben(tills).ref]),
        {"words": "Likes the phone.", "project": str(tills.ref)},
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == reverse("dashboard:project", args=["acme", tills.ref])
    assert "Kept. Ben may be asked by mail again." in answer.text
    assert "I talked to Ben" not in answer.text
    assert (Touch.objects.get().by, Touch.objects.get().words) == (max.user, "Likes the phone.")


def test_other_manager_talks_to_nobody_here(
    client: Client, tills: Project, clock: Clock, lea: Membership, as_max: Client
) -> None:
    Project.objects.update(manager=lea.user)

    answer = as_max.post(reverse("pulse:talked", args=["acme", ben(tills).ref]))

    assert answer.status_code == 404
    assert not Touch.objects.exists()


# who was left out


def test_who_is_left_out_by_its_own_manager_is_marked(
    as_exe: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    leave_out(by=max, project=tills, contact=ben(tills), reason="On leave.", at=clock.moment)

    page = as_exe.get(reverse("dashboard:left_out", args=["acme"])).text

    assert "On leave." in page
    assert "manages this project" in page


def test_everybody_who_is_left_out_is_found_page_by_page_the_latest_first(
    as_lea: Client,
    lea: Membership,
    tills: Project,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving_out, "ROWS_ON_A_PAGE", 2)
    for number in range(5):
        part = make_stakeholder(tills, name=f"Bea {number}")
        moment = clock.moment if number < 3 else clock.forward(hours=1)  # three at one moment
        leave_out(by=lea, project=tills, contact=part.contact, reason="Away.", at=moment)
    address, seen = reverse("dashboard:left_out", args=["acme"]), []

    while address:
        page = as_lea.get(address).text
        seen += re.findall(r">(Bea \d)</a>", page)
        more = re.search(r'href="(\?after=[^"]+)"[^>]*>More', page)
        address = f"{reverse('dashboard:left_out', args=['acme'])}{more[1]}" if more else ""

    assert seen[:2] == ["Bea 4", "Bea 3"]
    assert sorted(seen) == [f"Bea {number}" for number in range(5)]


def test_manager_who_asks_only_some_shows_with_those_he_passed_over(
    as_exe: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    for name in ("Ann", "Bob", "Cem", "Dot"):
        make_stakeholder(tills, name=name, role=Stakeholder.Role.CUSTOMER)
    make_stakeholder(tills, name="Tom", role=Stakeholder.Role.TEAM)
    happy = tills.stakeholders.filter(contact__name__in=["Ann", "Bob"])

    asked_by_hand(
        wish=ByHand(tills, max.user),
        stakeholders=list(happy.select_related("contact")),
        now=clock.moment,
    )
    page = as_exe.get(reverse("dashboard:left_out", args=["acme"])).text

    assert "2 of 5 people" in page
    assert "Ben, Cem, Dot" in page
    assert "Tom" not in page


def test_lead_who_asks_some_is_not_shown_and_neither_is_a_manager_who_asks_all(
    as_exe: Client, lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    make_stakeholder(tills, name="Ann")
    everybody = list(tills.stakeholders.select_related("contact"))
    asked_by_hand(wish=ByHand(tills, lea.user), stakeholders=everybody[:1], now=clock.moment)
    address = reverse("dashboard:left_out", args=["acme"])
    assert "Asked by their own manager" not in as_exe.get(address).text

    clock.forward(days=45)
    Ask.objects.update(state=Ask.State.ANSWERED, taste="yes")
    clock.forward(hours=1)
    asked_by_hand(wish=ByHand(tills, max.user), stakeholders=everybody, now=clock.moment)

    assert "Asked by their own manager" not in as_exe.get(address).text


def test_question_by_hand_can_be_taken_back(
    as_max: Client, max: Membership, tills: Project, clock: Clock
) -> None:
    other = make_project(max.workspace, "Payroll", manager=max.user)
    part = make_stakeholder(other, ben(tills))
    part = Stakeholder.objects.select_related("contact", "project__workspace").get(pk=part.pk)
    send_asks(
        project=tills, stakeholders=list(tills.stakeholders.all()), asked_by=None, at=clock.moment
    )
    Ask.objects.update(state=Ask.State.ANSWERED, taste="yes")
    asked_by_hand(wish=ByHand(other, max.user), stakeholders=[part], now=clock.moment)
    wish = PlannedAsk.objects.get(point="hand")
    page = as_max.get(PLAN, {"month": "2026-04"}).text
    assert "By hand, Max" in page

    as_max.post(reverse("pulse:take_wish_back", args=["acme", wish.ref]))

    assert not PlannedAsk.objects.filter(point="hand").exists()
    assert not LeftOut.objects.exists()
    entry = AuditEntry.objects.get(verb="took back the question to")
    assert (entry.actor, entry.subject) == (max.user, "Ben")
    assert entry.detail == {"project": "Payroll"}


def test_manager_does_not_take_back_what_the_lead_asks_about_his_project(
    as_max: Client, as_lea: Client, lea: Membership, max: Membership, tills: Project, clock: Clock
) -> None:
    wish = PlannedAsk.objects.create(
        workspace=lea.workspace,
        project=tills,
        contact=ben(tills),
        occasion="hand:1",
        point="hand",
        wanted_on=clock.moment.date(),
        on=clock.moment.date(),
        asked_by=lea.user,
    )
    take_back = reverse("pulse:take_wish_back", args=["acme", wish.ref])
    assert "By hand, Lea" in as_max.get(PLAN).text
    assert take_back not in as_max.get(PLAN).text
    assert take_back in as_lea.get(PLAN).text

    refused = as_max.post(take_back)

    assert refused.status_code == 404
    assert PlannedAsk.objects.filter(pk=wish.pk).exists()
    assert not AuditEntry.objects.filter(verb="took back the question to").exists()
    as_lea.post(take_back)
    assert not PlannedAsk.objects.filter(pk=wish.pk).exists()


# the load


@pytest.mark.parametrize("way", ["plan", "plan_people", "plan_projects", "left_out"])
def test_plan_of_many_costs_as_many_queries_as_that_of_few(
    as_lea: Client, lea: Membership, clock: Clock, way: str
) -> None:
    address = reverse(f"dashboard:{way}", args=["acme"])
    counted = []
    for many in (2, 10):
        for number in range(many):
            project = make_project(
                lea.workspace,
                f"Project {many} {number}",
                manager=lea.user,
                starts_on=date(2026, 3, 6),
            )
            part = make_stakeholder(project, name=f"Ben {many} {number}")
            make_stakeholder(project, name=f"Bea {many} {number}")
            make_milestone(project, on=date(2026, 5, 4))
            leave_out(
                by=lea, project=project, contact=part.contact, reason="Away.", at=clock.moment
            )
        asks_planned(workspace=lea.workspace, now=clock.moment)
        as_lea.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert as_lea.get(address).status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert counted[1] < 25


def test_what_waits_for_the_morning_is_not_due_any_more_and_says_when_it_leaves(
    as_lea: Client, tills: Project, clock: Clock
) -> None:
    PlannedAsk.objects.filter(point="kickoff").update(
        on=clock.moment.date(), released_at=clock.moment
    )

    page = as_lea.get(PLAN).text

    assert "1 leaves as soon as it is day there." in page
    assert "Send what is due" not in page
    assert "Nothing is due today." not in page


def test_plan_of_a_person_with_more_than_a_thousand_projects_gets_its_days(
    lea: Membership, tills: Project, clock: Clock
) -> None:
    contact, today = ben(tills), clock.moment.date()
    projects = Project.objects.bulk_create(
        Project(
            workspace=lea.workspace,
            customer=tills.customer,
            name=f"Project {number}",
            code=f"X-{number}",
        )
        for number in range(1100)
    )
    PlannedAsk.objects.bulk_create(
        PlannedAsk(
            workspace=lea.workspace, project=one, contact=contact, occasion="close", point="close",
            wanted_on=today + DAY, on=today + DAY,
        )
        for one in projects
    )  # fmt: skip

    days_dealt(workspace=lea.workspace, now=clock.moment)

    kept = PlannedAsk.objects.filter(occasion="close", project__in=[one.pk for one in projects[:3]])
    assert set(kept.values_list("on", flat=True)) == {date(2026, 3, 9)}  # the 7th is a Saturday
