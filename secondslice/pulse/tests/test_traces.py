"""What mail scanners were seen to do, and what people do, replayed over HTTP.

The numbers are those of the traces the intake was designed by (docs/develop/intake.md). 10 and 11 are about opting out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.customers.models import Preference
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import AnswerRevision, Ask, DailyTaste, WishAttempt
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask
from secondslice.recovery.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail that a server took five minutes ago."""
    ask = make_ask(ava, at=now, accepted_at=now)
    clock.forward(minutes=5)
    return ask


@pytest.fixture
def just_sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail that a server took two seconds ago."""
    ask = make_ask(ava, at=now, accepted_at=now)
    clock.forward(seconds=2)
    return ask


def assert_nothing_counted(sent: Sent, clock: Clock) -> None:
    """No answer, no number, no case after the hold, and the question still open for the person."""
    clock.forward(minutes=10)
    settle_everything(now=clock.moment)
    ask = sent.fresh()
    assert (ask.state, ask.taste, ask.answered_at) == (Ask.State.SENT, "", None)
    assert not AnswerRevision.objects.filter(counted=True).exists()
    assert not Case.objects.exists()
    assert set(DailyTaste.objects.values_list("yes", "no")) == {(0, 0)}
    person = Visitor(sent, address="192.0.2.99")
    person.open("/y")
    clock.forward(seconds=4)
    assert "Thank you!" in person.press("Yes").text


def test_1_every_link_is_fetched_at_delivery(just_sent: Sent, clock: Clock) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE)
    for path in ("", "/y", "/n", "/x"):
        assert scanner.open(path).status_code == 200

    assert not AnswerRevision.objects.exists()
    assert_nothing_counted(just_sent, clock)


def test_2_every_link_gets_a_head_request(just_sent: Sent, clock: Clock) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE)
    for path in ("", "/y", "/n", "/x"):
        response = scanner.head(path)
        assert (response.status_code, response.content) == (200, b"")

    assert not AnswerRevision.objects.exists()
    assert_nothing_counted(just_sent, clock)


def test_3_headless_browser_loads_everything_and_presses_nothing(
    just_sent: Sent, clock: Clock
) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE, hand="none", driven=True)
    for path in ("", "/y", "/n"):
        scanner.open(path)
        clock.forward(seconds=3)

    assert not AnswerRevision.objects.exists()
    assert_nothing_counted(just_sent, clock)


@pytest.mark.parametrize("hand", ["none", "pointer"], ids=["by script", "by a steered pointer"])
def test_4_headless_browser_presses_the_first_button_after_two_seconds(
    just_sent: Sent, clock: Clock, hand: str
) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE, hand=hand)
    scanner.open("/y")
    clock.forward(seconds=2)

    page = scanner.press("Yes")

    assert "One more tap" in page.text
    assert AnswerRevision.objects.get().verdict == "suspect"
    assert_nothing_counted(just_sent, clock)


def test_5_headless_browser_presses_every_control_last_no(just_sent: Sent, clock: Clock) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE)
    scanner.open("")
    question = scanner.page
    for word in ("Yes", "No"):
        scanner.page = question
        clock.forward(seconds=1)
        scanner.press(word)
        second_act = scanner.page
        for button in second_act.buttons:
            scanner.page = second_act
            clock.forward(milliseconds=1100)
            scanner.press(button["text"].strip())

    verdicts = set(AnswerRevision.objects.values_list("verdict", flat=True))
    assert "human" not in verdicts
    assert_nothing_counted(just_sent, clock)


@pytest.mark.parametrize("other_value", [False, True], ids=["6 same value", "7 other value"])
def test_6_7_the_post_of_the_person_is_replayed_from_another_network(
    sent: Sent, clock: Clock, other_value: bool
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=5)
    form = person.last_form("/y")
    assert "Thank you!" in person.press("Yes").text
    before = sent.fresh()

    clock.forward(seconds=34)
    scanner = Visitor(sent, address=ELSEWHERE)
    target = "/n" if other_value else "/y"
    page = scanner.post(f"/a/{sent.token}{target}", form)

    after = sent.fresh()
    assert page.status_code == 409
    assert "proof" not in page.text, "a replay must not be given the proof of the first browser"
    assert (after.taste, after.answered_at, after.changed_at) == (
        "yes",
        before.answered_at,
        before.changed_at,
    )
    assert AnswerRevision.objects.filter(counted=True).count() == 1
    assert AnswerRevision.objects.get(counted=False).verdict == "machine"


def test_8_scanner_first_and_the_person_ten_minutes_later(just_sent: Sent, clock: Clock) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE)
    scanner.open("/n")
    clock.forward(seconds=2)
    scanner.press("No")
    clock.forward(minutes=10)

    person = Visitor(just_sent)
    question = person.open("/y")
    clock.forward(seconds=4)
    page = person.press("Yes")

    assert "The answer is" not in question.text
    assert "Thank you!" in page.text
    assert just_sent.fresh().taste == "yes"


def test_9_chat_program_unfolds_the_link(sent: Sent, clock: Clock) -> None:
    for agent in ("Slackbot-LinkExpanding 1.0", "Mozilla/5.0 SkypeUriPreview Preview/0.5 MSTeams"):
        program = Visitor(sent, address=ELSEWHERE, agent=agent, hand="")
        assert program.open("/y").status_code == 200

    assert not AnswerRevision.objects.exists()
    assert_nothing_counted(sent, clock)


@pytest.mark.parametrize("hand", ["", "none", "pointer"], ids=["no script", "script", "pointer"])
def test_10_scanner_presses_every_button_of_the_own_page(
    just_sent: Sent, clock: Clock, hand: str
) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE, hand=hand, root=f"/me/{just_sent.me}")
    scanner.open()
    own_page = scanner.page
    for word in ("Pause for three months", "Only at the end", "Do not ask me any more"):
        scanner.page = own_page
        clock.forward(seconds=2)
        scanner.press(word)
    settle_everything(now=clock.moment)

    assert not Preference.objects.exists(), "a scanner silences nobody"
    assert set(WishAttempt.objects.values_list("verdict", flat=True)) <= {"suspect", "machine"}
    clock.forward(minutes=10)
    settle_everything(now=clock.moment)
    mail = Message.objects.get(kind="pulse.confirm_wish")
    assert mail.state == Message.State.KEPT, "the person is asked by mail, once"
    assert_nothing_counted(just_sent, clock)


def test_10_scanner_that_finds_the_right_one_among_three_at_delivery_stops_nothing(
    just_sent: Sent, clock: Clock
) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE, root=f"/me/{just_sent.me}")
    scanner.open()
    clock.forward(seconds=2)
    scanner.press("Do not ask me any more")
    clock.forward(seconds=2)

    page = scanner.press("Do not ask me any more")

    assert "One more tap" in page.text
    assert not Preference.objects.exists()


def test_10_person_confirms_what_a_mail_asks(just_sent: Sent, clock: Clock) -> None:
    person = Visitor(just_sent, hand="", root=f"/me/{just_sent.me}")
    person.open()
    clock.forward(seconds=3)
    assert "One more tap" in person.press("Do not ask me any more").text
    clock.forward(minutes=30)
    settle_everything(now=clock.moment)
    letter = opened(Message.objects.get(kind="pulse.confirm_wish"))
    assert f"/me/{just_sent.me}/confirm" in letter.text

    person.open("/confirm")
    clock.forward(seconds=3)
    page = person.press("Do not ask me any more")

    assert "We do not ask you any more" in page.text
    assert Preference.objects.get().stopped_how == Preference.How.PAGE


@pytest.mark.parametrize("format_of", ["form", "multipart"])
def test_11_mail_provider_stops_with_one_click(
    just_sent: Sent, clock: Clock, client: Client, format_of: str
) -> None:
    link = opened(just_sent.ask.message).headers["List-Unsubscribe"].strip("<>")  # type: ignore[arg-type]
    path = link.partition("/me/")[2]
    body = {"List-Unsubscribe": "One-Click"}
    page = (
        client.post(f"/me/{path}", body)
        if format_of == "multipart"
        else client.post(
            f"/me/{path}", urlencode(body), content_type="application/x-www-form-urlencoded"
        )
    )

    assert page.status_code == 200
    found = Preference.objects.get()
    assert (found.stopped_how, found.stopped_at) == (Preference.How.ONE_CLICK, clock.moment)


@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_11_nothing_else_at_the_one_click_address_stops(
    just_sent: Sent, clock: Clock, client: Client, method: str
) -> None:
    page = getattr(client, method)(f"/me/{just_sent.me}/unsubscribe")
    other = client.post(f"/me/{just_sent.me}/unsubscribe", {"List-Unsubscribe": "yes"})

    assert page.status_code in {200, 400, 405}
    assert other.status_code == 400
    assert not Preference.objects.exists()


def test_12_person_double_clicks(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    question = person.page
    person.press("Yes")
    person.page = question
    clock.forward(milliseconds=200)
    page = person.press("Yes")

    assert "Thank you!" in page.text
    assert AnswerRevision.objects.count() == 1
    assert DailyTaste.objects.get(scope="w").yes == 1


@pytest.mark.parametrize("keeps_cookies", [True, False], ids=["with cookies", "without cookies"])
def test_13_person_without_script_needs_one_more_button(
    sent: Sent, clock: Clock, keeps_cookies: bool
) -> None:
    person = Visitor(sent, hand="", keeps_cookies=keeps_cookies)
    person.open("/n")
    clock.forward(seconds=3)
    assert "One more tap" in person.press("No").text
    clock.forward(seconds=3)

    page = person.press("New tills")

    assert "Thank you for telling us" in page.text
    assert sent.fresh().taste == "no"


@pytest.mark.parametrize("hand", ["key", "click"], ids=["keyboard", "screen reader"])
def test_14_person_with_keyboard_or_screen_reader(sent: Sent, clock: Clock, hand: str) -> None:
    person = Visitor(sent, hand=hand)
    person.open("/y")
    clock.forward(seconds=8)

    assert "Thank you!" in person.press("Yes").text
    assert sent.fresh().taste == "yes"


def test_15_person_changes_yes_to_no_within_the_week(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    clock.forward(days=6)

    person.open("")
    clock.forward(seconds=3)
    page = person.press("Change to No")

    assert "Thank you for telling us" in page.text
    ask = sent.fresh()
    assert ask.taste == "no"
    assert [*ask.revisions.order_by("number").values_list("taste", flat=True)] == ["yes", "no"]
    assert (DailyTaste.objects.get(scope="w").yes, DailyTaste.objects.get(scope="w").no) == (0, 1)


def test_scanner_that_waits_and_moves_the_mouse_is_not_believed_at_delivery(
    just_sent: Sent, clock: Clock
) -> None:
    scanner = Visitor(just_sent, address=ELSEWHERE)
    for path in ("/y", "/n"):
        scanner.open(path)
    clock.forward(seconds=30)
    scanner.press("No")

    revision = AnswerRevision.objects.get()
    assert (revision.verdict, revision.signals) == ("suspect", "all_links")
    assert_nothing_counted(just_sent, clock)


def test_no_window_stays_open_for_good(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    clock.moment += timedelta(days=8)

    person.open("")
    assert sent.fresh().taste == "yes"
    clock.forward(seconds=3)
    page = person.press("Change to No")

    assert "can no longer be changed" in page.text
    assert sent.fresh().taste == "yes"
