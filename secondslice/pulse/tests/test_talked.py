"""Have you talked to others about it? One more tap after a No, for who likes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.dashboard.selectors.own_page import everything_about
from secondslice.journeys.person_erased import person_erased
from secondslice.pulse.models import AnswerDetail, Ask, AskRules, Talked
from secondslice.pulse.selectors.public import open_ask
from secondslice.pulse.services.talked import add_talked
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.recovery.tests.make import give, make_re_asked_case

pytestmark = pytest.mark.django_db
QUESTION = "Have you talked to others about it?"
MOST_BYTES = 10_000


@pytest.fixture
def sent(lea: Membership, clock: Clock) -> Sent:
    """Ben was asked an hour ago how New tills tastes, where the PMO also asks whom he told."""
    made = make_ask(lea, at=clock.moment - timedelta(hours=1))
    AskRules.objects.create(workspace=lea.workspace, asks_talked=True)
    return made


def answered(sent: Sent, clock: Clock, taste: str = "No") -> Visitor:
    person = Visitor(sent)
    person.open("/n" if taste == "No" else "/y")
    clock.forward(seconds=4)
    person.press(taste)
    clock.forward(seconds=4)
    return person


def form_of(person: Visitor) -> dict[str, str]:
    """Return the fields of the form with which something is added to the answer."""
    button = next(one for one in person.page.buttons if "Send this too" in one["text"])
    return person.page.forms[int(button["form"])][1]


def said() -> list[tuple[int, bool]]:
    return list(Talked.objects.order_by("number").values_list("people", "is_few"))


def test_one_tap_says_it_and_another_one_changes_it(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)

    assert "You said: nobody." in person.press("To nobody").text
    page = person.press("To a few").text

    assert "You said: a few people." in page
    assert page.count("aria-pressed") == 1
    assert said() == [(0, False), (3, True)]
    assert sent.fresh().taste == "no"
    assert not AnswerDetail.objects.exists()


def test_number_is_sent_with_the_words(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)

    page = person.press("Send this too", told_number="12", comment="Two weeks late.").text

    assert "You said: 12 people." in page
    assert "Two weeks late.</textarea>" in page
    assert said() == [(12, False)]


@pytest.mark.parametrize("typed", ["", "x", "-3", "1.5", "\u0661\u0662x"])
def test_what_is_no_number_is_nothing_and_blocks_nothing(
    sent: Sent, clock: Clock, typed: str
) -> None:
    page = answered(sent, clock).press("Send this too", told_number=typed, comment="Late.").text

    assert "It has arrived" in page
    assert AnswerDetail.objects.get().comment == "Late."
    assert not said()


def test_nobody_is_believed_to_have_told_a_whole_town(sent: Sent, clock: Clock) -> None:
    answered(sent, clock).press("Send this too", told_number="123456")

    assert said() == [(999, False)]


def test_it_works_without_script_and_without_cookies(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent, hand="", keeps_cookies=False)
    person.open("/n")
    clock.forward(seconds=4)
    person.press("No")
    clock.forward(seconds=4)
    person.press("New tills")
    clock.forward(seconds=4)

    person.press("To a few")

    assert said() == [(3, True)]


def test_same_page_sent_twice_is_one_row(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    form = {**form_of(person), "told": "0"}

    for _turn in range(2):
        person.post(f"/a/{sent.token}", form)

    assert said() == [(0, False)]


def test_opening_a_page_says_nothing(sent: Sent, clock: Clock) -> None:
    person = answered(sent, clock)
    person.open("?told=few&told_number=7")
    person.head("?told=few")

    assert not said()


def test_only_who_said_no_is_asked_and_only_where_it_is_switched_on(
    sent: Sent, lea: Membership, clock: Clock
) -> None:
    assert QUESTION not in answered(sent, clock, "Yes").page.text
    AskRules.objects.update(asks_talked=False)
    other = make_ask(lea, at=clock.moment - timedelta(hours=1), name="Bo")
    person = answered(other, clock)

    assert QUESTION not in person.page.text
    person.post(f"/a/{other.token}", {**form_of(person), "told": "few"})
    assert not said()


def test_who_is_asked_again_after_a_no_may_say_it_with_a_yes_too(
    lea: Membership, clock: Clock
) -> None:
    _case, again = make_re_asked_case(lea, at=clock.moment)
    AskRules.objects.create(workspace=lea.workspace, asks_talked=True)
    Ask.objects.filter(pk=again.pk).update(quoted_adjustment="One page, every Friday.")
    give(again, "yes", at=clock.moment)
    public = open_ask(again.pk, at=clock.moment)

    assert public is not None
    assert add_talked(ask=public, people=4, at=clock.moment)
    assert said() == [(4, False)]


def test_anonymous_question_never_asks_it(lea: Membership, clock: Clock) -> None:
    AskRules.objects.create(workspace=lea.workspace, asks_talked=True)
    sent = make_ask(lea, at=clock.moment, mode=Ask.Mode.ANONYMOUS)
    public = open_ask(sent.ask.pk, at=clock.moment)

    assert public is not None
    assert not public.may_say_talked("no")


def test_it_can_be_changed_as_long_as_the_answer(sent: Sent, now: datetime, clock: Clock) -> None:
    answered(sent, clock).press("To nobody")
    public = open_ask(sent.ask.pk, at=clock.moment)
    assert public is not None

    assert not add_talked(ask=public, people=9, at=clock.moment + timedelta(days=8))
    assert said() == [(0, False)]


def test_row_goes_with_the_transaction_that_failed(sent: Sent, clock: Clock) -> None:
    answered(sent, clock)
    public = open_ask(sent.ask.pk, at=clock.moment)
    assert public is not None

    def fail_after_it() -> None:
        with transaction.atomic():
            add_talked(ask=public, people=9, at=clock.moment)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_it()
    assert not said()


def test_person_reads_it_in_the_own_data_and_the_count_outlives_the_name(
    sent: Sent, clock: Clock
) -> None:
    answered(sent, clock).press("To a few")

    kept = everything_about(sent.ask.contact)
    person_erased(contact=sent.ask.contact, how="page", now=clock.moment)

    assert '"a_few"' in str(kept).replace("'", '"')
    assert Talked.objects.get().nonce == ""


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
def test_page_stays_small_in_every_language(sent: Sent, clock: Clock, language: str) -> None:
    Ask.objects.filter(pk=sent.ask.pk).update(language=language, worth=Ask.Worth.CLOSE)
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=4)
    page = person.post(f"/a/{sent.token}/n", person.last_form("/n"))

    assert 'name="told_number"' in page.text
    assert len(page.content) < MOST_BYTES
