"""A person's own page, over HTTP, as the person and as programs use it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import secondslice.pulse
from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.customers.models import Contact, Preference
from secondslice.customers.services import new_page_token
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.messaging.tests.make import make_mail
from secondslice.pulse.models import AnonymousAnswer, AnswerDetail, Ask, Taste, WishAttempt
from secondslice.pulse.tests.make import ELSEWHERE, HOME, Sent, Visitor, make_ask, plain
from secondslice.recovery.tests.make import give, make_re_asked_case
from secondslice.value.models import Bulletin, BulletinCopy

pytestmark = pytest.mark.django_db
TEN_KILOBYTES = 10_000


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of an hour ago."""
    ask = make_ask(ava, at=now, accepted_at=now)
    clock.forward(hours=1)
    return ask


@pytest.fixture
def ben(sent: Sent) -> Visitor:
    """Ben in front of his page."""
    return at_own_page(sent)


def at_own_page(sent: Sent, *, address: str = HOME, hand: str = "touch") -> Visitor:
    return Visitor(sent, address=address, hand=hand, root=f"/me/{sent.me}")


def press(person: Visitor, clock: Clock, words: str, **typed: str) -> str:
    """Look at the page for some seconds, press a button, return what the page says then."""
    person.open()
    clock.forward(seconds=6)
    return person.press(words, **typed).text


# looking


def test_page_says_how_often_one_is_asked_and_what_can_be_wished(ben: Visitor) -> None:
    page = ben.open()

    assert page.status_code == 200
    assert "Ben, how may we ask you?" in page.text
    assert "6 times a year at most" in page.text
    assert "See your answer to 1 question, and what followed" in page.text
    assert "Ask me again" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/pause",
        "/at-close",
        "/stop",
        "/again",
        "/confirm",
        "/answers",
        "/erase",
        "/unsubscribe",
        "/no-news",
        "/news",
        "/no-news/unsubscribe",
    ],
)
def test_who_only_looks_changes_nothing(ben: Visitor, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = ben.open(path)
        ben.head(path)

    assert page.status_code == 200
    assert all(one["sql"].lstrip().startswith("SELECT") for one in queries)
    assert not Preference.objects.exists()


def test_pages_stay_small_load_nothing_from_elsewhere_and_are_not_kept(
    ben: Visitor, sent: Sent, clock: Clock
) -> None:
    static = Path(secondslice.pulse.__file__).parent / "static" / "pulse"
    beside = sum(path.stat().st_size for path in static.glob("answer.*"))
    give(sent.ask, Taste.NO, at=clock.moment, words="It is late. " * 300)
    for path in ("", "/answers", "/erase", "/no-news"):
        page = ben.open(path)

        assert len(page.content) + beside < TEN_KILOBYTES
        assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "path", ["", "/stop", "/answers", "/everything.json", "/erase", "/confirm"]
)
def test_unknown_replaced_and_erased_give_the_same_calm_page(
    sent: Sent, client: Client, path: str, clock: Clock
) -> None:
    contact = Contact.objects.get()
    unknown = client.get(f"/me/{'A' * 22}{path}")
    newest = new_page_token(contact=contact)
    replaced = client.get(f"/me/{sent.me}{path}")
    person_erased(contact=contact, how="page", now=clock.moment)
    erased = client.get(f"/me/{newest}{path}")

    assert unknown.status_code == replaced.status_code == erased.status_code == 404
    assert unknown.content == replaced.content == erased.content
    assert "There is no page here" in unknown.text


def test_one_click_at_an_unknown_address_changes_nothing(sent: Sent, client: Client) -> None:
    page = client.post(f"/me/{'A' * 22}/unsubscribe", {"List-Unsubscribe": "One-Click"})

    assert page.status_code == 404
    assert not Preference.objects.exists()


# wishing


def test_pause_of_three_months(ben: Visitor, clock: Clock) -> None:
    text = press(ben, clock, "Pause for three months")

    assert "You have a pause until June 6, 2026" in text
    assert Preference.objects.get().paused_until == date(2026, 6, 6)
    assert WishAttempt.objects.get().verdict == "human"


def test_pause_until_a_day_of_ones_choice(ben: Visitor, clock: Clock) -> None:
    text = press(ben, clock, "Pause until then", until="2026-04-30")

    assert "You have a pause until April 30, 2026" in text


@pytest.mark.parametrize("typed", ["2026-03-06", "2031-01-01", "soon", "2026-13-40"])
def test_day_that_ends_no_pause_is_refused_in_words(ben: Visitor, clock: Clock, typed: str) -> None:
    text = press(ben, clock, "Pause until then", until=typed)

    assert "Please choose a day after today and within two years." in text
    assert not Preference.objects.exists()


