"""What the customer says, told by the journey, as often as it likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from secondslice.accounts.models import Membership
from secondslice.core.errors import RuleBroken
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery import services
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.rules import State, Step
from secondslice.recovery.selectors import case_of
from secondslice.recovery.services.their_word import weigh_anew
from secondslice.recovery.tests.make import add, fresh, give, make_case, make_re_asked_case, settle
from secondslice.recovery.time_limits import Limits

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def mails() -> int:
    return Message.objects.filter(kind="recovery.case_opened").count()


def test_no_opens_a_case_with_owner_and_due_time(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now, reasons=["cadence"])

    assert case.owner == max.user
    assert case.due_at == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    assert (case.state, case.severity, case.step) == (State.NEW, "minor", Step.TALK)
    assert (case.project, case.customer) == (case.ask.project, case.ask.customer)


def test_one_major_reason_makes_the_case_major(max: Membership, now: datetime) -> None:
    assert make_case(max, at=now, reasons=["cadence", "surprise"]).severity == "major"


def test_same_no_told_ten_times_is_one_case_and_one_mail(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    for minute in range(9):
        settle(case.ask, at=now + minute * MINUTE)

    assert Case.objects.count() == 1
    assert mails() == 1
    assert case.notes.count() == 1


def test_reasons_that_come_later_change_the_weight_and_send_no_second_mail(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    add(case.ask, Taste.NO, at=now + MINUTE, reasons=["surprise"])

    settle(case.ask, at=now + 2 * MINUTE)

    assert fresh(case).severity == "major"
    assert mails() == 1


def test_weight_that_changes_while_somebody_talks_leaves_the_time_for_the_plan_alone(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    as_read = fresh(case)
    add(case.ask, Taste.NO, at=now + MINUTE, reasons=["surprise"])
    services.acknowledge(case=case, words="", by=max.user, at=now + MINUTE)
    talked = fresh(case)

    with pytest.raises(RuleBroken, match="changed this case a moment ago"):
        weigh_anew(case=as_read, ask=case.ask, at=now + MINUTE)
    assert (fresh(case).due_at, fresh(case).half_at) == (talked.due_at, talked.half_at)

    settle(case.ask, at=now + 2 * MINUTE)  # the job that follows an answer comes again

    assert fresh(case).severity == "major"
    assert (fresh(case).due_at, fresh(case).half_at) == (talked.due_at, talked.half_at)


def test_talk_that_more_weight_makes_late_no_more_is_told_once_it_is_late_again(
    lea: Membership, max: Membership, now: datetime
) -> None:
    major = replace(Limits(), acknowledge=5, plan=5)
    services.set_limits(by=lea, wanted={"major": major}, at=now)
    case = make_case(max, at=now)
    clocks_watched(workspace=max.workspace, now=case.due_at)
    add(case.ask, Taste.NO, at=case.due_at, reasons=["surprise"])

    settle(case.ask, at=case.due_at + MINUTE)

    longer = fresh(case)
    assert longer.due_at == now + timedelta(days=7)
    late = Message.objects.filter(kind="recovery.step_due", to="lea@example.org")
    assert late.count() == 1
    clocks_watched(workspace=max.workspace, now=longer.due_at)
    assert late.count() == 2


def test_lead_owns_the_case_when_the_manager_has_left(
    max: Membership, lea: Membership, now: datetime
) -> None:
    ask = make_ask(max, at=now).ask
    max.user.is_active = False
    max.user.save()

    give(ask, Taste.NO, at=now)

    assert Case.objects.get().owner == lea.user


def test_lead_owns_the_case_when_the_manager_now_sells(
    max: Membership, lea: Membership, now: datetime
) -> None:
    ask = make_ask(max, at=now).ask
    max.role = Membership.Role.SALES
    max.save()

    give(ask, Taste.NO, at=now)

    assert Case.objects.get().owner == lea.user


def test_no_changed_to_yes_closes_the_case_and_does_not_recover_it(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)

    give(case.ask, Taste.YES, at=now + MINUTE)

    case = fresh(case)
    assert (case.state, case.closed_at) == (State.WITHDRAWN, now + MINUTE)
    assert case.recovered_by is None


def test_no_after_all_opens_the_same_case_again_with_a_new_clock(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)
    give(case.ask, "", at=now + MINUTE)
    later = now + timedelta(days=3)

    give(case.ask, Taste.NO, at=later)

    case = fresh(case)
    assert Case.objects.count() == 1
    assert (case.state, case.step, case.closed_at) == (State.NEW, Step.TALK, None)
    assert case.due_at == later + timedelta(days=1)
    assert mails() == 2


def test_yes_to_the_re_ask_recovers_the_case_with_its_proof(max: Membership, now: datetime) -> None:
    case, ask = make_re_asked_case(max, at=now)

    give(ask, Taste.YES, at=now + MINUTE)
    settle(ask, at=now + 2 * MINUTE)

    case = fresh(case)
    assert (case.state, case.closed_at) == (State.RECOVERED, now + MINUTE)
    assert case.recovered_by == ask
    assert case.notes.filter(kind=CaseNote.Kind.RECOVERED).count() == 1


def test_no_to_the_re_ask_opens_the_case_again_as_a_second_no(
    max: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)

    give(ask, Taste.NO, at=now + MINUTE)
    settle(ask, at=now + 2 * MINUTE)

    case = fresh(case)
    assert (case.state, case.second_no, case.step) == (State.NEW, True, Step.TALK)
    assert Case.objects.count() == 1
    assert mails() == 2


def test_yes_to_the_re_ask_that_becomes_a_no_takes_the_recovery_back(
    max: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    give(ask, Taste.YES, at=now + MINUTE)

    give(ask, Taste.NO, at=now + 2 * MINUTE)

    case = fresh(case)
    assert (case.state, case.second_no, case.recovered_by) == (State.NEW, True, None)


def test_answer_to_the_re_ask_that_is_taken_back_leaves_the_question_open(
    max: Membership, now: datetime
) -> None:
    case, ask = make_re_asked_case(max, at=now)
    give(ask, Taste.NO, at=now + MINUTE)

    give(ask, "", at=now + 2 * MINUTE)

    case = fresh(case)
    assert (case.state, case.second_no, case.step) == (State.RE_ASKED, False, Step.WAIT)
    assert case.due_at == ask.expires_at


def test_answer_to_an_older_re_ask_does_not_move_the_case(max: Membership, now: datetime) -> None:
    case, first = make_re_asked_case(max, at=now)
    give(first, Taste.NO, at=now + MINUTE)
    case = fresh(case)
    services.adjust(
        case=case, what="A call every Monday.", starts_on=date(2026, 3, 2), by=max.user, at=now
    )
    adjustment = services.changes_for_re_ask(case=case, at=now + 2 * MINUTE)[-1]
    second = make_ask(max, at=now, project=case.project, name="Twin").ask
    services.record_re_ask(
        case=case, ask=second, adjustment=adjustment, by=max.user, at=now + 2 * MINUTE
    )

    give(first, Taste.YES, at=now + 3 * MINUTE)

    case = fresh(case)
    assert case.state == State.RE_ASKED
    assert not case.second_no


def test_no_to_a_re_ask_that_has_no_case_opens_one(max: Membership, now: datetime) -> None:
    ask = make_ask(max, at=now).ask
    Ask.objects.filter(pk=ask.pk).update(kind=Ask.Kind.RE_ASK)

    give(ask, Taste.NO, at=now)
    settle(ask, at=now + MINUTE)

    assert Case.objects.get().ask == ask
    assert mails() == 1


def test_yes_opens_no_case(max: Membership, now: datetime) -> None:
    give(make_ask(max, at=now).ask, Taste.YES, at=now)

    assert not Case.objects.exists()


def test_table_refuses_a_recovered_case_without_its_proof(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=State.RECOVERED, closed_at=now)


def test_case_is_found_from_its_no_and_from_its_re_ask(max: Membership, now: datetime) -> None:
    case, ask = make_re_asked_case(max, at=now)

    assert case_of(ask) == case_of(case.ask) == case
    assert case_of(make_ask(max, at=now, project=_other(max)).ask) is None


def _other(by: Membership) -> Project:
    return make_project(by.workspace, manager=by.user)
