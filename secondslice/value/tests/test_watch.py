"""The watch: what raises an alarm, that it is raised once, whose it is, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import move_stage
from secondslice.funnel.tests.make import make_opportunity
from secondslice.journeys.member_left import member_left
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.value.counterfactual.models import ComparisonProject
from secondslice.value.models import Alarm, KnownExecutive
from secondslice.value.outlook.selectors.evidence import evidence_of
from secondslice.value.outlook.services.closing import close_alarm, hand_alarm, set_watch
from secondslice.value.outlook.services.watching import watch
from secondslice.value.tasks import watch as watch_task

pytestmark = pytest.mark.django_db
Role, Kind = Stakeholder.Role, Alarm.Kind
TERMS = {"base": 15, "shifted": 40, "limit": "4.5", "quiet_days": 90, "around": 2, "most_quiet": 5}
TODAY = date(2026, 3, 6)


@pytest.fixture
def desk(lea: Membership) -> Customer:
    return make_customer(lea.workspace, "Finance")


@pytest.fixture
def tills(lea: Membership, desk: Customer) -> Project:
    start = TODAY - timedelta(days=200)
    return make_project(lea.workspace, "New tills", customer=desk, starts_on=start)


def alarms(member: Membership, kind: str = "") -> list[Alarm]:
    found = Alarm.objects.filter(workspace=member.workspace).order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def say(
    by: Membership,
    project: Project,
    tastes: Sequence[str],
    *,
    until: datetime,
    mode: str = Ask.Mode.NAMED,
) -> None:
    """Let people answer, one a day, the last one at `until`."""
    first = make_ask(by, at=until - timedelta(days=200), project=project, name="Ask").ask
    stem = Ask.objects.count()
    Ask.objects.bulk_create(
        Ask(
            workspace=by.workspace,
            project=project,
            customer=project.customer,
            contact=make_contact(project.customer, f"Ben {stem} {place}"),
            wording=first.wording,
            mode=mode,
            language="en-us",
            token_digest=f"{stem}-{place}",
            sent_at=until - timedelta(days=len(tastes) - place),
            sent_on=TODAY,
            expires_at=until + timedelta(days=30),
            state=Ask.State.ANSWERED,
            taste=taste,
            answered_at=until - timedelta(days=len(tastes) - 1 - place),
            changed_at=until,
        )
        for place, taste in enumerate(tastes)
    )


def lose_to_own_people(by: Membership, customer: Customer, title: str, *, at: datetime) -> None:
    made = make_opportunity(by, title, customer=customer, at=at - timedelta(days=20))
    move_stage(
        opportunity=made,
        stage=Opportunity.Stage.LOST,
        lost_code="own_people",
        by=by.user,
        at=at,
    )


class TestMoreNo:
    def test_rise_of_no_raises_one_alarm_for_the_customer_and_one_for_all(
        self, lea: Membership, desk: Customer, tills: Project, now: datetime
    ) -> None:
        boss = make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE).contact
        say(lea, tills, ["yes"] * 20 + ["no"] * 6, until=now)

        watch(workspace=lea.workspace, at=now)

        whole, one = sorted(alarms(lea, Kind.MORE_NO), key=lambda alarm: alarm.about, reverse=True)
        assert (whole.about, whole.customer, whole.contact) == ("pmo", None, boss)
        assert (one.customer, one.contact, one.owner) == (desk, boss, lea.user)
        assert (one.facts["no"], one.facts["of"]) == (5, 5)
        assert one.facts["false_alarm_every"] == pytest.approx(1000, rel=0.03)
        assert one.facts["noticed_after"] == 22

    def test_usual_share_raises_nothing(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        say(lea, tills, (["yes"] * 6 + ["no"]) * 6, until=now)

        assert watch(workspace=lea.workspace, at=now) == 0

    def test_it_is_raised_once_and_again_only_for_what_was_said_since(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        say(lea, tills, ["no"] * 6, until=now)
        watch(workspace=lea.workspace, at=now)
        tomorrow = now + timedelta(days=1)

        assert watch(workspace=lea.workspace, at=tomorrow) == 0
        for alarm in alarms(lea):
            close_alarm(by=lea, alarm=alarm, done="Talked to all of them.", at=tomorrow)
        assert watch(workspace=lea.workspace, at=tomorrow + timedelta(hours=1)) == 0

        say(lea, tills, ["no"] * 6, until=tomorrow + timedelta(days=20))
        assert watch(workspace=lea.workspace, at=tomorrow + timedelta(days=21)) == 2

    def test_what_turned_long_before_the_first_look_is_no_news(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        say(lea, tills, ["no"] * 6, until=now - timedelta(days=100))

        assert watch(workspace=lea.workspace, at=now) == 0

    def test_answers_in_confidence_raise_nothing(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        say(lea, tills, ["no"] * 9, until=now, mode=Ask.Mode.CONFIDENTIAL)

        assert watch(workspace=lea.workspace, at=now) == 0


class TestAround:
    def test_second_project_that_goes_to_own_people_raises_an_alarm(
        self, lea: Membership, desk: Customer, now: datetime
    ) -> None:
        lose_to_own_people(lea, desk, "A board", at=now - timedelta(days=40))
        assert watch(workspace=lea.workspace, at=now) == 0

        lose_to_own_people(lea, desk, "A tracker", at=now - timedelta(days=1))
        assert watch(workspace=lea.workspace, at=now) == 1

        (alarm,) = alarms(lea, Kind.AROUND)
        assert (alarm.customer, alarm.facts["count"]) == (desk, 2)

    def test_those_already_told_count_no_second_time(
        self, lea: Membership, desk: Customer, now: datetime
    ) -> None:
        for place, title in enumerate(("A board", "A tracker")):
            lose_to_own_people(lea, desk, title, at=now - timedelta(days=10 + place))
        watch(workspace=lea.workspace, at=now)
        close_alarm(by=lea, alarm=alarms(lea)[0], done="Talked.", at=now)

        lose_to_own_people(lea, desk, "A third", at=now + timedelta(days=1))
        assert watch(workspace=lea.workspace, at=now + timedelta(days=2)) == 0

    def test_list_that_comes_in_again_tells_nothing_again(
        self, lea: Membership, desk: Customer, now: datetime
    ) -> None:
        def come_in() -> None:
            ComparisonProject.objects.all().delete()
            ComparisonProject.objects.bulk_create(
                ComparisonProject(
                    workspace=lea.workspace,
                    key=title,
                    name=title,
                    customer=desk.name,
                    starts_on=now.date() - timedelta(days=30),
                    is_pmo=False,
                )
                for title in ("A board", "A tracker")
            )

        come_in()
        watch(workspace=lea.workspace, at=now)
        (alarm,) = alarms(lea, Kind.AROUND)
        close_alarm(by=lea, alarm=alarm, done="Talked.", at=now)

        come_in()

        assert watch(workspace=lea.workspace, at=now + timedelta(days=1)) == 0
        assert {one.name for one in evidence_of(lea, alarm)} == {"A board", "A tracker"}


class TestQuiet:
    def test_executive_without_contact_raises_once_in_each_silence(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        boss = make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE).contact
        person_talked_to(by=lea, contact=boss, words="Lunch.", now=now - timedelta(days=91))

        assert watch(workspace=lea.workspace, at=now) == 1
        (alarm,) = alarms(lea, Kind.QUIET)
        assert (alarm.contact, alarm.facts["days"]) == (boss, 91)
        close_alarm(by=lea, alarm=alarm, done="Called, nobody there.", at=now)
        assert watch(workspace=lea.workspace, at=now + timedelta(days=30)) == 0

        person_talked_to(by=lea, contact=boss, words="Met.", now=now + timedelta(days=31))
        assert watch(workspace=lea.workspace, at=now + timedelta(days=60)) == 0
        assert watch(workspace=lea.workspace, at=now + timedelta(days=130)) == 1

    def test_no_more_at_once_than_can_be_called_and_the_longest_first(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        set_watch(by=lea, terms={**TERMS, "most_quiet": 2}, at=now)
        people = [
            make_stakeholder(tills, name=f"Bo {place}", role=Role.EXECUTIVE).contact
            for place in range(4)
        ]
        for place, boss in enumerate(people):
            person_talked_to(by=lea, contact=boss, words="", now=now - timedelta(days=100 + place))

        watch(workspace=lea.workspace, at=now)
        watch(workspace=lea.workspace, at=now + timedelta(days=1))

        assert {one.contact for one in alarms(lea, Kind.QUIET)} == set(people[2:])

    def test_who_answered_by_name_was_in_touch(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        boss = make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE).contact
        say(lea, tills, ["yes"], until=now - timedelta(days=10))
        Ask.objects.filter(state=Ask.State.ANSWERED).update(contact=boss)

        assert watch(workspace=lea.workspace, at=now) == 0


class TestNew:
    def test_somebody_who_leads_where_another_led_raises_once(
        self, lea: Membership, desk: Customer, tills: Project, now: datetime
    ) -> None:
        old = make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE).contact
        person_talked_to(by=lea, contact=old, words="", now=now)
        assert watch(workspace=lea.workspace, at=now) == 0  # was there when we began to look

        new = make_stakeholder(tills, name="Nia", role=Role.EXECUTIVE).contact
        person_talked_to(by=lea, contact=new, words="", now=now)
        assert watch(workspace=lea.workspace, at=now + timedelta(days=1)) == 1
        assert watch(workspace=lea.workspace, at=now + timedelta(days=2)) == 0

        (alarm,) = alarms(lea, Kind.NEW)
        assert (alarm.contact, alarm.customer) == (new, desk)
        assert KnownExecutive.objects.get(contact=new).since == TODAY + timedelta(days=1)
        assert KnownExecutive.objects.get(contact=old).since is None

    def test_another_named_executive_raises(
        self, lea: Membership, exe: Membership, desk: Customer, now: datetime
    ) -> None:
        Customer.objects.filter(pk=desk.pk).update(executive=lea.user)
        watch(workspace=lea.workspace, at=now)
        Customer.objects.filter(pk=desk.pk).update(executive=exe.user)

        assert watch(workspace=lea.workspace, at=now + timedelta(days=1)) == 1
        assert alarms(lea)[0].member == exe.user

    def test_first_executive_of_a_customer_is_nobodys_follower(
        self, lea: Membership, tills: Project, now: datetime
    ) -> None:
        watch(workspace=lea.workspace, at=now)
        boss = make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE).contact
        person_talked_to(by=lea, contact=boss, words="", now=now)

        assert watch(workspace=lea.workspace, at=now + timedelta(days=1)) == 0


@pytest.fixture
def alarm(lea: Membership, tills: Project, now: datetime) -> Alarm:
    make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE)
    watch(workspace=lea.workspace, at=now)
    return alarms(lea)[0]


def test_task_looks_in_every_workspace(
    lea: Membership, cleo: Membership, tills: Project, now: datetime
) -> None:
    make_stakeholder(tills, name="Bo", role=Role.EXECUTIVE)
    start = TODAY - timedelta(days=200)
    theirs = make_project(cleo.workspace, "Theirs", starts_on=start)
    make_stakeholder(theirs, name="Mo", role=Role.EXECUTIVE)

    watch_task.prepare(payload={}, now=now)()

    assert len(alarms(lea)) == len(alarms(cleo)) == 1


def test_alarm_stands_on_today_of_its_owner_until_it_is_closed(
    as_lea: Client, as_ava: Client, alarm: Alarm, clock: Clock
) -> None:
    today = reverse("dashboard:today", args=["acme"])
    page = reverse("outlook:alarm", args=["acme", alarm.ref])
    assert page in as_lea.get(today).text
    assert page not in as_ava.get(today).text

    as_lea.post(reverse("outlook:close", args=["acme", alarm.ref]), {"done": "Had lunch."})

    assert page not in as_lea.get(today).text
    closed = as_lea.get(reverse("outlook:watch", args=["acme"])).text
    assert "Had lunch." in closed
    assert "about every" in closed


def test_alarm_is_not_closed_without_a_word_nor_twice(
    as_lea: Client, lea: Membership, alarm: Alarm, now: datetime
) -> None:
    path = reverse("outlook:close", args=["acme", alarm.ref])
    assert as_lea.post(path, {"done": " "}).status_code == 422

    close_alarm(by=lea, alarm=alarm, done="Called.", at=now)
    with pytest.raises(RuleBroken, match="closed this alarm already"):
        close_alarm(by=lea, alarm=alarm, done="Me too.", at=now)

    alarm.refresh_from_db()
    assert alarm.done == "Called."


def test_alarm_goes_to_who_runs_the_pmo_alone(
    lea: Membership, ava: Membership, sal: Membership, alarm: Alarm
) -> None:
    hand_alarm(by=lea, alarm=alarm, to=ava.user)
    alarm.refresh_from_db()
    assert alarm.owner == ava.user

    with pytest.raises(RuleBroken, match="does not run this PMO"):
        hand_alarm(by=lea, alarm=alarm, to=sal.user)


def test_alarm_of_who_leaves_goes_to_who_leads(
    lea: Membership, ava: Membership, alarm: Alarm, now: datetime
) -> None:
    hand_alarm(by=lea, alarm=alarm, to=make_member(lea.workspace, "Uma", role="lead").user)
    alarm.refresh_from_db()
    left = alarm.owner
    assert left is not None
    Membership.objects.filter(user=left).delete()

    member_left(user=left, by=ava, at=now)

    alarm.refresh_from_db()
    assert alarm.owner == lea.user


def test_share_worth_noticing_lies_above_the_usual_one(lea: Membership, as_lea: Client) -> None:
    response = as_lea.post(
        reverse("outlook:terms", args=["acme"]), {**TERMS, "base": 40, "shifted": 20}
    )

    assert response.status_code == 422
    assert "must lie above" in response.text
