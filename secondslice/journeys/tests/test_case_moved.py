"""What the customer reads on the page of the answer, while we mend what was wrong."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.customers.services import new_page_token
from secondslice.journeys.asked_again import asked_again
from secondslice.journeys.case_adjusted import case_adjusted
from secondslice.journeys.case_moved import (
    case_planned,
    customer_talked_to,
    waiver_decided,
)
from secondslice.journeys.case_ran_out import case_ran_out
from secondslice.journeys.question_waits import re_ask_taken_back
from secondslice.projects.tests.make import make_project
from secondslice.pulse import public_pages
from secondslice.pulse.models import Ask, FollowUp
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.recovery import services as recovery
from secondslice.recovery.models import Case, TimeLimits
from secondslice.recovery.services.owning import hand_over
from secondslice.recovery.tasks import lay_clocks
from secondslice.recovery.tests.letters import write
from secondslice.recovery.tests.make import fresh, give, settle

pytestmark = pytest.mark.django_db
PROMISE = "will answer you within one working day"


def say_no(sent: Sent, clock: Clock) -> Visitor:
    """Tap No on the page, and let the hold go by."""
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=20)
    person.press("No")
    settle(sent.fresh(), at=clock.forward(minutes=2))
    return person


def words_of(person: Visitor) -> str:
    """Return what stands on the page of the answer now."""
    return unescape(person.open().text)


@pytest.fixture
def sent(max: Membership, clock: Clock) -> Sent:
    """The question to Ben about Max's project, on a Friday morning."""
    return make_ask(max, at=clock.moment - timedelta(hours=1))


@pytest.fixture
def ben(sent: Sent, clock: Clock) -> Visitor:
    """Ben, who has said No."""
    return say_no(sent, clock)


def the_case() -> Case:
    return fresh(Case.objects.get())


def talk(by: Membership, clock: Clock) -> None:
    customer_talked_to(case=the_case(), words="", by=by.user, now=clock.moment)


def adjust(by: Membership, clock: Clock, *, starts_on: date, ask_now: bool = False) -> None:
    case_adjusted(
        case=the_case(),
        what="You get one page, every Friday.",
        starts_on=starts_on,
        by=by.user,
        now=clock.moment,
        ask_now=ask_now,
    )


def test_before_anybody_has_moved_the_page_says_what_is_promised(ben: Visitor) -> None:
    assert f"Max {PROMISE}" in words_of(ben)
    assert not FollowUp.objects.exists()


def test_who_got_the_case_answers_and_not_who_asked(
    ben: Visitor, lea: Membership, max: Membership, clock: Clock
) -> None:
    hand_over(case=the_case(), to=lea.user, by=max.user, at=clock.moment)

    text = words_of(ben)
    assert "You said No about New tills. Lea will answer you by Monday." in text
    assert "Max" not in text
    hand_over(case=the_case(), to=max.user, by=lea.user, at=clock.moment)
    assert f"Max {PROMISE}" in words_of(ben)


def test_who_answers_is_named_also_where_the_owner_is_away(
    sent: Sent, lea: Membership, max: Membership, clock: Clock
) -> None:
    max.away_from = max.away_until = clock.moment.date()
    max.deputy = lea.user
    max.save()

    text = words_of(say_no(sent, clock))

    assert "Lea will answer you by Monday." in text


def test_who_took_it_up_and_until_when_the_person_hears(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)

    text = words_of(ben)
    assert (
        "You said No about New tills. Max took this up on Friday; you will hear by Tuesday." in text
    )
    assert PROMISE not in text


def test_mail_that_answers_the_no_is_told_like_a_talk(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    write(the_case(), max, at=clock.moment, heard=True)

    assert "Max took this up on Friday; you will hear by Tuesday." in words_of(ben)


def test_several_changes_are_all_told_with_their_days(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 6))
    clock.forward(minutes=1)
    case_adjusted(
        case=the_case(),
        what="Bea calls you.",
        starts_on=date(2026, 3, 16),
        by=max.user,
        now=clock.moment,
        ask_now=False,
    )

    text = words_of(ben)

    assert (
        "Several things change for you: You get one page, every Friday (since March 6);"
        " Bea calls you (from March 16)." in text
    )