def test_only_at_the_end(ben: Visitor, clock: Clock) -> None:
    assert "only at the end of a project" in press(ben, clock, "Only at the end")
    assert Preference.objects.get().only_at_close


def test_stop_and_later_ask_me_again(ben: Visitor, clock: Clock) -> None:
    stopped = press(ben, clock, "Do not ask me any more")
    assert "We do not ask you any more. You stopped our questions on March 6, 2026." in stopped
    assert Preference.objects.get().stopped_how == Preference.How.PAGE
    clock.forward(days=40)

    again = press(ben, clock, "Ask me again")

    assert "times a year at most" in again
    assert Preference.objects.get().stopped_at is None


def test_page_that_is_loaded_again_after_a_press_says_the_same(ben: Visitor, clock: Clock) -> None:
    press(ben, clock, "Do not ask me any more")
    ben.open()
    clock.forward(seconds=6)
    form = ben.last_form("/again")
    ben.post(f"/me/{ben.sent.me}/again", form)
    clock.forward(milliseconds=300)

    page = ben.post(f"/me/{ben.sent.me}/again", form)

    assert "Done. It holds from now on." in page.text
    assert WishAttempt.objects.filter(act="again").count() == 1


def test_person_without_script_needs_one_more_tap(sent: Sent, clock: Clock) -> None:
    person = at_own_page(sent, hand="")
    text = press(person, clock, "Do not ask me any more")
    assert "One more tap" in text
    assert not Preference.objects.exists()
    clock.forward(seconds=4)

    page = person.press("Do not ask me any more")

    assert "We do not ask you any more" in page.text
    assert Preference.objects.get().stopped_at == clock.moment


def test_pause_keeps_its_day_over_the_second_tap(sent: Sent, clock: Clock) -> None:
    person = at_own_page(sent, hand="")
    press(person, clock, "Pause until then", until="2026-04-30")
    clock.forward(seconds=4)

    person.press("Pause until April 30, 2026")

    assert Preference.objects.get().paused_until == date(2026, 4, 30)


# who pressed


def test_press_that_is_repeated_from_another_network_is_not_believed(
    ben: Visitor, sent: Sent, clock: Clock
) -> None:
    ben.open()
    clock.forward(seconds=6)
    form = ben.last_form("/stop")
    ben.press("Do not ask me any more")
    clock.forward(seconds=6)
    press(ben, clock, "Ask me again")
    clock.forward(seconds=34)

    page = at_own_page(sent, address=ELSEWHERE).post(f"/me/{sent.me}/stop", form)

    assert "That has not arrived" in page.text
    assert Preference.objects.get().stopped_at is None
    assert WishAttempt.objects.order_by("-pk")[0].verdict == "machine"


def test_form_of_another_person_another_button_or_the_question_is_not_ours(
    ava: Membership, ben: Visitor, sent: Sent, clock: Clock
) -> None:
    other = make_ask(ava, at=clock.moment, name="Bea")
    bea = at_own_page(other)
    bea.open()
    question = Visitor(sent)
    question.open("/y")
    ben.open()
    clock.forward(seconds=6)

    for form in (bea.last_form("/stop"), ben.last_form("/pause"), question.last_form("/y")):
        ben.post(f"/me/{sent.me}/stop", form)
        clock.forward(minutes=2)

    assert not Preference.objects.exists()
    assert set(WishAttempt.objects.values_list("verdict", "signals")) == {("machine", "no_nonce")}


def test_hidden_field_and_hidden_link_give_a_program_away(sent: Sent, clock: Clock) -> None:
    scanner = at_own_page(sent, address=ELSEWHERE)
    press(scanner, clock, "Do not ask me any more", website="https://spam.example")
    clock.forward(minutes=3)
    Visitor(sent, address=ELSEWHERE).open("/x")
    press(scanner, clock, "Do not ask me any more")

    assert not Preference.objects.exists()
    assert set(WishAttempt.objects.values_list("verdict", flat=True)) == {"machine"}


def test_program_that_opened_all_links_of_the_mail_is_asked_for_one_more_tap(
    sent: Sent, clock: Clock
) -> None:
    scanner = at_own_page(sent, address=ELSEWHERE)
    for path in ("/y", "/n"):
        Visitor(sent, address=ELSEWHERE).open(path)

    text = press(scanner, clock, "Do not ask me any more")

    assert "One more tap" in text
    assert WishAttempt.objects.get().signals == "all_links"


