"""What a project was worth: a second tap, kept apart from Yes and No."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.journeys.asks_planned import asks_planned, asks_sent
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import AnswerDetail, Ask, WorthMark
from secondslice.pulse.selectors.worth import worths
from secondslice.pulse.tests.make import Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(lea: Membership, clock: Clock) -> Sent:
    """Ben was asked an hour ago how New tills tastes, at its close."""
    made = make_ask(lea, at=clock.moment - timedelta(hours=1))
    Ask.objects.filter(pk=made.ask.pk).update(worth=Ask.Worth.CLOSE)
    return made


def answered(sent: Sent, clock: Clock) -> Visitor:
    """Let Ben say Yes."""
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=4)
    person.press("Yes")
    clock.forward(seconds=4)
    return person


def rate(person: Visitor, mark: str) -> str:
    """Press one of the eleven buttons, as a browser does."""
    button = next(one for one in person.page.buttons if one.get("value") == mark)
    action, fields = person.page.forms[int(button["form"])]
    return person.post(action, {**fields, "hand": "touch", "worth": mark}).text


def test_mark_is_one_tap_after_the_answer_and_can_be_changed(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)

    assert "You said 8 of 10" in rate(person, "8")
    assert "You said 10 of 10" in rate(person, "10")

    assert list(WorthMark.objects.order_by("number").values_list("mark", flat=True)) == [8, 10]
    assert sent.fresh().taste == "yes"


def test_tap_on_a_mark_keeps_what_was_typed_and_shows_itself(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    typed = {**_worth_form(person), "comment": "Quick and friendly.", "next": "A second till"}

    page = person.post(f"/a/{sent.token}", {**typed, "hand": "touch", "worth": "7"}).text

    assert "Quick and friendly.</textarea>" in page
    assert 'value="A second till"' in page
    assert 'value="7" aria-pressed="true"' in page
    assert page.count("aria-pressed") == 1
    kept = AnswerDetail.objects.get()
    assert (kept.comment, kept.wants_next) == ("Quick and friendly.", "A second till")


def test_mark_alone_adds_nothing_to_the_answer(sent: Sent, clock: Clock) -> None:
    rate(answered(sent, clock), "7")

    assert WorthMark.objects.get().mark == 7
    assert not AnswerDetail.objects.exists()


def test_enter_in_a_field_sends_the_words_and_no_mark(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    marks = [one for one in person.page.buttons if one.get("name") == "worth"]

    first = next(one for one in person.page.buttons if one["form"] == marks[0]["form"])

    assert "name" not in first


def test_mark_can_be_given_without_script_and_without_cookies(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent, hand="", keeps_cookies=False)
    person.open("/y")
    clock.forward(seconds=4)
    person.press("Yes")
    clock.forward(seconds=4)
    person.press("New tills")
    clock.forward(seconds=4)

    rate(person, "7")

    assert WorthMark.objects.get().mark == 7


def test_same_page_sent_twice_is_one_mark(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    form = _worth_form(person)

    for _turn in range(2):
        person.post(f"/a/{sent.token}", {**form, "worth": "9"})

    assert WorthMark.objects.count() == 1


def _worth_form(person: Visitor) -> dict[str, str]:
    button = next(one for one in person.page.buttons if one.get("name") == "worth")
    return person.page.forms[int(button["form"])][1]


def test_nobody_is_asked_where_the_question_does_not_say_so(lea: Membership, clock: Clock) -> None:
    person = answered(make_ask(lea, at=clock.moment - timedelta(hours=1)), clock)

    assert not [one for one in person.page.buttons if one.get("name") == "worth"]


def test_before_the_answer_there_is_nothing_to_rate(sent: Sent) -> None:
    person = Visitor(sent)
    person.open()

    assert not [one for one in person.page.buttons if one.get("name") == "worth"]


@pytest.mark.parametrize("worth", ["11", "-1", "ten", "", "5.5", "\u0665"])
def test_nonsense_is_no_mark(sent: Sent, clock: Clock, worth: str) -> None:
    person = answered(sent, clock)

    person.post(f"/a/{sent.token}", {**_worth_form(person), "worth": worth})

    assert not WorthMark.objects.exists()


def test_other_browser_gives_no_mark_for_the_person(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    form = _worth_form(person)
    form.pop("proof", None)

    Visitor(sent, address="198.51.100.20").post(f"/a/{sent.token}", {**form, "worth": "0"})

    assert not WorthMark.objects.exists()


def test_after_seven_days_the_mark_stands(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    rate(person, "8")
    clock.forward(days=8)

    person.post(f"/a/{sent.token}", {**_worth_form(person), "worth": "0"})

    assert WorthMark.objects.get().mark == 8


def test_page_with_eleven_buttons_stays_small(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)

    page = person.open()

    assert len([one for one in person.page.buttons if one.get("name") == "worth"]) == 11
    assert len(page.content) < 10_000


def test_mark_stays_when_the_answer_is_taken_back(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    rate(person, "8")
    clock.forward(seconds=4)

    person.press("Take it back")

    assert sent.fresh().taste == ""
    assert WorthMark.objects.get().mark == 8


def test_plan_asks_for_it_at_the_close_and_ninety_days_later(
    lea: Membership, now: datetime
) -> None:
    for ends_on, name in ((date(2026, 3, 6), "Ann"), (date(2025, 12, 6), "Bob")):
        project = make_project(
            lea.workspace, f"Project of {name}", manager=lea.user, ends_on=ends_on
        )
        make_stakeholder(project, name=name)
    other = make_project(lea.workspace, "New", manager=lea.user, starts_on=date(2026, 2, 13))
    make_stakeholder(other, name="Cem")
    asks_planned(workspace=lea.workspace, now=now)

    asks_sent(workspace=lea.workspace, now=now, pressed=True)

    asked = dict(Ask.objects.values_list("contact__name", "worth"))
    assert asked == {"Ann": "close", "Bob": "later", "Cem": ""}


# the score


def give_marks(lea: Membership, project: Project, marks: list[int], at: datetime) -> None:
    for place, mark in enumerate(marks):
        made = make_ask(lea, at=at, name=f"Ben {place}", project=project).ask
        Ask.objects.filter(pk=made.pk).update(
            worth="close", state=Ask.State.ANSWERED, taste="yes", answered_at=at
        )
        WorthMark.objects.create(workspace=lea.workspace, ask=made, number=1, mark=0, at=at)
        WorthMark.objects.create(workspace=lea.workspace, ask=made, number=2, mark=mark, at=at)


def test_last_marks_are_scored_from_five_on(lea: Membership, now: datetime) -> None:
    project = make_project(lea.workspace, manager=lea.user)
    give_marks(lea, project, [10, 9, 9, 7], now)
    few = worths(lea).moments[0]
    assert (few.score, few.n, few.missing) == (None, 4, 1)

    give_marks(lea, make_project(lea.workspace, manager=lea.user), [3], now)
    enough = worths(lea).moments[0]

    assert enough.score is not None
    assert (enough.n, enough.asked, enough.score.high, enough.score.low) == (5, 5, 3, 1)
    assert enough.score.value == pytest.approx(0.4)
    assert worths(lea, project=project).moments[0].score is None


def test_manager_sees_the_score_of_his_projects_only(
    lea: Membership, max: Membership, now: datetime
) -> None:
    give_marks(lea, make_project(lea.workspace, manager=lea.user), [9] * 5, now)

    assert worths(lea).moments[0].n == 5
    assert worths(max).moments[0].n == 0


def test_page_shows_score_interval_and_every_mark(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    project = make_project(lea.workspace, "New tills", manager=lea.user)
    give_marks(lea, project, [10, 9, 9, 7, 2], now)

    page = as_lea.get(reverse("pulse:worth", args=["acme"])).text

    assert "+40" in page
    assert "with 95 % confidence" in page
    assert len(re.findall(r"Ben \d", page)) == 5
    assert not re.search(r"net.promoter|nps|net project success", page, re.IGNORECASE)


def test_page_says_that_few_marks_are_no_score(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    give_marks(lea, make_project(lea.workspace, manager=lea.user), [10, 9], now)

    page = as_lea.get(reverse("pulse:worth", args=["acme"])).text

    assert "2 marks: too few for a score, 3 more are needed." in page
