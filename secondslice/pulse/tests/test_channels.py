"""One contract for every channel by which a person answers, walked over all of them: pulse/tests/speakers.py."""

from __future__ import annotations

from collections.abc import Callable
from email.headerregistry import Address

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.funnel.models import Opportunity
from secondslice.jobs.services import run_due
from secondslice.messaging.models import Message
from secondslice.pulse.channels import Channel, Way
from secondslice.pulse.models import AnswerRevision, DailyTaste
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.pulse.tests.slack import connect_slack, connect_teams
from secondslice.pulse.tests.speakers import CHANNELS, Speaker, Who
from secondslice.recovery.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("channel", CHANNELS)]

MakesSpeaker = Callable[[Who], Speaker]


@pytest.fixture
def sent(channel: str, ava: Membership, clock: Clock, settings: Settings) -> Sent:
    """A question that Ben has for an hour: in Slack, in Teams, or in a mail that may be replied to."""
    settings.REPLY_ADDRESS = Address("", "answers", "pmo.example")
    connect_slack(ava.workspace, at=clock.moment)
    connect_teams(ava.workspace, at=clock.moment)
    way = channel if channel in {Channel.SLACK, Channel.TEAMS} else Way.MAIL
    ask = make_ask(ava, at=clock.moment, way=way)
    clock.forward(hours=1)
    return ask


@pytest.fixture
def speaker(channel: str, sent: Sent, clock: Clock) -> MakesSpeaker:
    """Give `speaker(Who.BEN)`: Ben, who answers over the channel."""
    return lambda who: CHANNELS[channel](sent, clock, who)


def settle(clock: Clock) -> None:
    """Let the hold pass, and do what follows."""
    clock.forward(seconds=100)
    run_due(now=lambda: clock.moment)


def stands(sent: Sent) -> tuple[str, str, int]:
    """Return the answer that counts, and how many revisions were counted."""
    ask = sent.fresh()
    return ask.state, ask.taste, AnswerRevision.objects.filter(ask=ask, counted=True).count()


def counts(sent: Sent) -> set[tuple[int, int, int]]:
    """Return asked, yes and no of every row of the daily counts, which must be as if they were counted anew."""
    kept = set(DailyTaste.objects.values_list("asked", "yes", "no"))
    rebuild_counts(workspace_id=sent.ask.workspace_id)
    assert set(DailyTaste.objects.values_list("asked", "yes", "no")) == kept
    return kept


def test_answer_of_the_person_is_counted_once(
    channel: str, speaker: MakesSpeaker, sent: Sent
) -> None:
    speaker(Who.BEN).say("yes")

    assert stands(sent) == ("answered", "yes", 1)
    assert counts(sent) == {(1, 1, 0)}
    assert AnswerRevision.objects.get().channel == channel


def test_same_act_arriving_again_changes_nothing(speaker: MakesSpeaker, sent: Sent) -> None:
    ben = speaker(Who.BEN)
    ben.say("no")

    ben.repeat()
    ben.repeat()

    assert stands(sent) == ("answered", "no", 1)
    assert counts(sent) == {(1, 0, 1)}


def test_same_answer_said_once_more_changes_nothing(speaker: MakesSpeaker, sent: Sent) -> None:
    ben = speaker(Who.BEN)
    ben.say("yes")
    first = sent.fresh().changed_at

    ben.say("yes")

    assert stands(sent) == ("answered", "yes", 1)
    assert sent.fresh().changed_at == first


def test_other_answer_by_the_same_person_is_a_revision(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    ben.say("yes")
    clock.forward(days=2)

    ben.say("no")

    assert stands(sent) == ("answered", "no", 2)
    assert counts(sent) == {(1, 0, 1)}
    assert list(AnswerRevision.objects.order_by("number").values_list("taste", flat=True)) == [
        "yes",
        "no",
    ]


def test_first_act_arriving_late_does_not_undo_the_revision(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    ben.say("yes")
    clock.forward(hours=1)
    ben.say("no")

    ben.repeat(0)

    assert stands(sent) == ("answered", "no", 2)


def test_after_a_week_the_person_changes_nothing_any_more(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    ben.say("yes")
    clock.forward(days=8)

    ben.say("no")

    assert stands(sent) == ("answered", "yes", 1)


def test_somebody_else_never_overwrites_the_answer(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    speaker(Who.BEN).say("yes")
    clock.forward(hours=1)

    speaker(Who.SOMEBODY_ELSE).say("no")

    assert stands(sent) == ("answered", "yes", 1)
    assert counts(sent) == {(1, 1, 0)}


def test_word_that_is_not_shown_to_be_the_persons_is_kept_and_not_counted(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    speaker(Who.SOMEBODY_ELSE).say("no")
    settle(clock)

    assert stands(sent) == ("sent", "", 0)
    kept = AnswerRevision.objects.get()
    assert (kept.taste, kept.verdict, kept.counted) == ("no", "suspect", False)
    assert kept.signals
    assert not Case.objects.exists()


def test_person_is_heard_after_somebody_else_has_tried(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    other = speaker(Who.SOMEBODY_ELSE)
    other.say("no")
    clock.forward(minutes=5)

    speaker(Who.BEN).say("yes")
    other.repeat()

    assert stands(sent) == ("answered", "yes", 1)


def test_after_the_question_has_expired_the_channel_says_so_and_keeps_nothing(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    clock.forward(days=31)

    assert ben.say("yes")
    assert stands(sent) == ("sent", "", 0)
    assert not AnswerRevision.objects.exists()


def test_no_leads_to_one_case_however_often_it_is_said(
    speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    ben.say("no")
    ben.repeat()
    settle(clock)
    ben.repeat()
    settle(clock)

    case = Case.objects.get()
    assert case.ask_id == sent.ask.pk


def test_yes_with_a_wish_leads_to_one_opportunity_or_to_a_person_who_reads_it(
    channel: str, speaker: MakesSpeaker, sent: Sent, clock: Clock
) -> None:
    ben = speaker(Who.BEN)
    ben.say("yes", wish="The payroll, please")
    settle(clock)
    ben.repeat()
    settle(clock)

    assert not Case.objects.exists()
    if (
        channel == Channel.REPLY
    ):  # no program can tell a wish from other words: whoever asked reads it
        assert "The payroll, please" in Message.objects.get(kind="pulse.reply").text
    else:
        assert Opportunity.objects.get().title