def test_wrong_choice_among_three_changes_nothing(sent: Sent, clock: Clock) -> None:
    person = at_own_page(sent, hand="")
    press(person, clock, "Do not ask me any more")
    clock.forward(seconds=4)

    person.press("Send me a pizza")

    assert not Preference.objects.exists()


def test_link_of_the_mail_about_a_press_is_over_after_a_week_or_once_it_is_settled(
    sent: Sent, clock: Clock
) -> None:
    person = at_own_page(sent, hand="")
    press(person, clock, "Do not ask me any more")
    clock.forward(days=8)

    page = person.open("/confirm")

    assert "how may we ask you" in page.text


# what was said


def test_answers_show_the_question_as_it_was_asked_what_was_said_and_what_followed(
    ava: Membership, now: datetime, clock: Clock
) -> None:
    case, again = make_re_asked_case(ava, at=now)
    AnswerDetail.objects.create(
        workspace=ava.workspace, ask=case.ask, number=9, taste="no", comment="Too many slides.",
        reasons=[{"code": "format", "label": "The format of the reports", "severity": "minor"}], at=now,
    )  # fmt: skip
    token = new_page_token(contact=case.contact)

    page = Client().get(f"/me/{token}/answers")

    assert page.text.count("Does your project taste good?") == 2
    assert "You said No on March 6, 2026." in page.text
    assert "Too many slides." in page.text
    assert "The format of the reports" in page.text
    assert "Ava took it on, on March 6, 2026." in page.text
    assert "Changed for you from March 2, 2026: One page, every Friday." in page.text
    assert "Since then: One page, every Friday" in page.text
    assert "You have not answered yet" in page.text
    assert str(again.ref) not in page.text


def test_answers_of_others_are_never_among_them(
    ava: Membership, ben: Visitor, now: datetime
) -> None:
    bea = make_ask(ava, at=now, name="Bea").ask
    give(bea, Taste.NO, at=now, words="Bea's words.")

    assert "Bea" not in ben.open("/answers").text
    assert "Bea" not in ben.open("/everything.json").text


