"""An anonymous question over HTTP: it is answered, changed and taken back, and nothing leads from it to the answer."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.jobs.models import Job
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerDetail,
    AnswerRevision,
    Ask,
    CallRequest,
    DailyTaste,
    LinkVisit,
)
from secondslice.pulse.rules import Visit
from secondslice.pulse.services.visits import note_visit, write_visits
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask
from secondslice.recovery.models import Case

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def sent(ava: Membership, max: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of five minutes ago."""
    ask = make_ask(max, at=now, mode=Ask.Mode.ANONYMOUS)
    clock.forward(minutes=5)
    return ask


def answer(sent: Sent, clock: Clock, button: str = "No", **visitor: object) -> Visitor:
    person = Visitor(sent, **visitor)  # type: ignore[arg-type]
    person.open(f"/{button[0].lower()}")
    clock.forward(seconds=4)
    person.press(button)
    return person


def test_answer_counts_and_question_knows_only_that_it_was_answered(
    sent: Sent, clock: Clock
) -> None:
    before: dict[str, object] = {**Ask.objects.values().get()}
    answer(sent, clock, "No")

    said = AnonymousAnswer.objects.get()
    assert (said.taste, said.week, said.project_id) == ("no", MONDAY, sent.ask.project_id)
    after: dict[str, object] = {**Ask.objects.values().get()}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"state", "version"}
    assert after["state"] == Ask.State.ANSWERED


def test_page_and_mail_say_that_nobody_sees_who_it_was(sent: Sent) -> None:
    page = Visitor(sent).open("/y").text
    letter = opened(Message.objects.get())

    for text in (page, letter.text, letter.html):
        assert "Nobody can see that" in text
        assert "5 people or more" in text
        assert "calls you" not in text
    assert not re.search(r"\d{3}\s\d{3}", letter.text)  # a code would be a way back to the answer


def test_nothing_follows_from_a_no_and_nobody_is_named(sent: Sent, clock: Clock) -> None:
    answer(sent, clock, "No")
    clock.forward(minutes=10)
    settle_everything(now=clock.moment)

    assert not Case.objects.exists()
    assert Message.objects.count() == 1  # the question
    assert set(DailyTaste.objects.values_list("yes", "no", "more_yes", "more_no")) == {(0, 0, 0, 0)}


def everything_stored() -> dict[str, list[dict[str, object]]]:
    """Return every row of every table."""
    models: list[type[Model]] = apps.get_models()
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())  # noqa: SLF001
        for model in models
    }


def test_database_is_the_same_whatever_one_person_answered(
    sent: Sent, clock: Clock, max: Membership, now: datetime
) -> None:
    """All but the answer itself, which no column leads to: the row that knows the taste knows no person and no time."""
    stored = {}
    for taste in ("Yes", "No"):
        Ask.objects.update(state=Ask.State.SENT, version=0)
        AnonymousAnswer.objects.all().delete()
        Job.objects.all().delete()
        clock.moment = now
        clock.forward(minutes=5)
        answer(sent, clock, taste)
        write_visits()
        tables = everything_stored()
        (said,) = tables.pop("pulse.AnonymousAnswer")
        for row in tables["jobs.Job"]:
            row.pop("id")
        assert said.pop("taste") == taste.lower()
        for name in ("id", "ref", "receipt_digest"):  # random
            assert said.pop(name)
        stored[taste] = tables, said

    assert stored["Yes"] == stored["No"]
    _tables, said = stored["No"]
    known = {"workspace_id", "source", "station_id", "project_id", "customer_id", "week"}
    told = {name for name, value in said.items() if value not in (None, "", [], False)}
    assert told == known - {"station_id"}


def test_no_column_of_the_answer_stands_in_any_row_about_the_question(
    sent: Sent, clock: Clock
) -> None:
    answer(sent, clock, "No")
    said = AnonymousAnswer.objects.get()
    own = {str(said.pk), said.ref.hex, str(said.ref), said.receipt_digest}

    tables = everything_stored()
    del tables["pulse.AnonymousAnswer"]
    for label, rows in tables.items():
        for row in rows:
            assert not own & {str(value) for value in row.values()}, label
    assert sent.token not in str(said.__dict__)


