"""Since when the time for a step counts: whatever was done, in whatever order, it is kept and told by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from secondslice.accounts.models import Membership
from secondslice.customers.models import Customer
from secondslice.jobs.services import run_due
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.journeys.question_waits import re_ask_taken_back
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.pulse.services.settling import expire_asks
from secondslice.recovery import services
from secondslice.recovery.models import Case
from secondslice.recovery.rules import State, Step
from secondslice.recovery.tests.make import fresh, make_case
from secondslice.recovery.time_limits import Limits, Warned

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def change(case: Case, by: Membership, at: datetime, *, starts_on: date) -> Case:
    services.adjust(
        case=fresh(case), what="One page, every Friday.", starts_on=starts_on, by=by.user, at=at
    )
    return fresh(case)


def talk(case: Case, by: Membership, at: datetime) -> Case:
    services.acknowledge(case=fresh(case), words="", by=by.user, at=at)
    return fresh(case)


def ended_in_silence(by: Membership, now: datetime, *, talked: bool = False) -> Case:
    """Return a case whose second question nobody answered: nothing is owed in it now."""
    case = make_case(by, at=now)
    if talked:
        talk(case, by, now + HOUR)
    change(case, by, now + 2 * HOUR, starts_on=now.date())
    ask = asked_again(case=fresh(case), by=by.user, now=now + 3 * HOUR)
    expire_asks(at=ask.expires_at)
    case_ran_out(case=fresh(case), now=ask.expires_at)
    assert fresh(case).state == State.NO_ANSWER
    return fresh(case)


def set_minor(by: Membership, limits: Limits, at: datetime) -> None:
    services.set_limits(by=by, wanted={"minor": limits}, at=at)
    run_due(now=lambda: at)


def test_who_changes_something_after_a_silence_still_has_to_talk_at_once(
    max: Membership, now: datetime
) -> None:
    case = ended_in_silence(max, now)
    monday = at("2026-04-13T10:00")

    case = change(case, max, monday, starts_on=(monday + 60 * DAY).date())

    assert (case.state, case.step) == (State.ADJUSTED, Step.TALK)
    assert case.due_at == monday + DAY


def test_talk_after_a_change_to_come_leaves_the_customer_time_to_taste_it(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    change(case, max, now + HOUR, starts_on=(now + 30 * DAY).date())  # a Sunday

    case = talk(case, max, now + 2 * HOUR)

    assert case.step is Step.ASK_AGAIN
    assert case.due_at == at("2026-04-20T09:00")  # fourteen days after it begins, on a Monday
    clocks_watched(workspace=max.workspace, now=now + 20 * DAY)
    assert fresh(case).warned == Warned.NOBODY


def test_question_taken_back_leaves_the_time_that_the_change_to_come_had(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    change(case, max, now + HOUR, starts_on=(now + 10 * DAY).date())
    due_at = talk(case, max, now + 2 * HOUR).due_at
    night = at("2026-03-16T22:00")
    asked_again(case=fresh(case), by=max.user, now=night)

    re_ask_taken_back(case=fresh(case), by=max, now=night)

    assert (fresh(case).step, fresh(case).due_at) == (Step.ASK_AGAIN, due_at)


def test_executive_hears_of_a_step_once_though_a_question_was_taken_back(
    lea: Membership, max: Membership, exe: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    Customer.objects.filter(pk=case.customer_id).update(executive=exe.user)
    change(case, max, now + HOUR, starts_on=now.date())
    late = now + 5 * DAY
    clocks_watched(workspace=max.workspace, now=late)
    asked_again(case=fresh(case), by=max.user, now=late + 12 * HOUR)
    re_ask_taken_back(case=fresh(case), by=max, now=late + 12 * HOUR)

    clocks_watched(workspace=max.workspace, now=late + DAY)

    told = Message.objects.filter(kind="recovery.step_due").values_list("to", flat=True)
    assert sorted(told) == ["exe@example.org", "lea@example.org", "max@example.org"]


def test_who_had_not_been_warned_at_night_is_warned_when_the_question_is_taken_back(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now + 7 * HOUR)  # due on Monday at half past four
    change(case, max, now + 7 * HOUR, starts_on=now.date())
    monday_night = at("2026-03-09T22:00")
    asked_again(case=fresh(case), by=max.user, now=monday_night)
    re_ask_taken_back(case=fresh(case), by=max, now=monday_night)

    clocks_watched(workspace=max.workspace, now=at("2026-03-10T09:00"))

    told = Message.objects.filter(kind="recovery.step_due").values_list("to", flat=True)
    assert sorted(told) == ["lea@example.org", "max@example.org"]


def test_new_limits_count_the_talk_after_a_silence_from_the_change_that_took_it_up(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = ended_in_silence(max, now)
    monday = at("2026-04-13T10:00")
    change(case, max, monday, starts_on=monday.date())

    set_minor(lea, replace(Limits(), acknowledge=2), monday + HOUR)

    case = fresh(case)
    assert case.due_at == monday + DAY
    assert case.half_at is not None
    assert monday < case.half_at < case.due_at


def test_new_limits_count_a_question_that_came_back_from_when_it_did(
    lea: Membership, max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    talk(case, max, now + HOUR)
    change(case, max, now + 2 * HOUR, starts_on=now.date())
    ask = asked_again(case=fresh(case), by=max.user, now=now + 3 * HOUR)
    Ask.objects.filter(pk=ask.pk).update(state=Ask.State.BOUNCED)
    monday = at("2026-03-16T10:00")
    services.re_ask_never_arrived(case=fresh(case), at=monday)

    set_minor(lea, replace(Limits(), ask_until=20), monday + HOUR)

    assert fresh(case).due_at == at("2026-04-06T09:00")  # the first working hour after twenty days


@pytest.mark.django_db(transaction=True)
def test_cases_of_before_know_since_when_their_step_counts(max: Membership, now: datetime) -> None:
    people = ("Bea", "Bill", "Bob", "Bo", "Ben", "Bert")
    new, heard, planned, changed, asked = (make_case(max, at=now, name=one) for one in people[:5])
    for case in (heard, planned, changed, asked):
        talk(case, max, now + HOUR)
    services.plan(
        case=fresh(planned),
        what="One page.",
        planned_for=date(2026, 3, 20),
        by=max.user,
        at=now + 2 * HOUR,
    )
    change(changed, max, now + 2 * HOUR, starts_on=date(2026, 3, 10))
    change(asked, max, now + 2 * HOUR, starts_on=now.date())
    asked_again(case=fresh(asked), by=max.user, now=now + 3 * HOUR)
    silent = make_case(max, at=now, name="Bert")
    change(silent, max, now + HOUR, starts_on=now.date())
    ask = asked_again(case=fresh(silent), by=max.user, now=now + 2 * HOUR)
    expire_asks(at=ask.expires_at)
    case_ran_out(case=fresh(silent), now=ask.expires_at)
    change(silent, max, at("2026-04-13T10:00"), starts_on=date(2026, 4, 13))
    kept = dict(Case.objects.values_list("pk", "began_at"))
    step = import_module("secondslice.recovery.migrations.0010_when_steps_began")
    Case.objects.update(began_at=step.EPOCH)  # as the new column comes

    step.fill(apps, None)

    assert dict(Case.objects.values_list("pk", "began_at")) == kept
    assert kept == {
        new.pk: now,
        heard.pk: now + HOUR,
        planned.pk: now + 2 * HOUR,
        changed.pk: at("2026-03-10T09:00"),
        asked.pk: now + 2 * HOUR,
        silent.pk: at("2026-04-13T10:00"),
    }