def test_no_day_that_is_over_is_promised_and_older_days_have_their_date(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)
    clock.forward(days=5)
    assert "Max took this up on Friday." in words_of(ben)
    clock.forward(days=2)
    assert "Max took this up on March 6, 2026." in words_of(ben)


def test_plan_is_told_in_its_own_words_with_its_day(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)
    what = "We look at the format of the report together."
    case_planned(
        case=the_case(), what=what, planned_for=date(2026, 3, 20), by=max.user, now=clock.moment
    )

    assert (
        "Max has agreed with you on this: We look at the format of the report together."
        " It will be done by March 20, 2026." in words_of(ben)
    )
    clock.forward(days=15)
    assert "It will be done by" not in words_of(ben)


def test_change_is_told_and_one_that_is_to_come_as_such(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 9))

    assert "Something will change on Monday: You get one page, every Friday." in words_of(ben)
    clock.forward(days=3)
    assert "Something has changed since Monday: You get one page, every Friday." in words_of(ben)


def test_second_question_and_its_yes_are_seen_on_both_pages(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 2), ask_now=True)
    assert "We asked you again on Friday." in words_of(ben)

    again = Ask.objects.get(kind=Ask.Kind.RE_ASK)
    give(again, "yes", at=clock.forward(hours=1))

    assert the_case().state == Case.State.RECOVERED
    assert "You said Yes when we asked again: this is recovered. Thank you." in words_of(ben)
    assert set(FollowUp.objects.values_list("ask__kind", "kind")) == {
        ("first", "recovered"),
        ("re_ask", "recovered"),
    }


def test_second_question_that_waits_for_its_hour_is_told_as_one_to_come_and_taken_back(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    clock.forward(hours=12)  # a Friday evening
    adjust(max, clock, starts_on=date(2026, 3, 2), ask_now=True)

    assert "We ask you again on Monday." in words_of(ben)
    re_ask_taken_back(case=the_case(), by=max, now=clock.moment)
    assert "Something has changed since Monday" in words_of(ben)
    assert FollowUp.objects.count() == 1


def test_day_by_which_the_person_hears_moves_with_the_limits(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)
    for severity in Case.Severity.values:
        TimeLimits.objects.create(
            workspace=max.workspace, severity=severity, acknowledge=1, plan=4, fix=10,
            ask_from=10, ask_until=14, executive=2, untouched=5,
        )  # fmt: skip

    at = int(clock.forward(hours=1).timestamp())
    lay_clocks.prepare(payload={"workspace": max.workspace_id, "at": at}, now=clock.moment)()

    assert "Max took this up on Friday; you will hear by Thursday." in words_of(ben)


def test_second_no_takes_the_line_back_until_somebody_moves_again(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 2), ask_now=True)
    give(Ask.objects.get(kind=Ask.Kind.RE_ASK), "no", at=clock.forward(hours=1))

    assert f"Max {PROMISE}" in words_of(ben)
    assert not FollowUp.objects.exists()


def test_yes_that_is_taken_back_is_no_recovery_on_the_page_either(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 2), ask_now=True)
    again = Ask.objects.get(kind=Ask.Kind.RE_ASK)
    give(again, "yes", at=clock.forward(hours=1))
    give(again, "", at=clock.forward(hours=1))

    assert "We asked you again on Friday." in words_of(ben)


def test_silence_is_told_as_what_it_is(ben: Visitor, max: Membership, clock: Clock) -> None:
    adjust(max, clock, starts_on=date(2026, 3, 2))
    asked_again(case=the_case(), by=max.user, now=clock.moment)

    case_ran_out(case=the_case(), now=clock.forward(days=1))

    assert "We asked you again and have not heard from you." in words_of(ben)


def test_what_is_given_up_is_told_without_blame(
    ben: Visitor, max: Membership, lea: Membership, clock: Clock
) -> None:
    waiver = recovery.ask_waiver(
        case=the_case(), reason="Nobody can.", by=max.user, at=clock.moment
    )
    waiver_decided(case=the_case(), waiver=waiver, agrees=True, by=lea.user, now=clock.moment)

    text = words_of(ben)
    assert "We found nothing more that we can do about this." in text
    assert "Nobody can." not in text


