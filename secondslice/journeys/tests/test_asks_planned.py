"""The ask plan from the project's dates to the mail, on real rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.config.clockwork import settle_everything
from secondslice.customers.models import Contact, Preference
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.asks_planned import asks_planned, asks_sent, hour_lived
from secondslice.journeys.part_changed import part_taken, role_changed
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_milestone, make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk, Touch
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.sending import Sent
from secondslice.pulse.tests.make import send_asks
from secondslice.recovery.tests.make import give, make_case

MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
State = PlannedAsk.State
STARTED = date(2026, 2, 16)  # three weeks before MONDAY


@pytest.fixture
def tills(lea: Membership) -> Project:
    """A project that began three weeks ago and runs until summer, with Ben as its sponsor."""
    project = make_project(
        lea.workspace, "New tills", manager=lea.user, starts_on=STARTED, ends_on=date(2026, 7, 10)
    )
    make_stakeholder(project, name="Ben")
    return project


def planned(workspace: Workspace) -> QuerySet[PlannedAsk]:
    return PlannedAsk.objects.filter(workspace=workspace).order_by("wanted_on")


def days(workspace: Workspace) -> dict[str, tuple[date | None, str]]:
    return {row.occasion: (row.on, row.why) for row in planned(workspace)}


def live(workspace: Workspace, now: datetime) -> None:
    """Let the jobs of a day and of an hour run."""
    asks_planned(workspace=workspace, now=now)
    hour_lived(workspace=workspace, now=now)


def press_send(workspace: Workspace, now: datetime) -> Sent:
    """Let the PMO lead send what is due."""
    return asks_sent(workspace=workspace, now=now, by=lead_of(workspace), pressed=True)


def hour_sent(workspace: Workspace, now: datetime) -> int:
    """Let an hour go by, and return how many mails left."""
    return asks_sent(workspace=workspace, now=now).mails


def questions() -> QuerySet[Message]:
    return Message.objects.filter(kind__startswith="pulse.ask").order_by("pk")


def test_project_is_planned_from_its_dates(pmo: Workspace, tills: Project) -> None:
    asks_planned(workspace=pmo, now=MONDAY)

    assert days(pmo) == {
        "kickoff": (date(2026, 3, 9), ""),
        "close": (date(2026, 7, 10), ""),
        "operation": (date(2026, 10, 8), ""),
    }


def test_when_dates_move_only_unsent_questions_move(pmo: Workspace, tills: Project) -> None:
    asks_planned(workspace=pmo, now=MONDAY)
    press_send(pmo, now=MONDAY)
    Project.objects.update(starts_on=date(2026, 3, 1), ends_on=date(2026, 8, 10))

    asks_planned(workspace=pmo, now=MONDAY + timedelta(days=1))

    assert days(pmo)["kickoff"] == (date(2026, 3, 9), "")
    assert days(pmo)["close"] == (date(2026, 8, 10), "")


def test_milestone_that_is_removed_takes_its_question_with_it(
    pmo: Workspace, tills: Project
) -> None:
    gate = make_milestone(tills, on=date(2026, 5, 4))
    asks_planned(workspace=pmo, now=MONDAY)
    assert planned(pmo).filter(point="milestone").exists()

    gate.delete()
    asks_planned(workspace=pmo, now=MONDAY)

    assert not planned(pmo).filter(point="milestone").exists()


def test_due_question_goes_out_once(pmo: Workspace, tills: Project) -> None:
    asks_planned(workspace=pmo, now=MONDAY)

    first = press_send(pmo, now=MONDAY)
    again = press_send(pmo, now=MONDAY + timedelta(minutes=1))

    assert (first.mails, first.asks, again.mails) == (1, 1, 0)
    assert Ask.objects.get().project == tills
    assert planned(pmo).get(occasion="kickoff").ask == Ask.objects.get()


def test_several_projects_of_one_person_are_one_mail_with_a_yes_and_a_no_for_each(
    pmo: Workspace, lea: Membership, tills: Project
) -> None:
    payroll = make_project(pmo, "Payroll", starts_on=STARTED, ends_on=date(2026, 6, 1))
    make_stakeholder(payroll, tills.stakeholders.get().contact)
    asks_planned(workspace=pmo, now=MONDAY)

    sent = press_send(pmo, now=MONDAY)

    assert (sent.mails, sent.asks) == (1, 2)
    letter = opened(questions().get())
    for ask in Ask.objects.all():
        assert ask.message == questions().get()
    assert "New tills" in letter.html
    assert "Payroll" in letter.html
    for end in ("/y", "/n"):
        assert len({word for word in letter.text.split() if word.endswith(end)}) == 2


def test_question_waits_while_a_case_with_the_person_is_open(
    pmo: Workspace, lea: Membership, tills: Project
) -> None:
    other = make_project(pmo, "Payroll", manager=lea.user)
    case = make_case(lea, at=MONDAY - timedelta(days=40), name="Ben", project=other)
    Stakeholder.objects.filter(project=tills).update(contact=case.contact)

    asks_planned(workspace=pmo, now=MONDAY)
    sent = press_send(pmo, now=MONDAY)

    assert sent.mails == 0
    assert days(pmo)["kickoff"] == (date(2026, 3, 16), "case")


def test_stop_of_the_person_ends_the_plan_with_its_reason(pmo: Workspace, tills: Project) -> None:
    ben = tills.stakeholders.get().contact
    Preference.objects.create(
        workspace=pmo, contact=ben, stopped_at=MONDAY, stopped_how=Preference.How.PAGE
    )

    asks_planned(workspace=pmo, now=MONDAY)

    assert set(days(pmo).values()) == {(None, "stopped")}


def test_mail_leaves_in_the_persons_own_daytime(pmo: Workspace, tills: Project) -> None:
    ben = tills.stakeholders.get().contact
    ben.time_zone = "America/Los_Angeles"
    ben.save()
    asks_planned(workspace=pmo, now=MONDAY)

    assert press_send(pmo, now=MONDAY).mails == 0  # half past two at night over there
    assert hour_sent(pmo, now=MONDAY + timedelta(hours=5)) == 0
    assert (
        hour_sent(pmo, now=MONDAY + timedelta(hours=6)) == 1
    )  # half past eight: what was released leaves


def test_old_occasions_of_a_project_that_is_just_imported_are_not_asked_about(
    pmo: Workspace,
) -> None:
    project = make_project(pmo, starts_on=date(2025, 1, 6), ends_on=date(2026, 6, 1))
    make_stakeholder(project)

    asks_planned(workspace=pmo, now=MONDAY)

    assert sorted(days(pmo)) == ["close", "operation"]


class TestEveryHour:
    @pytest.fixture(autouse=True)
    def sends(self, pmo: Workspace) -> None:
        """The workspace lets its questions go out by themselves."""
        AskRules.objects.create(workspace=pmo, sends_itself=True)

    def test_silent_person_is_reminded_once_after_four_working_days(
        self, pmo: Workspace, tills: Project
    ) -> None:
        for day in range(12):
            now = MONDAY + timedelta(days=day)
            live(workspace=pmo, now=now)
            settle_everything(now=now)

        (reminder,) = Message.objects.filter(kind="pulse.reminder")
        assert Touch.objects.get().on == date(2026, 3, 13)
        assert Ask.objects.get().reminded_at == MONDAY + timedelta(days=4)
        assert "/y" in opened(reminder).text

    def test_link_of_the_reminder_is_the_link_of_the_mail(
        self, pmo: Workspace, tills: Project
    ) -> None:
        asks_planned(workspace=pmo, now=MONDAY)
        press_send(pmo, now=MONDAY)
        link = next(word for word in opened(questions().get()).text.split() if word.endswith("/y"))
        settle_everything(now=MONDAY)

        live(workspace=pmo, now=MONDAY + timedelta(days=4))

        assert link in opened(Message.objects.get(kind="pulse.reminder")).text

    def test_who_has_answered_is_not_reminded(self, pmo: Workspace, tills: Project) -> None:
        live(workspace=pmo, now=MONDAY)
        settle_everything(now=MONDAY)
        give(Ask.objects.get(), "yes", at=MONDAY + timedelta(days=1))

        for day in range(1, 12):
            live(workspace=pmo, now=MONDAY + timedelta(days=day))

        assert not Message.objects.filter(kind="pulse.reminder").exists()

    @pytest.mark.parametrize("became", ["removed", "made a team member", "left out", "stopped"])
    def test_nobody_is_reminded_of_what_we_would_not_ask_any_more(
        self, pmo: Workspace, lea: Membership, tills: Project, became: str
    ) -> None:
        live(workspace=pmo, now=MONDAY)
        settle_everything(now=MONDAY)
        ben, at, why = tills.stakeholders.get(), MONDAY + timedelta(days=1), "Is on leave."
        if became == "removed":
            part_taken(by=lea, stakeholder=ben, reason=why, now=at)
        elif became == "made a team member":
            role_changed(by=lea, stakeholder=ben, role="team", reason=why, now=at)
        elif became == "left out":
            leave_out(by=lea, project=tills, contact=ben.contact, reason=why, at=at)
        else:
            Project.objects.update(phase=Project.Phase.STOPPED)

        for day in range(1, 12):
            live(workspace=pmo, now=MONDAY + timedelta(days=day))

        assert not Message.objects.filter(kind="pulse.reminder").exists()

    def test_nothing_is_sent_by_itself_where_the_workspace_does_not_want_it(
        self, pmo: Workspace, tills: Project
    ) -> None:
        AskRules.objects.update(sends_itself=False)

        live(workspace=pmo, now=MONDAY)

        assert days(pmo)["kickoff"] == (date(2026, 3, 9), "")
        assert not questions().exists()


def test_plan_of_many_people_costs_the_same_queries_as_that_of_few(
    pmo: Workspace, lea: Membership
) -> None:

    counted = []
    for many in (3, 30):
        for _number in range(many):
            project = make_project(
                pmo, customer=make_customer(pmo), starts_on=STARTED, ends_on=date(2026, 9, 1)
            )
            make_stakeholder(project, make_contact(project.customer))
        with CaptureQueriesContext(connection) as queries:
            asks_planned(workspace=pmo, now=MONDAY)
        counted.append(len(queries))

    assert counted[1] - counted[0] < 3  # ten times the people, hardly a query more


def test_question_that_a_case_held_back_keeps_that_reason_when_it_may_go_at_last(
    pmo: Workspace, lea: Membership, tills: Project
) -> None:
    case = make_case(lea, at=MONDAY - timedelta(days=40), name="Ben")
    Stakeholder.objects.filter(project=tills).update(contact=case.contact)
    asks_planned(workspace=pmo, now=MONDAY)
    assert days(pmo)["kickoff"] == (date(2026, 3, 16), "case")

    give(case.ask, "", at=MONDAY + timedelta(days=2))  # the No is taken back, and the case closed

    assert days(pmo)["kickoff"] == (date(2026, 3, 11), "case")


def test_weekend_before_its_day_is_not_why_a_question_waited(
    pmo: Workspace, lea: Membership, tills: Project
) -> None:
    ben = tills.stakeholders.get().contact
    other = make_project(pmo, "Payroll", manager=lea.user)
    friday = MONDAY - timedelta(days=24)
    send_asks(project=other, stakeholders=[make_stakeholder(other, ben)], asked_by=None, at=friday)
    Ask.objects.update(state=Ask.State.ANSWERED, taste="yes")
    asks_planned(workspace=pmo, now=MONDAY)
    held = days(pmo)["kickoff"]

    asks_planned(workspace=pmo, now=MONDAY + timedelta(days=6))  # Sunday: thirty days are over

    assert held == days(pmo)["kickoff"] == (date(2026, 3, 16), "floor")


def deferred(workspace: Workspace, contact: Contact) -> None:
    """Let Ben be asked about another project, so that the question of Monday waits for 8 April."""
    elsewhere = make_stakeholder(make_project(workspace, "Payroll"), contact)
    asked_at = MONDAY - timedelta(days=1)
    (ask,) = send_asks(
        project=elsewhere.project, stakeholders=[elsewhere], asked_by=None, at=asked_at
    )
    give(ask, "yes", at=asked_at)
    asks_planned(workspace=workspace, now=MONDAY)
    assert days(workspace)["kickoff"] == (date(2026, 4, 7), "floor")


def test_question_that_waits_comes_back_when_its_project_was_stopped_for_a_moment(
    pmo: Workspace, tills: Project
) -> None:
    deferred(pmo, tills.stakeholders.get().contact)
    later = MONDAY + timedelta(days=16)

    Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.STOPPED)
    asks_planned(workspace=pmo, now=later)
    (row,) = planned(pmo)
    assert (row.occasion, row.state, row.on) == ("kickoff", State.GIVEN_UP, None)
    assert row.get_why_display() == "The project was stopped, or its plan changed"
    Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.EXECUTION)
    asks_planned(workspace=pmo, now=later)

    assert set(days(pmo)) == {"kickoff", "close", "operation"}
    assert days(pmo)["kickoff"][0] == date(2026, 4, 7)
    assert press_send(pmo, now=MONDAY + timedelta(days=29)).asks == 1


def test_question_given_up_with_its_plan_does_not_come_back_after_a_later_one_was_asked(
    pmo: Workspace, tills: Project
) -> None:
    gate = make_milestone(tills, on=date(2026, 4, 20))
    deferred(pmo, tills.stakeholders.get().contact)
    Project.objects.filter(pk=tills.pk).update(starts_on=None)
    asks_planned(workspace=pmo, now=MONDAY + timedelta(days=1))
    assert press_send(pmo, now=MONDAY + timedelta(days=43)).asks == 1

    Project.objects.filter(pk=tills.pk).update(starts_on=STARTED)
    asks_planned(workspace=pmo, now=MONDAY + timedelta(days=44))

    assert planned(pmo).get(occasion=f"milestone:{gate.ref.hex}").state == State.SENT
    assert days(pmo)["kickoff"] == (None, "gone")
