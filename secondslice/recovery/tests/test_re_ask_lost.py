"""A second question that reaches nobody: the case does not wait for an answer that cannot come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.clocks_watched import clocks_watched
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.journeys.mail_sent_again import mail_sent_again
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Bounce, Message
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.pulse.models import Ask, MonthlyGroup
from secondslice.pulse.selectors.overview import counts
from secondslice.pulse.services.settling import expire_asks
from secondslice.recovery import services
from secondslice.recovery.models import Case, ReAsk
from secondslice.recovery.rules import NotYet, State, Step
from secondslice.recovery.selectors.threads import why_not_ask_again
from secondslice.recovery.selectors.times import cases_run_out
from secondslice.recovery.selectors.waiting import times_asked_again
from secondslice.recovery.tests.make import fresh, give, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NIGHT = datetime(2026, 3, 5, 22, tzinfo=UTC)
"""A Thursday."""
MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.fixture
def waiting(max: Membership) -> Case:
    """Ben, whom Max asks again at night."""
    case = make_case(max, at=NIGHT - 3 * DAY)
    services.acknowledge(case=case, words="", by=max.user, at=NIGHT - 2 * DAY)
    services.adjust(
        case=case,
        what="One page, every Friday.",
        starts_on=date(2026, 3, 4),
        by=max.user,
        at=NIGHT - DAY,
    )
    asked_again(case=case, by=max.user, now=NIGHT)
    return fresh(case)


def come_back(
    message: Message | None,
    kind: Kind = Kind.HARD,
    *,
    at: datetime = MONDAY,
    report: str = "report",
) -> None:
    """Let this mail come back, on Monday where nothing else is said."""
    assert message is not None
    told = CameBack(message.to, kind, "550 no such mailbox", report)
    bounce = note_bounce(workspace_id=message.workspace_id, report=told, at=at, message=message)
    mail_came_back(bounce=bounce or Bounce.objects.get(), now=at)


def stop(case: Case, at: datetime) -> None:
    wish_said(contact=case.contact, wish=Wish(Want.STOP), how=Preference.How.PAGE, now=at)


def test_stop_before_it_left_gives_the_case_back_to_us(as_max: Client, waiting: Case) -> None:
    stop(waiting, NIGHT)

    case = fresh(waiting)
    assert (case.state, case.step) == (State.ADJUSTED, Step.ASK_AGAIN)
    assert case.due_at > NIGHT
    assert times_asked_again(case) == 0
    why, _ = why_not_ask_again(case, at=MONDAY, today=date(2026, 3, 9))
    assert why is NotYet.STOPPED
    page = as_max.get(f"/w/acme/recovery/{case.ref}/").text
    assert "The question did not leave: the customer stopped the questions" in page
    assert "asked Ben again" not in page


def test_stop_before_it_left_means_that_nobody_was_asked_again(
    max: Membership, waiting: Case
) -> None:
    assert counts(max).asked == 2

    stop(waiting, NIGHT)

    assert counts(max).asked == 1
    assert MonthlyGroup.objects.get(kind=MonthlyGroup.Kind.ALL).asked == 1
    assert list(Ask.objects.all()) == [waiting.ask]


def test_stop_after_it_left_waits_for_the_answer_as_before(waiting: Case) -> None:
    Message.objects.update(state=Message.State.SENT, sent_at=NIGHT + DAY)

    stop(waiting, MONDAY)

    assert fresh(waiting).state == State.RE_ASKED


def test_mail_that_came_back_gives_the_case_back_to_us_with_time_to_act(
    as_max: Client, waiting: Case
) -> None:
    come_back(ReAsk.objects.get().ask.message)

    case = fresh(waiting)
    assert (case.state, case.step) == (State.ADJUSTED, Step.ASK_AGAIN)
    assert case.due_at > MONDAY
    assert times_asked_again(case) == 0
    assert "The mail to Ben came back" in as_max.get(f"/w/acme/recovery/{case.ref}/").text


def test_mail_called_spam_has_arrived(waiting: Case) -> None:
    come_back(ReAsk.objects.get().ask.message, Kind.COMPLAINT)

    assert fresh(waiting).state == State.RE_ASKED


def test_another_mail_that_came_back_changes_nothing(waiting: Case) -> None:
    come_back(waiting.ask.message)

    assert fresh(waiting).state == State.RE_ASKED


def test_who_answers_a_question_that_seemed_lost_still_closes_the_case(waiting: Case) -> None:
    ask = ReAsk.objects.get().ask
    come_back(ask.message)

    give(Ask.objects.get(pk=ask.pk), "yes", at=MONDAY + DAY)
    answer_given(ask=Ask.objects.get(pk=ask.pk), now=MONDAY + DAY)

    assert fresh(waiting).state == State.RECOVERED


def test_page_offers_what_is_allowed_after_one_question_and_a_lost_one(
    as_max: Client, max: Membership, waiting: Case, clock: Clock
) -> None:
    first = ReAsk.objects.get().ask
    expire_asks(at=first.expires_at)
    second = asked_again(case=fresh(waiting), by=max.user, now=first.expires_at)
    come_back(second.message, Kind.OTHER, at=first.expires_at + DAY)
    clock.moment = first.expires_at + DAY

    page = as_max.get(f"/w/acme/recovery/{waiting.ref}/").text

    assert "was asked again twice" not in page
    assert f"/w/acme/recovery/{waiting.ref}/ask-again/" in page
    why, _ = why_not_ask_again(fresh(waiting), at=clock.moment, today=clock.moment.date())
    assert why is None


def send_again(ask: Ask, at: datetime) -> None:
    """Let the mail of this question, which was refused at the door, be sent again from the outbox."""
    assert ask.message is not None
    Message.objects.filter(pk=ask.message.pk).update(state=Message.State.FAILED)
    mail_sent_again(message=Message.objects.get(pk=ask.message.pk), now=at)


def test_question_that_is_sent_again_waits_for_its_answer_and_nobody_is_warned(
    as_max: Client, lea: Membership, waiting: Case
) -> None:
    ask = ReAsk.objects.get().ask
    come_back(ask.message, Kind.OTHER)

    send_again(ask, MONDAY)

    case = fresh(waiting)
    assert (case.state, case.step, case.due_at) == (State.RE_ASKED, Step.WAIT, ask.expires_at)
    assert times_asked_again(case) == 1
    for days in (15, 22):
        clocks_watched(workspace=lea.workspace, now=MONDAY + days * DAY)
    assert not Message.objects.filter(kind="recovery.step_due").exists()
    give(ask, "yes", at=MONDAY + 23 * DAY)
    assert fresh(waiting).state == State.RECOVERED


def test_question_that_is_sent_again_and_lost_again_is_ours_again(waiting: Case) -> None:
    ask = ReAsk.objects.get().ask
    come_back(ask.message, Kind.OTHER)
    send_again(ask, MONDAY)

    come_back(ask.message, Kind.OTHER, report="another report")

    assert fresh(waiting).step is Step.ASK_AGAIN


def test_question_that_is_sent_again_changes_no_case_that_was_given_up(
    lea: Membership, max: Membership, waiting: Case
) -> None:
    ask = ReAsk.objects.get().ask
    come_back(ask.message, Kind.OTHER)
    waiver = services.ask_waiver(case=fresh(waiting), reason="Sold.", by=max.user, at=MONDAY)
    services.decide_waiver(case=fresh(waiting), waiver=waiver, agrees=True, by=lea.user, at=MONDAY)

    send_again(ask, MONDAY)

    assert fresh(waiting).state == State.NOT_RECOVERED


def test_first_of_two_lost_questions_is_sent_again_and_lost_once_more_or_answered(
    max: Membership, waiting: Case
) -> None:
    first = ReAsk.objects.get().ask
    come_back(first.message, Kind.OTHER)
    second = asked_again(case=fresh(waiting), by=max.user, now=MONDAY)
    come_back(second.message, Kind.OTHER, report="of the second")

    send_again(first, MONDAY)
    come_back(first.message, Kind.OTHER, report="of the first once more")
    assert fresh(waiting).step is Step.ASK_AGAIN
    send_again(first, MONDAY)
    give(first, "yes", at=MONDAY + DAY)

    assert fresh(waiting).state == State.RECOVERED


def silent_then_lost(case: Case, by: Membership) -> tuple[Ask, Ask]:
    """Let nobody answer the question until its time is over, ask again before the case ends, and lose that mail."""
    first = ReAsk.objects.get().ask
    expire_asks(at=first.expires_at)
    second = asked_again(case=fresh(case), by=by.user, now=first.expires_at)
    come_back(second.message, Kind.OTHER, at=first.expires_at + DAY)
    return first, second


def test_case_whose_first_question_ran_out_ends_though_a_second_one_was_lost(
    max: Membership, waiting: Case
) -> None:
    first, _second = silent_then_lost(waiting, max)

    assert list(cases_run_out(first.expires_at + DAY)) == [waiting]
    case_ran_out(case=fresh(waiting), now=first.expires_at + DAY)

    assert fresh(waiting).state == State.NO_ANSWER


@pytest.mark.parametrize("has_ended", [False, True])
def test_second_question_that_is_sent_again_takes_up_the_case_that_ended_in_silence(
    max: Membership, waiting: Case, has_ended: bool
) -> None:
    first, second = silent_then_lost(waiting, max)
    later = first.expires_at + 2 * DAY
    if has_ended:
        case_ran_out(case=fresh(waiting), now=later)

    send_again(second, later)

    case = fresh(waiting)
    assert (case.state, case.due_at) == (State.RE_ASKED, second.expires_at)
    assert not cases_run_out(later).exists()
    give(second, "yes", at=later + DAY)
    assert fresh(waiting).state == State.RECOVERED