def test_answer_that_was_changed_to_yes_says_nothing_of_a_case(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)
    ben.open()
    clock.forward(seconds=30)
    ben.press("Change to Yes")
    settle(ben.sent.fresh(), at=clock.forward(minutes=2))

    assert "took this up" not in words_of(ben)
    assert not FollowUp.objects.exists()


def test_browser_that_did_not_answer_sees_the_line_too(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)

    other = Visitor(ben.sent)

    assert "The answer is No" in words_of(other)
    assert "Max took this up on Friday" in words_of(other)


def test_in_confidence_the_pmo_speaks_and_never_a_person(
    ava: Membership, max: Membership, clock: Clock
) -> None:
    project = make_project(ava.workspace, "New tills", manager=max.user)
    sent = make_ask(max, at=clock.moment, project=project, mode=Ask.Mode.CONFIDENTIAL)
    ben = say_no(sent, clock)

    talk(ava, clock)

    text = words_of(ben)
    assert "The PMO took this up on Friday; you will hear by Tuesday." in text
    assert not any(name in text for name in ("Max took", "Ava took"))
    assert FollowUp.objects.get().by is None
    token = new_page_token(contact=sent.ask.contact)
    own = Visitor(sent, root=f"/me/{token}").open("/answers").text
    assert "The PMO took this up on Friday" in own
    assert "Ava" not in own


def test_line_speaks_the_persons_language_in_the_persons_days(
    max: Membership, clock: Clock
) -> None:
    sent = make_ask(max, at=clock.moment)
    Contact.objects.update(time_zone="Pacific/Auckland")  # it is Saturday there since long
    ben = say_no(sent, clock)
    clock.forward(hours=3)
    talk(max, clock)

    assert FollowUp.objects.get().on == date(2026, 3, 7)
    Ask.objects.update(language="de")
    assert "Samstag" in words_of(ben)


def test_page_with_the_longest_line_stays_under_ten_kilobytes(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    talk(max, clock)
    what = "Ü" * 400
    case_planned(
        case=the_case(), what=what, planned_for=date(2026, 3, 20), by=max.user, now=clock.moment
    )
    static = Path(public_pages.__file__).parent / "static" / "pulse"
    beside = sum(path.stat().st_size for path in static.glob("answer.*"))

    page = ben.open()

    assert "ÜÜÜ" in page.text
    assert len(page.content) + beside < 10_000


def test_words_of_a_member_are_no_page(ben: Visitor, max: Membership, clock: Clock) -> None:
    case_adjusted(
        case=the_case(), what="<script>alert(1)</script> 100 %(x)s", starts_on=date(2026, 3, 2),
        by=max.user, now=clock.moment,
    )  # fmt: skip

    text = ben.open().text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 100 %(x)s" in text


def test_line_costs_one_query_and_only_where_there_can_be_one(
    ben: Visitor, max: Membership, clock: Clock
) -> None:
    ben.open()
    with CaptureQueriesContext(connection) as without:
        ben.open()
    talk(max, clock)
    ben.open()
    with CaptureQueriesContext(connection) as queries:
        ben.open()

    assert len(queries) == len(without)
    assert sum("pulse_followup" in one["sql"] for one in queries) == 1


def test_own_page_tells_it_as_well(ben: Visitor, max: Membership, clock: Clock) -> None:
    talk(max, clock)
    token = new_page_token(contact=ben.sent.ask.contact)

    page = Visitor(ben.sent, root=f"/me/{token}").open("/answers")

    assert "Max took this up on Friday; you will hear by Tuesday." in page.text


def test_pages_move_cases_through_journeys_only() -> None:
    """Otherwise the customer would not read of it."""
    moves = {"acknowledge", "plan", "adjust", "record_re_ask", "run_out", "decide_waiver"}
    package = Path(public_pages.__file__).parents[1]
    for path in [*package.glob("*/views/**/*.py"), *package.glob("*/tasks.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"services", "recovery"}
            ):
                assert node.func.attr not in moves, f"{path}:{node.lineno} call journeys.case_moved"