def test_rows_do_not_stand_in_the_order_they_came(
    ava: Membership, max: Membership, now: datetime, clock: Clock
) -> None:
    came: list[int] = []
    for number in range(8):
        one = make_ask(max, at=now, name=f"Person {number}", mode=Ask.Mode.ANONYMOUS)
        clock.forward(minutes=5)
        answer(one, clock, "No" if number % 2 else "Yes")
        known = set(came)
        came += [
            pk for pk in AnonymousAnswer.objects.values_list("pk", flat=True) if pk not in known
        ]

    assert len(came) == 8
    assert came != sorted(came)  # one in 40,320


def test_opened_links_are_forgotten_with_the_answer(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/n")
    write_visits()
    person.open("/n")  # not written yet
    assert LinkVisit.objects.count() == 1
    clock.forward(seconds=4)
    person.press("No")
    person.open("/n")  # after the answer
    write_visits()

    assert not LinkVisit.objects.exists()


def test_visit_that_another_process_writes_late_is_not_written(sent: Sent, clock: Clock) -> None:
    answer(sent, clock, "No")
    late = Visit("n", clock.moment, "203.0.113.0/24")
    note_visit(
        ask_id=sent.ask.pk,
        workspace_id=sent.ask.workspace_id,
        visit=late,
        browser="Firefox",
        is_anonymous=True,
    )
    write_visits()

    assert not LinkVisit.objects.exists()


def test_vain_tap_is_kept_without_what_was_pressed_and_goes_with_the_answer(
    sent: Sent, clock: Clock
) -> None:
    person = Visitor(sent, hand="")  # no script
    person.open("/n")
    clock.forward(seconds=4)
    assert "One more tap" in person.press("No").text
    tap = AnswerRevision.objects.get()
    assert (tap.taste, tap.verdict, tap.counted) == ("", "suspect", False)

    clock.forward(seconds=4)
    assert "Nobody can see" in person.press("New tills").text
    clock.forward(minutes=2)
    settle_everything(now=clock.moment)

    assert AnonymousAnswer.objects.get().taste == "no"
    assert not AnswerRevision.objects.exists()


def test_scanner_that_presses_the_button_counts_nothing(sent: Sent, clock: Clock) -> None:
    answer(sent, clock, "No", address=ELSEWHERE, hand="none", driven=True)

    assert not AnonymousAnswer.objects.exists()
    assert sent.fresh().state == Ask.State.SENT


def test_second_answer_of_another_browser_is_refused_and_leaves_no_trace(
    sent: Sent, clock: Clock
) -> None:
    answer(sent, clock, "Yes")
    other = Visitor(sent, address=ELSEWHERE)
    page = other.open("/n")
    assert "kept without a name" in page.text
    assert "The answer is Yes" not in page.text
    nonce = {"nonce": "forged", "hand": "pointer"}
    assert other.post(f"/a/{sent.token}/n", nonce).status_code == 409

    assert AnonymousAnswer.objects.get().taste == "yes"
    assert not AnswerRevision.objects.exists()


@pytest.mark.parametrize("cookies", [True, False])
def test_same_browser_changes_and_takes_back_within_seven_days(
    sent: Sent, clock: Clock, cookies: bool
) -> None:
    person = answer(sent, clock, "No", keeps_cookies=cookies)
    clock.forward(days=3) if cookies else clock.forward(minutes=3)
    person.open() if cookies else None
    clock.forward(seconds=4)
    assert "said Yes" in person.press("Change to Yes").text
    assert AnonymousAnswer.objects.get().taste == "yes"
    clock.forward(seconds=4)

    assert "taken back" in person.press("Take it back").text
    assert not AnonymousAnswer.objects.exists()
    assert sent.fresh().state == Ask.State.SENT
    clock.forward(seconds=4)
    person.press("No")
    assert AnonymousAnswer.objects.get().taste == "no"


def test_after_seven_days_the_receipt_is_worth_nothing(sent: Sent, clock: Clock) -> None:
    person = answer(sent, clock, "No")
    clock.forward(days=6)
    assert "Take it back" in person.open().text  # and looking at it does not prolong it
    clock.forward(days=1, seconds=1)

    assert "Take it back" not in person.open().text


def test_double_click_is_one_answer_and_keeps_the_receipt(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=4)
    form = person.last_form("/n")
    person.post(f"/a/{sent.token}/n", form)
    person.client.cookies.clear()  # the browser gave the first response up
    page = person.post(f"/a/{sent.token}/n", form)

    assert page.status_code == 200
    assert "Take it back" in page.text
    assert AnonymousAnswer.objects.count() == 1
    assert "Take it back" in person.open().text


def test_scanner_that_repeats_the_form_elsewhere_changes_nothing(sent: Sent, clock: Clock) -> None:
    person = Visitor(sent)
    person.open("/n")
    clock.forward(seconds=4)
    form = person.last_form("/n")
    person.press("No")
    undo = person.last_form("")
    change = person.last_form("/y")
    scanner = Visitor(sent, address=ELSEWHERE)
    clock.forward(seconds=34)
    assert scanner.post(f"/a/{sent.token}/n", form).status_code == 409
    assert scanner.post(f"/a/{sent.token}/y", change).status_code == 409
    assert scanner.post(f"/a/{sent.token}", undo).status_code == 409

    assert AnonymousAnswer.objects.get().taste == "no"


def test_reasons_and_words_are_kept_without_a_name(sent: Sent, clock: Clock) -> None:
    person = answer(sent, clock, "No")
    form = person.last_form("")
    details = next(fields for to, fields in person.page.forms[2:] if not to.endswith("/y"))
    clock.forward(seconds=20)
    page = person.post(
        f"/a/{sent.token}", {**form, **details, "reason": "cadence", "comment": "Too rare."}
    )

    assert "It has arrived" in page.text
    said = AnonymousAnswer.objects.get()
    assert (said.comment, [one["code"] for one in said.reasons]) == ("Too rare.", ["cadence"])
    assert not AnswerDetail.objects.exists()
    assert "Too rare." in person.open().text


def test_who_wants_a_call_leaves_a_name_that_leads_to_no_answer(sent: Sent, clock: Clock) -> None:
    person = answer(sent, clock, "No")
    _to, fields = person.page.forms[-1]
    values = {**fields, "who": "Ben", "reach": "+49 30 1234"}
    clock.forward(seconds=20)
    assert person.post(f"/a/{sent.token}", {**fields, "who": "Ben"}).status_code == 422
    assert "will call you" in person.post(f"/a/{sent.token}", values).text
    person.post(f"/a/{sent.token}", values)  # twice

    call = CallRequest.objects.get()
    assert (call.name, call.address, call.project_id) == ("Ben", "+49 30 1234", sent.ask.project_id)
    assert "New tills" in call.consent


@pytest.mark.django_db(transaction=True)
def test_post_costs_at_most_eight_statements(
    ava: Membership, max: Membership, now: datetime, clock: Clock
) -> None:
    counted = []
    for name in ("Ben", "Bea"):  # the first one lays the pages out
        one = make_ask(max, at=now, name=name, mode=Ask.Mode.ANONYMOUS)
        clock.forward(minutes=5)
        person = Visitor(one)
        person.open("/y")
        clock.forward(seconds=5)
        with CaptureQueriesContext(connection) as statements:
            person.press("Yes")
        with CaptureQueriesContext(connection) as looking:
            person.open()
        counted = [len(statements), len(looking)]

    assert counted[0] <= 8
    assert counted[1] <= 2


def test_pages_stay_under_ten_kilobytes(sent: Sent, clock: Clock) -> None:
    static = Path(__file__).parents[1] / "static" / "pulse"
    beside = sum(path.stat().st_size for path in static.glob("answer.*"))
    person = Visitor(sent)
    question = person.open("/n")
    clock.forward(seconds=4)
    thanks = person.press("No")

    assert len(question.content) + beside < 10_000
    assert len(thanks.content) + beside < 10_000
