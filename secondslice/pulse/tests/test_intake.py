from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership, Workspace
from secondslice.conftest import Clock
from secondslice.jobs.models import Job
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project
from secondslice.pulse import nonces
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, LinkVisit
from secondslice.pulse.services.visits import write_visits
from secondslice.pulse.services.wording import reword
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db

TEN_KILOBYTES = 10_000


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of five minutes ago."""
    ask = make_ask(ava, at=now)
    clock.forward(minutes=5)
    return ask


def test_get_costs_one_query_and_changes_no_row(sent: Sent) -> None:
    person = Visitor(sent)
    person.open("/y")  # the page is laid out once
    before = Ask.objects.values().get(pk=sent.ask.pk)

    with CaptureQueriesContext(connection) as queries:
        person.open("/y")

    assert len(queries) == 1
    assert Ask.objects.values().get(pk=sent.ask.pk) == before
    assert not AnswerRevision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_post_costs_at_most_eight_statements(ava: Membership, now: datetime, clock: Clock) -> None:
    first, second = make_ask(ava, at=now), make_ask(ava, at=now, name="Bea")
    clock.forward(minutes=5)
    counted = []
    for one in (first, second):  # the first one lays the pages out
        person = Visitor(one)
        person.open("/y")
        for button in ("Yes", "Change to No"):
            clock.forward(seconds=20)
            with CaptureQueriesContext(connection) as statements:
                person.press(button)
            counted.append(len(statements))

    assert max(counted[2:]) <= 8
    assert second.fresh().taste == "no"


def test_nonsense_costs_no_query(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/a/not-a-token")

    assert (page.status_code, len(queries)) == (404, 0)


def test_unknown_expired_and_withdrawn_links_give_the_same_page(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    unknown = person.client.get("/a/" + "A" * 22)
    Ask.objects.update(state=Ask.State.WITHDRAWN)
    withdrawn = person.open()
    Ask.objects.update(state=Ask.State.SENT)
    clock.forward(days=31)
    expired = person.open()

    assert unknown.status_code == withdrawn.status_code == expired.status_code == 404
    assert unknown.content == withdrawn.content == expired.content


def test_pages_with_their_style_and_script_stay_under_ten_kilobytes(
    sent: Sent, clock: Clock
) -> None:
    static = Path(__file__).parents[1] / "static" / "pulse"
    beside = sum(path.stat().st_size for path in static.glob("answer.*"))
    person = Visitor(sent)
    question = person.open("/n")
    clock.forward(seconds=3)
    thanks = person.press("No")

    assert len(question.content) + beside < TEN_KILOBYTES
    assert len(thanks.content) + beside < TEN_KILOBYTES


def test_page_loads_nothing_from_elsewhere_and_is_not_kept(sent: Sent) -> None:
    page = Visitor(sent).open("/y")

    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


def test_database_holds_no_usable_token(sent: Sent) -> None:
    ask, message = sent.fresh(), Message.objects.get()

    stored = f"{ask.token_digest} {message.text} {message.html} {message.sealed}"

    assert sent.token not in stored
    assert sent.code not in stored


def test_second_person_with_the_link_cannot_change_the_answer_without_the_code(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    clock.forward(hours=1)

    other = Visitor(sent, address=ELSEWHERE)
    page = other.open("/n")
    assert "The answer is Yes" in page.text
    clock.forward(seconds=9)
    refused = other.press("Change to No", code="000 001")

    assert refused.status_code == 409
    assert "not the code" in refused.text
    assert sent.fresh().taste == "yes"

    clock.forward(seconds=9)
    other.press("Change to No", code=sent.code)
    assert sent.fresh().taste == "no"


def test_after_five_wrong_codes_the_right_one_does_not_help(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    for guess in range(5):
        clock.forward(minutes=2)
        other = Visitor(sent, address=ELSEWHERE)
        other.open()
        clock.forward(seconds=3)
        other.press("Change to No", code=f"00000{guess}")

    clock.forward(minutes=2)
    other = Visitor(sent, address=ELSEWHERE)
    other.open()
    clock.forward(seconds=3)
    other.press("Change to No", code=sent.code)

    assert sent.fresh().taste == "yes"


def test_mis_tap_is_undone_in_the_hold_without_cookies_and_without_script(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent, hand="", keeps_cookies=False)
    person.open("/n")
    clock.forward(seconds=3)
    person.press("No")
    clock.forward(seconds=3)
    person.press("New tills")
    clock.forward(seconds=10)

    page = person.press("Take it back")

    assert "taken back" in page.text
    ask = sent.fresh()
    assert (ask.state, ask.taste, ask.answered_at) == (Ask.State.SENT, "", None)
    assert Job.objects.get(name="pulse.settle_answer").run_at == clock.moment + timedelta(
        seconds=90
    )


def test_reasons_words_and_wishes_are_kept_with_the_words_the_person_saw(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")

    page = person.press(
        "Send this too",
        reason="course",
        comment="You held the course.",
        quote="named",
        next="Payroll",
    )

    assert "It has arrived" in page.text
    detail = AnswerDetail.objects.get()
    assert detail.reasons == [{"code": "course", "label": "Held the course", "severity": "minor"}]
    assert (detail.comment, detail.quote, detail.wants_next) == (
        "You held the course.",
        "named",
        "Payroll",
    )


def test_words_without_the_proof_of_the_first_browser_are_not_taken(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    form = {**person.last_form(sent.token), "comment": "Not mine"}
    form.pop("proof")

    page = Visitor(sent, address=ELSEWHERE).post(f"/a/{sent.token}", form)

    assert page.status_code == 409
    assert not AnswerDetail.objects.exists()


def test_nonce_of_another_ask_is_worth_nothing(
    sent: Sent, ava: Membership, now: datetime, clock: Clock
) -> None:
    other = make_ask(ava, at=now, name="Bea")
    stranger = Visitor(other)
    stranger.open("/y")
    clock.forward(seconds=3)

    Visitor(sent).post(f"/a/{sent.token}/y", stranger.last_form("/y"))

    assert AnswerRevision.objects.get().signals == "no_nonce"
    assert sent.fresh().taste == ""


def test_changed_nonce_is_not_read() -> None:
    nonce = nonces.Nonce(
        7, datetime.fromisoformat("2026-03-06T12:00:00+00:00"), "y", "1", "0a0b0c0d"
    )
    text = nonces.sign(nonce)

    assert nonces.read(text) == nonce
    assert nonces.read(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert nonces.read("") is None
    assert nonces.read("nonsense!") is None


def test_opened_links_are_written_apart_from_the_request(sent: Sent) -> None:
    Visitor(sent).open("/y")
    assert not LinkVisit.objects.exists()

    write_visits()

    visit = LinkVisit.objects.get()
    assert (visit.choice, visit.network, visit.browser) == ("y", "203.0.113.0/24", "Firefox")


def test_question_is_shown_in_the_words_it_was_asked_with(
    sent: Sent, pmo: Workspace, ava: Membership, now: datetime
) -> None:
    reword(workspace=pmo, language="en-us", question="Is it going well?", intro="")
    later = make_ask(ava, at=now, name="Bea")

    assert "Does your project taste good?" in Visitor(sent).open().text
    assert "Is it going well?" in Visitor(later).open().text


def test_page_speaks_of_who_sees_the_answer(sent: Sent) -> None:
    assert "Ava, the PMO and its executives can see it." in Visitor(sent).open().text


def test_project_name_cannot_break_out_of_the_page(
    ava: Membership, now: datetime, clock: Clock
) -> None:
    project = make_project(ava.workspace, "<script>alert(1)</script> & co", manager=ava.user)
    sent = make_ask(ava, at=now, project=project)

    page = Visitor(sent).open("/y")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page.text