def test_many_answers_are_paged_and_cost_the_queries_of_few(
    ava: Membership, sent: Sent, now: datetime, client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/me/{sent.me}/answers").status_code == 200
        return len(found)

    few = queries()
    contact = Contact.objects.get()
    for number in range(12):
        ask = make_ask(ava, at=now, name=f"P{number}").ask
        Ask.objects.filter(pk=ask.pk).update(contact=contact)
    assert queries() <= few + 3

    first = client.get(f"/me/{sent.me}/answers").text
    last = client.get(f"/me/{sent.me}/answers/3").text
    beyond = client.get(f"/me/{sent.me}/answers/99")
    assert (first.count("<h2>"), last.count("<h2>"), beyond.status_code) == (5, 3, 200)
    assert "Older" in first
    assert "Older" not in last


def test_everything_is_given_as_a_file(sent: Sent, clock: Clock, ben: Visitor) -> None:
    give(sent.ask, Taste.YES, at=clock.moment, words="You held the course.", quote="named")

    page = ben.open("/everything.json")

    assert page["Content-Disposition"] == 'attachment; filename="my-data.json"'
    found = json.loads(page.content)
    assert found["person"]["name"] == "Ben"
    (question,) = found["questions"]
    assert question["question"] == "Does your project taste good?"
    assert question["answer"] == "yes"
    assert question["added"][0]["words"] == "You held the course."
    assert question["added"][0]["may_be_quoted"] == "named"


# erasing


def test_erasing_says_what_it_means_and_needs_a_second_tap(
    ben: Visitor, sent: Sent, clock: Clock
) -> None:
    page = ben.open("/erase")
    assert "Your Yes and No stay as numbers, without you" in page.text
    clock.forward(seconds=6)
    assert "This cannot be undone" in ben.press("Erase everything about me").text
    assert Contact.objects.get().erased_at is None
    clock.forward(seconds=6)

    done = ben.press("Erase my data")

    assert "You are forgotten" in done.text
    assert Contact.objects.get().erased_at == clock.moment
    assert ben.open().status_code == 404


def test_without_script_the_mail_about_it_leads_to_where_it_is_erased(
    sent: Sent, clock: Clock
) -> None:
    person = at_own_page(sent, hand="")
    person.open("/erase")
    clock.forward(seconds=6)
    person.press("Erase everything about me")
    clock.forward(seconds=6)
    assert "Look into your mail" in person.press("Erase my data").text
    assert Contact.objects.get().erased_at is None
    clock.forward(minutes=10)
    settle_everything(now=clock.moment)
    assert "/confirm" in opened(Message.objects.get(kind="pulse.confirm_wish")).text

    person.open("/confirm")
    clock.forward(seconds=6)
    done = person.press("Erase my data")

    assert "You are forgotten" in done.text
    assert Contact.objects.get().erased_at == clock.moment


def test_one_form_sent_twice_erases_nothing(ben: Visitor, sent: Sent, clock: Clock) -> None:
    ben.open("/erase")
    clock.forward(seconds=6)
    form = ben.last_form("/erase")
    for _turn in range(2):
        ben.post(f"/me/{sent.me}/erase", {**form, "place": "1"})
        clock.forward(seconds=6)

    assert Contact.objects.get().erased_at is None


def test_scanner_that_presses_erase_and_what_comes_then_erases_nobody(
    sent: Sent, clock: Clock
) -> None:
    scanner = at_own_page(sent, address=ELSEWHERE, hand="none")
    scanner.open("/erase")
    clock.forward(seconds=3)
    scanner.press("Erase everything about me")
    second = scanner.page
    for button in second.buttons:
        scanner.page = second
        clock.forward(seconds=2)
        scanner.press(button["text"].strip())

    assert Contact.objects.get().erased_at is None


def test_anonymous_answer_is_on_no_page_of_the_person(
    ava: Membership, now: datetime, clock: Clock
) -> None:
    """Not even whether there was one: whoever finds the link, or looks over a shoulder, learns nothing."""
    sent = make_ask(ava, at=now, mode=Ask.Mode.ANONYMOUS)
    clock.forward(hours=1)
    person = at_own_page(sent)
    paths = ("", "/answers", "/everything.json")
    before = [plain(person.open(path).text) for path in paths]
    visitor = Visitor(sent)
    visitor.open()
    clock.forward(seconds=5)
    visitor.press("No")
    assert AnonymousAnswer.objects.get().taste == Taste.NO
    clock.forward(seconds=-5)

    assert [plain(person.open(path).text) for path in paths] == before
    assert "Whether and what you answered is not kept with you." in before[1]


# the bulletin


def test_link_of_a_bulletin_offers_to_stop_it_and_the_questions_go_on(
    ben: Visitor, clock: Clock
) -> None:
    page = ben.open("/no-news")
    assert "No bulletin any more?" in page.text
    assert "Do not ask me any more" not in page.text
    clock.forward(seconds=6)

    done = ben.press("No bulletin any more").text

    assert "Done. It holds from now on." in done
    assert "You get no bulletin." in done
    wishes = Preference.objects.get()
    assert (wishes.no_bulletin_at, wishes.stopped_at) == (clock.moment, None)
    assert wishes.hold(today=clock.moment.date()) is None


def test_bulletin_is_allowed_again_where_it_was_stopped(ben: Visitor, clock: Clock) -> None:
    press(ben, clock, "No bulletin any more")

    page = press(ben, clock, "Send me the bulletin again")

    assert "You get no bulletin." not in page
    assert Preference.objects.get().no_bulletin_at is None


def test_questions_that_are_allowed_again_bring_no_bulletin_back(
    ben: Visitor, clock: Clock
) -> None:
    press(ben, clock, "No bulletin any more")
    press(ben, clock, "Do not ask me any more")

    page = press(ben, clock, "Ask me again")

    assert "You get no bulletin." in page


def test_scanner_that_presses_in_a_fresh_bulletin_stops_nothing(
    sent: Sent, ben: Visitor, clock: Clock
) -> None:
    contact = sent.ask.contact
    bulletin = make_mail(contact.workspace, at=clock.moment, to=contact.email)
    Message.objects.filter(pk=bulletin.pk).update(
        kind="value.bulletin", about=contact.ref, state=Message.State.SENT, sent_at=clock.moment
    )
    ben.open("/no-news")
    clock.forward(seconds=1)

    ben.press("No bulletin any more")

    assert not Preference.objects.exists()
    assert WishAttempt.objects.get().act == "no-news"


def test_bulletins_a_person_got_are_in_the_own_file(sent: Sent, ben: Visitor) -> None:
    contact = sent.ask.contact
    bulletin = Bulletin.objects.create(
        workspace=contact.workspace,
        since=date(2026, 1, 1),
        until=date(2026, 3, 1),
        subject="What is new",
        at=sent.ask.sent_at,
    )
    BulletinCopy.objects.create(
        workspace=contact.workspace, bulletin=bulletin, contact=contact, state="sent"
    )

    told = json.loads(ben.open("/everything.json").content)

    assert told["bulletins"] == [{"subject": "What is new", "on": None}]
