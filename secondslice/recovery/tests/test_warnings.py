"""Whoever must act hears of it in time, once, in working hours, and of a confidence only who keeps it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.absences import Absence, end_absences, set_away
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Customer
from secondslice.jobs.services import enqueue, run_due
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.messaging.services.chatting import connect
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.pulse.services.wording import seed_reasons
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.selectors.clocks import steps_to_warn_of
from secondslice.recovery.tests.make import (
    add,
    fresh,
    give,
    make_case,
    make_re_asked_case,
    settle,
)
from secondslice.recovery.time_limits import Warned

pytestmark = pytest.mark.django_db
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
STEP = "recovery.step_due"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(kind: str = STEP, channel: str = "mail") -> list[str]:
    """Return who was told, in order."""
    found = Message.objects.filter(kind=kind, channel=channel).order_by("pk")
    return [name.partition("@")[0] for name in found.values_list("to", flat=True)]


def name_executive(case: Case, member: Membership) -> None:
    Customer.objects.filter(pk=case.customer_id).update(executive=member.user)


def watch(workspace: Workspace, *moments: datetime) -> None:
    for moment in moments:
        clocks_watched(workspace=workspace, now=moment)


def confided(by: Membership, at: datetime) -> Case:
    ask = make_ask(by, at=at - DAY, mode=Ask.Mode.CONFIDENTIAL).ask
    give(ask, "no", at=at)
    return fresh(Case.objects.get(ask=ask))


# in time, and once


def test_owner_is_reminded_when_half_of_the_working_time_is_over(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)  # on Friday at half past nine

    watch(max.workspace, now + 4 * HOUR - MINUTE)
    assert told() == []
    watch(max.workspace, now + 4 * HOUR, now + 4 * HOUR + 10 * MINUTE)

    assert told() == ["max"]
    assert fresh(case).warned == Warned.OWNER


def test_owner_and_lead_hear_of_a_step_that_is_late_and_the_thread_says_so(
    max: Membership, lea: Membership, as_lea: Client, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)
    watch(max.workspace, clock.forward(hours=5))

    watch(max.workspace, clock.forward(days=3), clock.forward(minutes=10))

    assert told() == ["max", "max", "lea"]
    page = as_lea.get(reverse("recovery:case", args=["acme", case.ref])).text
    assert "Max was reminded: half of the time for this step was over" in page
    assert "Lea was told that this step is late" in page
    mail = Message.objects.filter(kind=STEP).get(to="lea@example.org")
    assert mail.subject == f"Late: Talk to Ben ({case.project.name})"
    assert "Max has the case, and its next step is late now." in mail.text


def test_executive_named_for_the_customer_hears_of_it_two_working_days_later(
    max: Membership, lea: Membership, exe: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    name_executive(case, exe)
    due = case.due_at  # on Monday
    watch(max.workspace, due)

    watch(max.workspace, due + 2 * DAY - MINUTE)
    assert "exe" not in told()
    watch(max.workspace, due + 2 * DAY, due + 2 * DAY + 10 * MINUTE)

    assert told() == ["max", "lea", "exe"]
    assert "You are the executive named for" in Message.objects.get(to="exe@example.org").text


def test_executive_who_is_named_late_is_still_told(
    max: Membership, lea: Membership, exe: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    watch(max.workspace, case.due_at + 3 * DAY)
    assert "exe" not in told()

    name_executive(case, exe)
    watch(max.workspace, case.due_at + 3 * DAY + HOUR)

    assert told()[-1] == "exe"


@pytest.mark.parametrize("change", ["sells now", "may not sign in", "is gone"])
def test_executive_who_reads_no_cases_here_any_more_is_told_nothing(
    max: Membership, lea: Membership, exe: Membership, now: datetime, change: str
) -> None:
    case = make_case(max, at=now)
    name_executive(case, exe)
    if change == "sells now":
        Membership.objects.filter(pk=exe.pk).update(role=Membership.Role.SALES)
    elif change == "is gone":
        Membership.objects.filter(pk=exe.pk).delete()
    else:
        exe.user.is_active = False
        exe.user.save()

    watch(max.workspace, case.due_at + 4 * DAY)

    assert told() == ["max", "lea"]


def test_what_was_missed_while_nothing_ran_is_told_each_once(
    max: Membership, lea: Membership, exe: Membership, now: datetime
) -> None:
    name_executive(make_case(max, at=now), exe)

    watch(max.workspace, now + 10 * DAY, now + 10 * DAY + HOUR)

    assert sorted(told()) == ["exe", "lea", "max"]


def test_step_that_is_done_is_warned_of_no_more_and_the_next_one_anew(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    watch(max.workspace, case.due_at)
    services.acknowledge(case=fresh(case), words="", by=max.user, at=case.due_at + HOUR)
    plan = fresh(case)
    assert plan.warned == Warned.NOBODY

    watch(max.workspace, plan.due_at)

    assert told() == ["max", "lea", "max", "lea"]


def test_nobody_is_warned_while_the_customer_thinks(
    max: Membership, lea: Membership, now: datetime
) -> None:
    make_re_asked_case(max, at=now)

    watch(max.workspace, now + 21 * DAY, now + 28 * DAY)

    assert told() == []


def test_of_two_workers_one_warns(max: Membership, lea: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    (first,), (second,) = (steps_to_warn_of(max.workspace, case.due_at) for _worker in "ab")

    services.warn(due=first, at=case.due_at)
    assert services.warn(due=second, at=case.due_at) == []

    assert told() == ["max", "lea"]
    assert CaseNote.objects.filter(kind=CaseNote.Kind.WARNED).count() == 2


def test_worker_that_is_killed_half_way_has_warned_nobody_and_the_next_one_does(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    (due,) = steps_to_warn_of(max.workspace, case.due_at)

    @transaction.atomic
    def is_killed() -> None:
        services.warn(due=due, at=case.due_at)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        is_killed()
    assert told() == []

    watch(max.workspace, case.due_at)

    assert told() == ["max", "lea"]


def test_case_that_somebody_takes_up_at_that_moment_is_not_warned_of(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    (due,) = steps_to_warn_of(max.workspace, case.due_at)
    services.acknowledge(case=fresh(case), words="", by=max.user, at=case.due_at)

    assert services.warn(due=due, at=case.due_at) == []
    assert told() == []


def test_worker_watches_the_clocks_of_every_workspace(
    max: Membership, lea: Membership, cleo: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    make_case(cleo, at=now, name="Bea")
    enqueue(
        name="recovery.watch_clocks", key="watch", payload={}, run_at=case.due_at, workspace_id=None
    )

    run_due(now=lambda: case.due_at)

    assert sorted(told()) == ["cleo", "lea", "max"]


def test_many_cases_are_found_with_few_queries(
    max: Membership,
    lea: Membership,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        make_case(max, at=now, name=f"Ben{number}")

    with django_assert_max_num_queries(2):
        assert len(steps_to_warn_of(max.workspace, now + 30 * DAY)) == 10


# working hours, holidays, and the clock that is moved


def test_warnings_wait_for_the_opening(max: Membership, lea: Membership, now: datetime) -> None:
    make_case(max, at=now)
    evening, saturday, night = (
        at("2026-03-06T17:00"),
        at("2026-03-07T10:00"),
        at("2026-03-09T08:59"),
    )

    watch(max.workspace, evening, saturday, night)
    assert told() == []
    watch(max.workspace, at("2026-03-09T09:00"))

    assert told() == ["max"]


def test_no_warning_leaves_on_a_holiday(max: Membership, lea: Membership) -> None:
    Workspace.objects.update(country="DE", time_zone="Europe/Berlin")
    max.workspace.refresh_from_db()
    case = make_case(max, at=at("2026-04-02T08:00"))  # the day before Good Friday, at ten
    assert case.due_at == at("2026-04-07T08:00")  # Easter Monday is none of the days
    good_friday, easter_monday = at("2026-04-03T10:00"), at("2026-04-06T10:00")

    watch(max.workspace, good_friday, easter_monday)
    assert told() == []
    watch(max.workspace, at("2026-04-07T07:00"))
    assert told() == ["max"]
    watch(max.workspace, at("2026-04-07T08:00"))
    assert told() == ["max", "max", "lea"]


def test_limit_keeps_its_time_of_day_when_the_clock_is_moved(
    max: Membership, lea: Membership
) -> None:
    Workspace.objects.update(time_zone="Europe/Berlin")
    max.workspace.refresh_from_db()
    make_case(max, at=at("2026-03-27T09:00"))  # Friday at ten; on Sunday the clock is moved

    watch(max.workspace, at("2026-03-30T07:59"))
    assert "lea" not in told()
    watch(max.workspace, at("2026-03-30T08:00"))

    assert told()[-1] == "lea"


def test_new_no_comes_at_once_also_at_night(max: Membership, lea: Membership) -> None:
    saturday_night = at("2026-03-07T23:30")

    make_case(max, at=saturday_night)

    assert Message.objects.get(kind="recovery.case_opened").due_at == saturday_night


def test_mail_speaks_by_the_clock_of_its_reader(
    max: Membership, lea: Membership, now: datetime
) -> None:
    lea.user.time_zone = "Asia/Tokyo"
    lea.user.save()
    case = make_case(max, at=now)

    watch(max.workspace, case.due_at)

    mails = {one.to: one.text for one in Message.objects.filter(kind=STEP)}
    assert "6:30 p.m. (Asia/Tokyo)" in mails["lea@example.org"]
    assert "9:30 a.m. (UTC)" in mails["max@example.org"]


# away


def be_away(member: Membership, deputy: Membership, first: date, last: date | None = None) -> None:
    absence = Absence(first, last, deputy.user)
    set_away(by=member, member=member, absence=absence, at=at("2026-03-05T10:00"))


def test_deputy_hears_what_the_owner_hears_and_sees_the_case(
    max: Membership, lea: Membership, now: datetime
) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    case = make_case(max, at=now)
    address = reverse("recovery:case", args=["acme", case.ref])
    assert sign_in(mo).get(address).status_code == 404

    be_away(max, mo, date(2026, 3, 9))
    watch(max.workspace, case.due_at)

    assert told() == ["max", "mo", "lea"]
    assert sign_in(mo).get(address).status_code == 200
    assert fresh(case).owner == max.user


def test_who_is_back_hears_alone(max: Membership, lea: Membership, now: datetime) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    be_away(max, mo, date(2026, 3, 5), date(2026, 3, 6))
    case = make_case(lea, at=now, project=make_project(max.workspace, "Tills", manager=lea.user))
    services.hand_over(case=case, to=max.user, by=lea.user, at=now)

    watch(max.workspace, case.due_at)  # on Monday

    assert "mo" not in told()
    assert Membership.objects.get(pk=max.pk).away_from is None  # the days are struck out
    address = reverse("recovery:case", args=["acme", case.ref])
    assert sign_in(mo).get(address).status_code == 404


def test_new_case_goes_to_the_deputy_who_reads_why(
    max: Membership, lea: Membership, now: datetime
) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    be_away(max, mo, date(2026, 3, 6))

    case = make_case(max, at=now)

    assert case.owner == mo.user
    mail = Message.objects.get(kind="recovery.case_opened")
    assert (mail.to, "It comes to you: the owner is away." in mail.text) == ("mo@example.org", True)


def test_deputy_of_a_lead_who_runs_no_pmo_gets_no_warning_about_others_cases(
    max: Membership, lea: Membership, now: datetime
) -> None:
    mo = make_member(max.workspace, "Mo", email="mo@example.org")
    case = make_case(max, at=now)
    be_away(lea, mo, date(2026, 3, 9))

    watch(max.workspace, case.due_at)

    assert told() == ["max", "lea"]


def test_today_says_who_is_away_and_who_stands_in(
    max: Membership, lea: Membership, as_max: Client, as_lea: Client, clock: Clock
) -> None:
    be_away(max, lea, date(2026, 3, 6), date(2026, 3, 20))

    mine = as_max.get(reverse("dashboard:today", args=["acme"])).text
    theirs = as_lea.get(reverse("dashboard:today", args=["acme"])).text

    assert "You are away, and Lea stands in" in mine
    assert "Max is away until March 20, 2026, and you stand in" in theirs
    end_absences(workspace=max.workspace, today=date(2026, 3, 21))
    assert "You are away" not in as_max.get(reverse("dashboard:today", args=["acme"])).text


# in confidence


@pytest.mark.parametrize("executive", ["an executive", "an owner who was rated", "nobody"])
def test_confidence_is_told_to_nobody_but_its_keepers(
    max: Membership, lea: Membership, exe: Membership, now: datetime, executive: str
) -> None:
    rod = make_member(max.workspace, "Rod", role=Membership.Role.OWNER, email="rod@example.org")
    Membership.objects.filter(pk=rod.pk).update(rated_in_confidence=True)
    be_away(lea, max, date(2026, 3, 6))
    case = confided(max, now)
    if executive != "nobody":
        name_executive(case, exe if executive == "an executive" else rod)

    watch(max.workspace, now + 5 * HOUR, case.due_at, case.due_at + 7 * DAY)

    assert set(told()) == {"lea"}
    assert all(Message.objects.filter(kind=STEP).values_list("in_confidence", flat=True))


def test_keeper_who_is_named_executive_is_told(
    max: Membership, lea: Membership, ava: Membership, now: datetime
) -> None:
    case = confided(max, now)
    name_executive(case, ava)

    watch(max.workspace, case.due_at, case.due_at + 7 * DAY)

    assert told() == ["lea", "ava"]


# whoever must act


def test_owner_hears_in_working_hours_that_nobody_answered(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    Ask.objects.filter(pk=ask.pk).update(state=Ask.State.EXPIRED)
    sunday = at("2026-04-05T12:00")

    case_ran_out(case=fresh(case), now=sunday)

    mail = Message.objects.get(kind="recovery.no_answer")
    assert (mail.to, mail.due_at) == ("max@example.org", at("2026-04-06T09:00"))


def test_whoever_can_be_the_second_person_hears_that_one_is_needed(
    max: Membership, lea: Membership, ava: Membership, exe: Membership, now: datetime
) -> None:
    make_member(max.workspace, "Mo", email="mo@example.org")  # runs other projects
    case = make_case(max, at=now)

    services.ask_waiver(
        case=case, reason="The department was sold.", by=max.user, at=at("2026-03-07T10:00")
    )

    found = Message.objects.filter(kind="recovery.waiver_asked")
    assert sorted(found.values_list("to", flat=True)) == ["ava@example.org", "lea@example.org"]
    assert {one.due_at for one in found} == {at("2026-03-09T09:00")}
    assert "The department was sold." in found[0].text


def test_waiver_in_confidence_is_told_to_keepers_only(
    max: Membership, lea: Membership, ava: Membership, now: datetime
) -> None:
    case = confided(max, now)

    services.ask_waiver(case=case, reason="Left the house.", by=lea.user, at=now)

    assert told("recovery.waiver_asked") == ["ava"]


def test_lead_to_whom_a_case_goes_up_by_reasons_that_come_later_is_told_and_why(
    max: Membership, lea: Membership, now: datetime
) -> None:
    seed_reasons(workspace=max.workspace)
    first = make_case(max, at=now - 30 * DAY, name="Bea", reasons=["cadence"])
    case = make_case(max, at=now, name="Ben", project=first.project)
    assert (case.owner, case.customer) == (max.user, first.customer)

    add(case.ask, "no", at=now + MINUTE, reasons=["cadence"])
    settle(case.ask, at=now + MINUTE)

    assert fresh(case).owner == lea.user
    mail = Message.objects.get(kind="recovery.case_opened", to="lea@example.org")
    assert "It comes to you: it is the same cause a second time at this customer." in mail.text


# in the chat


def want(member: Membership, alerts: str, slack_id: str = "") -> None:
    Membership.objects.filter(pk=member.pk).update(alerts=alerts, slack_id=slack_id)


@pytest.mark.parametrize(("alerts", "to"), [("slack", "U012AB3CD"), ("teams", "max@example.org")])
def test_who_wants_it_gets_alerts_in_the_chat_too_without_what_the_customer_said(
    max: Membership, lea: Membership, now: datetime, alerts: str, to: str
) -> None:
    connect(workspace_id=max.workspace_id, kind=alerts, secrets={"token": "x", "url": "y"}, at=now)
    want(max, alerts, "U012AB3CD")

    case = make_case(max, at=now, words="Nobody tells me anything.")

    (message,) = Message.objects.filter(channel=alerts)
    assert (message.to, message.about) == (to, case.contact.ref)
    assert "Nobody tells me" not in message.payload + message.text
    assert str(case.ref) in json.dumps(json.loads(message.payload))
    assert told("recovery.case_opened") == ["max"]  # and the mail


def test_without_that_chat_there_is_the_mail_alone(
    max: Membership, lea: Membership, now: datetime
) -> None:
    want(max, "teams")

    make_case(max, at=now)

    assert told("recovery.case_opened") == ["max"]
    assert not Message.objects.exclude(channel="mail").exists()


def test_confidence_goes_into_no_chat(max: Membership, lea: Membership, now: datetime) -> None:
    connect(workspace_id=max.workspace_id, kind="teams", secrets={"url": "y"}, at=now)
    want(lea, "teams")

    case = confided(max, now)
    watch(max.workspace, case.due_at)

    assert not Message.objects.exclude(channel="mail").exists()
