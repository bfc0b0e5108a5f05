"""How a case ends when the customer does not say Yes: two of us give it up, or silence does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.pulse.models import Taste
from secondslice.pulse.services.settling import expire_asks
from secondslice.recovery import services
from secondslice.recovery.models import Case, Waiver
from secondslice.recovery.rules import State, Step
from secondslice.recovery.selectors.times import cases_run_out
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

TODAY = date(2026, 3, 6)


def test_one_person_alone_gives_no_case_up(max: Membership, lea: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    waiver = services.ask_waiver(case=case, reason="Ben has left.", by=max.user, at=now)

    with pytest.raises(RuleBroken, match="A second person has to agree"):
        services.decide_waiver(case=case, waiver=waiver, agrees=True, by=max.user, at=now)

    assert fresh(case).is_open
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(
            decided_by=max.user, decided_at=now, is_granted=True
        )


def test_two_people_give_a_case_up_and_it_is_not_recovered(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    waiver = services.ask_waiver(case=case, reason="Ben has left.", by=max.user, at=now)

    services.decide_waiver(case=fresh(case), waiver=waiver, agrees=True, by=lea.user, at=now)

    case = fresh(case)
    assert (case.state, case.closed_at, case.recovered_by) == (State.NOT_RECOVERED, now, None)
    assert case.waiver is not None
    assert (case.waiver.asked_by, case.waiver.decided_by) == (max.user, lea.user)


def test_second_person_who_does_not_agree_lets_the_case_go_on(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    waiver = services.ask_waiver(case=case, reason="Ben is difficult.", by=max.user, at=now)

    services.decide_waiver(case=case, waiver=waiver, agrees=False, by=lea.user, at=now)

    assert fresh(case).state == State.NEW
    services.ask_waiver(case=case, reason="He has left.", by=max.user, at=now)


def test_nobody_gives_up_where_nobody_else_may_read_the_case(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)

    with pytest.raises(RuleBroken, match="Invite a project manager or a lead first"):
        services.ask_waiver(case=case, reason="Ben has left.", by=max.user, at=now)


def test_manager_of_other_projects_is_no_second_person(max: Membership, now: datetime) -> None:
    make_member(max.workspace, "Mia", role=Membership.Role.MANAGER)
    case = make_case(max, at=now)

    with pytest.raises(RuleBroken, match="nobody else here may read this case"):
        services.ask_waiver(case=case, reason="Ben has left.", by=max.user, at=now)


def test_new_no_takes_the_wish_to_give_up_off_the_table(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    waiver = services.ask_waiver(case=case, reason="Ben is silent.", by=max.user, at=now)

    give(ask, Taste.NO, at=now)

    with pytest.raises(RuleBroken, match="Somebody changed this case"):
        services.decide_waiver(case=fresh(case), waiver=waiver, agrees=True, by=lea.user, at=now)
    assert fresh(case).state == State.NEW


def test_yes_after_the_case_was_given_up_recovers_it(
    max: Membership, lea: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    waiver = services.ask_waiver(case=case, reason="Ben is silent.", by=max.user, at=now)
    services.decide_waiver(case=fresh(case), waiver=waiver, agrees=True, by=lea.user, at=now)

    give(ask, Taste.YES, at=now)

    case = fresh(case)
    assert (case.state, case.recovered_by, case.waiver) == (State.RECOVERED, ask, None)


def test_question_put_again_that_nobody_answers_ends_the_case_without_an_answer(
    max: Membership, now: datetime
) -> None:
    case, _ask = make_re_asked_case(max, at=now)
    later = now + timedelta(days=31)
    assert not cases_run_out(later).exists()
    expire_asks(at=later)

    for one in cases_run_out(later):
        case_ran_out(case=one, now=later)

    case = fresh(case)
    assert (case.state, case.step, case.closed_at) == (State.NO_ANSWER, Step.NONE, later)
    assert not cases_run_out(later).exists()


def test_case_without_an_answer_is_taken_up_by_a_further_change_once(
    max: Membership, now: datetime
) -> None:
    case, _ask = make_re_asked_case(max, at=now)
    for number in (1, 2):
        now += timedelta(days=31)
        expire_asks(at=now)
        for one in cases_run_out(now):
            case_ran_out(case=one, now=now)
        assert fresh(case).state == State.NO_ANSWER
        if number == 1:
            services.adjust(case=fresh(case), what="A call", starts_on=TODAY, by=max.user, at=now)
            assert fresh(case).is_open
            asked_again(case=fresh(case), by=max.user, now=now)

    with pytest.raises(RuleBroken, match="was asked again twice"):
        services.adjust(case=fresh(case), what="More", starts_on=TODAY, by=max.user, at=now)
    assert fresh(case).state == State.NO_ANSWER


def test_plan_needs_a_talk_and_a_day_to_come(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    with pytest.raises(RuleBroken, match="Nobody has talked to Ben"):
        services.plan(case=case, what="One page", planned_for=TODAY, by=max.user, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)
    with pytest.raises(RuleBroken, match="That day is over"):
        services.plan(case=case, what="One page", planned_for=date(2026, 3, 5), by=max.user, at=now)

    services.plan(case=case, what="One page", planned_for=date(2026, 3, 10), by=max.user, at=now)

    case = fresh(case)
    assert (case.state, case.step, case.plan) == (State.PLANNED, Step.ADJUST, "One page")
    assert case.due_at == datetime.fromisoformat("2026-03-10T17:00:00Z")


def test_plan_does_not_stretch_the_limit(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)

    services.plan(case=case, what="One page", planned_for=date(2026, 6, 10), by=max.user, at=now)

    assert fresh(case).due_at == datetime.fromisoformat("2026-03-20T09:30:00Z")


def test_page_leads_two_people_through_giving_up(
    as_max: Client, as_lea: Client, max: Membership, clock: Clock
) -> None:
    case = make_case(max, at=clock.moment)
    address = f"/w/{max.workspace.slug}/recovery/{case.ref}/"

    as_max.post(f"{address}waive/", {"reason": "The project was stopped."})
    mine = as_max.get(address).text
    page = as_lea.get(address).text
    waiver = Waiver.objects.get(case=case)
    as_lea.post(f"{address}waive/{waiver.ref}/", {"agrees": "yes"})

    assert "I agree: give it up" not in mine
    assert "I agree: give it up" in page
    assert "The project was stopped." in page
    assert Case.objects.get(pk=case.pk).state == State.NOT_RECOVERED
    assert "It does not count as recovered." in as_max.get(address).text
