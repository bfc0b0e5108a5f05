"""What we do about a No."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery import services
from secondslice.recovery.models import Case, ReAsk
from secondslice.recovery.rules import State, Step
from secondslice.recovery.tests.make import fresh, give, make_case, make_re_asked_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 6)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def adjust(
    case: Case,
    at: datetime,
    starts_on: date = TODAY,
    what: str = "One page, every Friday.",
) -> None:
    services.adjust(case=case, what=what, starts_on=starts_on, by=case.owner, at=at)


def test_talk_stops_the_first_clock_and_starts_the_next(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    services.acknowledge(case=case, words="He wants one page.", by=max.user, at=now)

    case = fresh(case)
    assert (case.acknowledged_at, case.state, case.step) == (now, State.ACKNOWLEDGED, Step.PLAN)
    assert case.due_at == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def test_second_press_of_the_talk_button_changes_nothing(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)
    before = case.notes.count()

    services.acknowledge(case=fresh(case), words="", by=max.user, at=now + MINUTE)

    case = fresh(case)
    assert case.acknowledged_at == now
    assert case.notes.count() == before


def test_adjustment_begins_within_two_years(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    for day, words in ((date.max, "ahead"), (date(26, 3, 6), "ago")):
        with pytest.raises(RuleBroken, match=f"more than two years {words}"):
            adjust(case, now, starts_on=day)

    assert fresh(case).state == State.NEW


def test_adjustment_without_a_talk_leaves_the_talk_due(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    due = case.due_at

    adjust(case, now)

    case = fresh(case)
    assert (case.state, case.step, case.due_at) == (State.ADJUSTED, Step.TALK, due)


def test_re_ask_is_due_after_the_change_has_begun(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)

    adjust(case, now, starts_on=date(2026, 3, 16))  # a Monday

    assert fresh(case).due_at == datetime(2026, 3, 30, 9, 0, tzinfo=UTC)


def test_another_talk_does_not_put_off_the_re_ask_and_another_change_does(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    services.acknowledge(case=case, words="", by=max.user, at=now)
    adjust(case, now)
    due = fresh(case).due_at

    services.acknowledge(case=case, words="He waits.", by=max.user, at=now + timedelta(days=5))

    assert fresh(case).due_at == due
    adjust(case, now + timedelta(days=6))
    assert fresh(case).due_at > due


def test_re_ask_quotes_the_change_and_waits(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    adjust(case, now)

    ask = asked_again(case=case, by=max.user, now=now + MINUTE)

    case = fresh(case)
    assert ask.kind == Ask.Kind.RE_ASK
    assert ask.quoted_adjustment == "One page, every Friday (since March 6, 2026)."
    assert ask.contact == case.contact
    assert (case.state, case.step, case.due_at) == (State.RE_ASKED, Step.WAIT, ask.expires_at)
    assert ask.message is not None
    assert "One page, every Friday" in ask.message.text


def test_re_ask_quotes_everything_that_changed_since_the_no(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    adjust(case, now)
    for number in range(6):
        adjust(case, now + MINUTE, what=f"Change number {number}.")
    adjust(case, now + MINUTE, what="Not begun yet.", starts_on=date(2026, 3, 16))
    adjust(case, now + 2 * MINUTE, what="The last one")

    ask = asked_again(case=case, by=max.user, now=now + 3 * MINUTE)

    since = "(since March 6, 2026)."
    assert ask.quoted_adjustment.startswith(f"Change number 2 {since} Change number 3 {since}")
    assert ask.quoted_adjustment.endswith(f"The last one {since} And 3 more changes.")
    assert "Not begun" not in ask.quoted_adjustment


def test_re_ask_reads_as_one_letter(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    adjust(case, now)

    mail = asked_again(case=case, by=max.user, now=now + MINUTE).message

    assert mail is not None
    assert mail.subject == "Does it taste better now? (New tills)"
    assert "Hello Ben,\n\nyou told us what was wrong. Since then: One page" in mail.text


def test_what_changed_before_the_newest_no_is_not_quoted_again(
    max: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)
    adjust(case, now)
    again = asked_again(case=case, by=max.user, now=now + MINUTE)
    give(again, Taste.NO, at=now + DAY)
    adjust(fresh(case), now + DAY + MINUTE, what="A weekly call")

    ask = asked_again(case=fresh(case), by=max.user, now=now + DAY + 2 * MINUTE)

    assert ask.quoted_adjustment == "A weekly call (since March 6, 2026)."


def test_re_ask_quotes_in_the_language_of_the_customer(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    adjust(case, now)
    case.ask.language = "en-gb"

    changes = services.changes_for_re_ask(case=case, at=now)
    quote = services.quote(adjustments=changes, language=case.ask.language)

    assert quote == "One page, every Friday (since 6 Mar 2026)."


def test_re_ask_without_an_adjustment_is_refused(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    with pytest.raises(RuleBroken, match="Write down first what changes"):
        asked_again(case=case, by=max.user, now=now)

    assert Ask.objects.count() == 1


def test_re_ask_before_the_change_has_begun_is_refused(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    adjust(case, now, starts_on=date(2026, 3, 9))

    with pytest.raises(RuleBroken, match=r"starts on March 9, 2026"):
        asked_again(case=case, by=max.user, now=now)


def test_second_re_ask_while_the_first_waits_is_refused(max: Membership, now: datetime) -> None:
    case, _ = make_re_asked_case(max, at=now)

    with pytest.raises(RuleBroken, match="Wait for that answer"):
        asked_again(case=case, by=max.user, now=now + MINUTE)

    assert ReAsk.objects.count() == 1


def test_re_ask_that_ran_out_can_be_repeated(max: Membership, now: datetime) -> None:
    case, first = make_re_asked_case(max, at=now)
    later = first.expires_at + MINUTE

    second = asked_again(case=case, by=max.user, now=later)
    give(second, Taste.YES, at=later + MINUTE)

    assert fresh(case).recovered_by == second


def test_second_no_needs_a_new_adjustment(max: Membership, now: datetime) -> None:
    case, ask = make_re_asked_case(max, at=now)
    give(ask, Taste.NO, at=now + MINUTE)

    with pytest.raises(RuleBroken, match="since the last No"):
        asked_again(case=fresh(case), by=max.user, now=now + 2 * MINUTE)


def test_adjustment_with_a_re_ask_at_once_is_one_act(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    with pytest.raises(RuleBroken):
        case_adjusted(
            case=case,
            what="A call",
            starts_on=date(2026, 3, 9),
            by=max.user,
            now=now,
            ask_now=True,
        )

    assert fresh(case).state == State.NEW
    assert not case.adjustments.exists()


def test_closed_case_takes_notes_and_nothing_else(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    give(case.ask, "", at=now)
    case = fresh(case)

    services.add_note(case=case, words="All is well.", by=max.user, at=now)

    for act in (
        lambda: adjust(case, now),
        lambda: services.acknowledge(case=case, words="", by=max.user, at=now),
        lambda: services.hand_over(case=case, to=max.user, by=max.user, at=now),
        lambda: asked_again(case=case, by=max.user, now=now),
    ):
        with pytest.raises(RuleBroken, match="closed"):
            act()
    assert fresh(case).state == State.WITHDRAWN


def test_new_owner_is_told(max: Membership, lea: Membership, now: datetime) -> None:
    case = make_case(max, at=now)

    services.hand_over(case=case, to=lea.user, by=max.user, at=now)

    assert fresh(case).owner == lea.user
    mail = Message.objects.filter(to=lea.user.email, kind="recovery.case_opened").get()
    assert "Max handed the case of Ben over to you." in mail.text


def test_hand_over_to_the_owner_changes_nothing(max: Membership, now: datetime) -> None:
    case = make_case(max, at=now)
    before = (case.notes.count(), Message.objects.count())

    assert not services.hand_over(case=case, to=max.user, by=max.user, at=now)

    assert (case.notes.count(), Message.objects.count()) == before


@pytest.mark.parametrize("role", ["sales", "executive"])
def test_case_goes_only_to_those_who_deliver(max: Membership, role: str, now: datetime) -> None:
    case = make_case(max, at=now)
    other = make_member(max.workspace, "Otto", role=role).user

    with pytest.raises(RuleBroken, match="Otto does not run projects here"):
        services.hand_over(case=case, to=other, by=max.user, at=now)


def test_case_does_not_go_to_another_workspace(
    max: Membership, cleo: Membership, now: datetime
) -> None:
    case = make_case(max, at=now)

    with pytest.raises(RuleBroken):
        services.hand_over(case=case, to=cleo.user, by=max.user, at=now)


def test_of_two_who_change_a_case_at_once_the_second_is_told(
    max: Membership, lea: Membership, now: datetime
) -> None:
    mine = make_case(max, at=now)
    theirs = fresh(mine)
    services.acknowledge(case=theirs, words="", by=lea.user, at=now)

    with pytest.raises(RuleBroken, match="Somebody changed this case"):
        adjust(mine, now)


class TestMail:
    """The mail that tells the owner."""

    def test_it_says_who_said_no_about_what_and_why(self, max: Membership, now: datetime) -> None:
        make_case(max, at=now, reasons=["cadence"], words="I learned it <b>in the corridor</b>.")

        mail = Message.objects.get(kind="recovery.case_opened")

        assert mail.to == max.user.email
        assert mail.subject == "Ben said No: New tills"
        assert "- Updates too rare or too often" in mail.text
        assert "I learned it <b>in the corridor</b>." in mail.text
        assert "&lt;b&gt;in the corridor" in mail.html
        assert f"http://127.0.0.1:8000/w/acme/recovery/{Case.objects.get().ref}/" in mail.text

    def test_it_says_when_in_the_zone_of_the_owner(self, max: Membership, now: datetime) -> None:
        max.user.time_zone = "America/New_York"
        max.user.save()

        make_case(max, at=now)

        mail = Message.objects.get(kind="recovery.case_opened")
        assert "Talk to Ben\nDue: Monday, March 9, 2026, 5:30 a.m. (America/New York)" in mail.text

    def test_it_says_so_when_no_reason_was_given(self, max: Membership, now: datetime) -> None:
        make_case(max, at=now)

        assert "Ben gave no reason." in Message.objects.get(kind="recovery.case_opened").text

    def test_second_no_is_named_and_brings_its_own_words(
        self, max: Membership, now: datetime
    ) -> None:
        _, ask = make_re_asked_case(max, at=now)
        give(ask, Taste.NO, at=now + MINUTE, words="Still nothing on Friday.")

        mail = Message.objects.filter(kind="recovery.case_opened").latest("pk")

        assert mail.subject == "Ben still says No: New tills"
        assert "Still nothing on Friday." in mail.text

    def test_name_with_a_line_break_makes_no_second_header(
        self, max: Membership, now: datetime
    ) -> None:
        case = make_case(max, at=now)
        Contact.objects.filter(pk=case.contact_id).update(name="Ben\nBcc: all@example.org")

        services.tell_owner(case=fresh(case), at=now)

        assert "\n" not in Message.objects.latest("pk").subject
