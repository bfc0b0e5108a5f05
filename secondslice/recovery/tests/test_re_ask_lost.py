"""A second question that reaches nobody: the case does not wait for an answer that cannot come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.customers.models import Preference
from secondslice.customers.rules import Want, Wish
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.journeys.wish_said import wish_said
from secondslice.messaging.models import Bounce, Message
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.pulse.models import Ask
from secondslice.recovery import services
from secondslice.recovery.models import Case, ReAsk
from secondslice.recovery.rules import NotYet, State, Step
from secondslice.recovery.selectors.threads import why_not_ask_again
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


def come_back(message: Message | None, kind: Kind = Kind.HARD) -> None:
    """Let this mail come back on Monday."""
    assert message is not None
    report = CameBack(message.to, kind, "550 no such mailbox", "report")
    bounce = note_bounce(
        workspace_id=message.workspace_id, report=report, at=MONDAY, message=message
    )
    mail_came_back(bounce=bounce or Bounce.objects.get(), now=MONDAY)


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
