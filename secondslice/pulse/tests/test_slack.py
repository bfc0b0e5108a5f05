"""Questions in Slack: who is asked there, what stands in the message, and whose press counts."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.seal import unseal
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.messaging.parsing.bounces import Kind
from secondslice.messaging.rules import is_from_slack, slack_signature
from secondslice.messaging.services.suppressing import CameBack, note_bounce
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.channels import Way
from secondslice.pulse.letters import Round, draft_ask
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask
from secondslice.pulse.selectors.people import unreachable
from secondslice.pulse.services.posting import Letter, remind, store
from secondslice.pulse.services.turns import Permit
from secondslice.pulse.services.wording import wording_for
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.pulse.tests.slack import (
    ADDRESS,
    BEN,
    EVE,
    Slacker,
    connect_slack,
    elements,
    payload_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ava: Membership, clock: Clock) -> Sent:
    """A question that Ben has in Slack for an hour."""
    connect_slack(ava.workspace, at=clock.moment)
    ask = make_ask(ava, at=clock.moment, way=Way.SLACK)
    clock.forward(hours=1)
    return ask


@pytest.fixture
def ben(sent: Sent) -> Slacker:
    """Ben in Slack."""
    return Slacker(sent.ask.workspace)


def question() -> Message:
    return Message.objects.get(kind="pulse.ask")


def changed() -> Message:
    return Message.objects.filter(kind="pulse.slack_change").latest("pk")


def button(name: str, message: Message | None = None) -> dict[str, Any]:
    shown = elements(payload_of(message or question()))
    return next(one for one in shown if one["action_id"] == name)


def test_slacks_own_example_of_a_signature_holds() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    signature = slack_signature(
        "8f742231b10e8888abcd99yyyzzz85a5", timestamp="1531420618", body=body
    )

    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.mark.parametrize(
    ("off", "holds"), [(0, True), (-299, True), (299, True), (-301, False), (301, False)]
)
def test_signature_holds_for_five_minutes(off: int, holds: bool, now: datetime) -> None:
    timestamp = str(int(now.timestamp()) + off)
    signature = slack_signature("s", timestamp=timestamp, body=b"x")

    told = is_from_slack("s", timestamp=timestamp, signature=signature, body=b"x", at=now)

    assert told is holds


def test_message_has_two_equal_buttons_and_no_link(sent: Sent) -> None:
    message = question()
    payload = payload_of(message)

    assert (message.channel, message.to, sent.ask.way) == ("slack", BEN, "slack")
    assert [one["action_id"] for one in elements(payload)] == ["yes", "no"]
    assert not any("style" in one for one in elements(payload))
    assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)
    assert "/a/" not in message.payload + message.text
    assert "Does your project taste good?" in payload["text"]
    assert "One tap is enough. Ava reads your answer" in message.text


def test_message_shows_what_people_have_typed_as_plain_text_only(
    ava: Membership, clock: Clock
) -> None:
    connect_slack(ava.workspace, at=clock.moment)
    project = make_project(ava.workspace, "<!channel> <https://evil.example|Tills>")
    make_ask(ava, at=clock.moment, project=project, way=Way.SLACK)

    blocks = payload_of(question())["blocks"]

    *asked, own_page = blocks
    assert '"mrkdwn"' not in json.dumps(asked)
    assert "<!channel>" in json.dumps(asked)
    assert own_page["elements"][0]["text"] == "<[[me]]|Pause, stop, or see your data>"


def test_press_is_counted_and_the_message_says_so_through_the_outbox(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)

    assert sent.fresh().taste == "no"
    revision = AnswerRevision.objects.get()
    assert (revision.channel, revision.verdict, revision.network) == ("slack", "human", "")
    message = changed()
    payload = payload_of(message)
    assert payload["replace_original"] is True
    assert "You said No" in payload["text"]
    assert [one["action_id"] for one in elements(payload)] == ["yes", "back", "words"]
    assert unseal(message.sealed)["chat-address"] == ADDRESS
    assert "hooks.slack.com" not in f"{message.payload}{message.headers}{message.text}"


def test_change_says_of_which_message_it_is_so_that_an_older_one_is_not_put_over_it(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)
    assert changed().headers["chat-change"] == "1772789400.000100"

    Slacker(sent.ask.workspace, EVE).press(button("yes"), at=clock.moment)

    assert "chat-change" not in changed().headers, "what is said aside takes no message's place"


def test_answer_is_changed_and_taken_back_with_the_buttons_of_the_change(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)
    ben.press(button("yes", changed()), at=clock.forward(hours=1))
    assert sent.fresh().taste == "yes"

    ben.press(button("back", changed()), at=clock.forward(hours=1))

    assert (sent.fresh().state, sent.fresh().taste) == ("sent", "")
    assert [one["action_id"] for one in elements(payload_of(changed()))] == ["yes", "no"]


def test_words_arrive_with_the_answer_they_belong_to(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)
    line = button("words", changed())

    ben.press(line, at=clock.forward(seconds=20), words="Nobody told us.")

    assert AnswerDetail.objects.get().comment == "Nobody told us."
    assert "Your words have arrived" in changed().payload
    assert "words" not in [one["action_id"] for one in elements(payload_of(changed()))]


def test_words_join_the_reasons_that_were_given_on_the_page(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)
    reasons = [{"code": "schedule", "label": "Late", "severity": "major"}]
    AnswerDetail.objects.create(
        workspace=sent.ask.workspace, ask=sent.ask, number=1, taste="no", reasons=reasons, at=clock.moment
    )  # fmt: skip

    ben.press(button("words", changed()), at=clock.forward(seconds=20), words="Two weeks.")

    detail = AnswerDetail.objects.latest("number")
    assert detail.comment == "Two weeks."
    assert [one["code"] for one in detail.reasons] == ["schedule"]


def test_words_to_an_answer_that_was_changed_meanwhile_change_nothing(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    ben.press(button("no"), at=clock.moment)
    line = button("words", changed())
    ben.press(button("yes", changed()), at=clock.forward(seconds=20))

    ben.press(line, at=clock.forward(seconds=20), words="Nobody told us.")

    assert sent.fresh().taste == "yes"
    assert not AnswerDetail.objects.exists()


def test_after_a_week_the_message_offers_no_change(sent: Sent, ben: Slacker, clock: Clock) -> None:
    ben.press(button("yes"), at=clock.moment)
    clock.forward(days=8)

    ben.press(button("no"), at=clock.moment)

    assert sent.fresh().taste == "yes"
    assert "You said Yes" in changed().text
    assert [one["action_id"] for one in elements(payload_of(changed()))] == ["words"]


def test_other_member_is_told_aside_and_changes_neither_answer_nor_message(
    sent: Sent, clock: Clock
) -> None:
    eve = Slacker(sent.ask.workspace, EVE)

    eve.press(button("yes"), at=clock.moment)

    assert sent.fresh().taste == ""
    assert AnswerRevision.objects.get().signals == "unproven"
    payload = payload_of(changed())
    assert (payload["response_type"], payload["replace_original"]) == ("ephemeral", False)
    assert "somebody else" in payload["text"]


def test_press_of_whom_the_contact_no_longer_is_does_not_count(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    Contact.objects.filter(pk=sent.ask.contact_id).update(slack_id="")

    ben.press(button("yes"), at=clock.moment)

    assert sent.fresh().taste == ""


@pytest.mark.parametrize(
    "changed_headers",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v1=ü"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": "1772700000"},
    ],
)
def test_request_that_slack_has_not_signed_is_refused(
    changed_headers: dict[str, str], sent: Sent, ben: Slacker, clock: Clock
) -> None:
    body = ben.body({"actions": [{**button("yes"), "action_ts": "1"}]}, at=clock.moment)

    refused = ben.send(body, at=clock.moment, **changed_headers)

    assert refused.status_code == 401
    assert not AnswerRevision.objects.exists()


def test_request_of_ten_minutes_ago_is_refused(sent: Sent, ben: Slacker, clock: Clock) -> None:
    at = clock.moment
    body = ben.body({"actions": [{**button("yes"), "action_ts": "1"}]}, at=at)
    clock.forward(minutes=10)

    assert ben.send(body, at=at).status_code == 401


def test_changed_body_is_refused(sent: Sent, ben: Slacker, clock: Clock) -> None:
    body = ben.body({"actions": [{**button("yes"), "action_ts": "1"}]}, at=clock.moment)
    timestamp = str(int(clock.moment.timestamp()))
    signature = slack_signature(ben.secret, timestamp=timestamp, body=body)
    other = body.replace(BEN.encode(), EVE.encode())

    refused = ben.send(other, at=clock.moment, **{"X-Slack-Signature": signature})

    assert refused.status_code == 401


def test_slack_of_another_workspace_answers_nothing_here(
    sent: Sent, cleo: Membership, clock: Clock
) -> None:
    connect_slack(cleo.workspace, at=clock.moment)
    theirs = Slacker(cleo.workspace)

    theirs.press(button("yes"), at=clock.moment)

    assert sent.fresh().taste == ""
    assert not Message.objects.filter(kind="pulse.slack_change").exists()


def test_workspace_without_slack_and_none_at_all_refuse_alike(
    cleo: Membership, clock: Clock, sent: Sent
) -> None:
    body = b"payload={}"
    without = Slacker(cleo.workspace).send(body, at=clock.moment)
    cleo.workspace.slug = "nobody"
    none = Slacker(cleo.workspace).send(body, at=clock.moment)

    assert (without.status_code, without.content) == (none.status_code, none.content)
    assert without.status_code == 401


@pytest.mark.parametrize(
    "payload",
    [
        "{}",
        "[]",
        "nonsense",
        '{"type": "view_submission"}',
        '{"type": "block_actions", "actions": []}',
        '{"type": "block_actions", "actions": [{}]}',
        '{"type": "block_actions", "actions": [{"action_id": "maybe", "block_id": "ask:1"}]}',
        '{"type": "block_actions", "actions": ["yes"]}',
    ],
)
def test_what_is_no_press_of_ours_is_taken_calmly(
    payload: str, sent: Sent, ben: Slacker, clock: Clock
) -> None:
    body = urlencode({"payload": payload}).encode()

    assert ben.send(body, at=clock.moment).status_code == 200
    assert ben.send(b"\xff\xfe", at=clock.moment).status_code == 200
    assert not AnswerRevision.objects.exists()


def test_press_on_a_question_that_is_gone_is_taken_calmly(
    sent: Sent, ben: Slacker, clock: Clock
) -> None:
    gone = {**button("yes"), "block_id": f"ask:{uuid.uuid4()}"}

    ben.press(gone, at=clock.moment)

    assert not AnswerRevision.objects.exists()


def test_several_projects_are_one_message_and_each_keeps_its_own_answer(
    ava: Membership, clock: Clock
) -> None:
    connect_slack(ava.workspace, at=clock.moment)
    first = make_stakeholder(make_project(ava.workspace, "New tills", manager=ava.user))
    contact = first.contact
    contact.way, contact.slack_id = Contact.Way.SLACK, BEN
    contact.save()
    parts = [first]
    for name in ("Payroll", "Portal"):
        project = make_project(ava.workspace, name, manager=ava.user)
        parts.append(make_stakeholder(project, contact))
    lines = []
    for part in parts:
        this = Round(part.project, ava.user, clock.moment, ava.user)
        wording = wording_for(workspace=ava.workspace, language="en-us")
        lines.append((this, draft_ask(this, part, wording)))
    asks = store(letters=[Letter(Permit(contact.pk, clock.moment), lines)])

    message = question()
    shown = elements(payload_of(message))
    assert [one["action_id"] for one in shown] == ["yes", "no"] * 3
    ben = Slacker(ava.workspace)
    ben.press(shown[3], at=clock.forward(minutes=5))

    assert {ask.message_id for ask in asks} == {message.pk}
    assert [Ask.objects.get(pk=one.pk).taste for one in asks] == ["", "no", ""]
    assert "Payroll: You said No" in changed().text
    assert [one["action_id"] for one in elements(payload_of(changed()))] == [
        "yes", "no", "yes", "back", "words", "yes", "no",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["no slack", "no id", "in confidence"])
def test_who_cannot_or_should_not_be_asked_in_slack_is_asked_by_mail(
    reason: str, ava: Membership, clock: Clock
) -> None:
    if reason != "no slack":
        connect_slack(ava.workspace, at=clock.moment)
    project = make_project(ava.workspace, "New tills", manager=ava.user)
    part = make_stakeholder(project)
    slack_id = "" if reason == "no id" else BEN
    Contact.objects.filter(pk=part.contact_id).update(way="slack", slack_id=slack_id)
    part.contact.refresh_from_db()
    this = Round(project, ava.user, clock.moment, ava.user)
    wording = wording_for(workspace=ava.workspace, language="en-us")
    mode = Ask.Mode.CONFIDENTIAL if reason == "in confidence" else Ask.Mode.NAMED
    draft = draft_ask(this, part, wording, mode=mode)

    (ask,) = store(letters=[Letter(Permit(part.contact_id, clock.moment), [(this, draft)])])

    message = Message.objects.get()
    assert (ask.way, message.channel, message.to) == ("mail", "mail", part.contact.email)


def test_reminder_comes_in_slack_too(sent: Sent, ben: Slacker, clock: Clock) -> None:
    ask = Ask.objects.select_related("project__manager", "contact", "workspace", "wording").get()
    clock.forward(days=6)

    assert remind(asks=[ask], permit=Permit(ask.contact_id, clock.moment))

    reminder = Message.objects.get(kind="pulse.reminder")
    assert (reminder.channel, reminder.to) == ("slack", BEN)
    assert "have not heard from you yet" in reminder.text
    ben.press(button("yes", reminder), at=clock.moment)
    assert sent.fresh().taste == "yes"


def test_who_is_asked_in_confidence_is_not_reached_by_a_chat_when_mail_comes_back(
    ava: Membership, clock: Clock
) -> None:
    connect_slack(ava.workspace, at=clock.moment)
    sent = make_ask(ava, at=clock.moment, way=Way.SLACK)
    contact = sent.ask.contact
    report = CameBack(contact.email, Kind.HARD, "550 no such person", key="1")
    note_bounce(workspace_id=ava.workspace_id, report=report, at=clock.moment)
    assert unreachable(ava.workspace, [contact]) == {}

    make_stakeholder(make_project(ava.workspace, "Payroll"), contact, role="team")

    assert set(unreachable(ava.workspace, [contact])) == {contact.pk}
