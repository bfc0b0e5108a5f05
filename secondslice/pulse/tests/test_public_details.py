"""What a person adds to an answer stays until that person changes it."""

from __future__ import annotations

import re
import threading
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.pulse import chips
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.selectors.public import PublicAsk, ask_behind
from secondslice.pulse.services.settling import Added, Adding, add_details
from secondslice.pulse.tests.make import ELSEWHERE, Sent, Visitor, make_ask

pytestmark = pytest.mark.django_db

WORDS = 'You "held" the course.\nThank you & <b>good luck</b>'
ADDED = {"reason": "course", "comment": WORDS, "quote": "named", "next": 'A "second" slice'}


@pytest.fixture
def sent(ava: Membership, now: datetime, clock: Clock) -> Sent:
    """A mail of five minutes ago."""
    ask = make_ask(ava, at=now)
    clock.forward(minutes=5)
    return ask


@pytest.fixture
def ben(sent: Sent, clock: Clock) -> Visitor:
    """Ben has just said Yes."""
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=3)
    person.press("Yes")
    return person


def in_the_form(html: str) -> dict[str, str | list[str]]:
    """Return what the form holds, as a browser would send it."""
    one = {name: re.search(pattern, html, re.DOTALL) for name, pattern in {
        "comment": r'name="comment"[^>]*>(.*?)</textarea>',
        "next": r'name="next"[^>]*value="(.*?)"',
        "quote": r'name="quote" value="(\w+)" checked',
    }.items()}  # fmt: skip
    return {
        "reason": re.findall(r'name="reason" value="(\w+)" checked', html),
        **{name: found.group(1) if found else "" for name, found in one.items()},
    }


FILLED: dict[str, str | list[str]] = {
    "reason": ["course"],
    "comment": "You &quot;held&quot; the course.\nThank you &amp; &lt;b&gt;good luck&lt;/b&gt;",
    "next": "A &quot;second&quot; slice",
    "quote": "named",
}
EMPTY: dict[str, str | list[str]] = {"reason": [], "comment": "", "next": "", "quote": "no"}


def test_form_is_empty_at_first(ben: Visitor) -> None:
    assert in_the_form(ben.open().text) == EMPTY


def test_what_was_added_stands_in_the_form_again_for_one_more_query(ben: Visitor) -> None:
    ben.press("Send this too", **ADDED)

    with CaptureQueriesContext(connection) as queries:
        page = ben.open()

    assert in_the_form(page.text) == FILLED
    assert len(queries) == 2


def test_answer_changed_and_changed_back_finds_its_words_again(ben: Visitor, clock: Clock) -> None:
    ben.press("Send this too", **ADDED)
    ben.open()
    clock.forward(seconds=3)
    assert in_the_form(ben.press("Change to No").text)["comment"] == ""
    clock.forward(seconds=3)

    page = ben.press("Change to Yes")

    assert in_the_form(page.text) == FILLED


def test_words_sent_again_by_somebody_who_listened_change_nothing(
    ben: Visitor, sent: Sent, clock: Clock
) -> None:
    fields = [fields for to, fields in ben.page.forms if to.endswith(sent.token)][-1]
    form = {**fields, "comment": "First"}
    ben.post(f"/a/{sent.token}", form)
    clock.forward(seconds=9)
    ben.open()
    ben.press("Send this too", comment="Second")
    clock.forward(seconds=34)

    page = Visitor(sent, address=ELSEWHERE).post(f"/a/{sent.token}", form)

    assert page.status_code == 200
    assert [one.comment for one in AnswerDetail.objects.order_by("number")] == ["First", "Second"]


def test_other_words_from_a_page_sent_before_are_shown_to_be_sent_once_more(
    ben: Visitor, clock: Clock
) -> None:
    form = ben.page
    ben.press("Send this too", comment="First")
    ben.page = form  # the browser's way back
    clock.forward(seconds=9)

    page = ben.press("Send this too", **ADDED)

    assert AnswerDetail.objects.get().comment == "First"
    assert "Please tap once more." in page.text
    assert in_the_form(page.text) == FILLED

    ben.press("Send this too", comment="Second")
    assert AnswerDetail.objects.filter(comment="Second").exists()


def test_reasons_are_kept_in_the_language_of_the_person(
    ben: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ask.objects.update(language="en-gb")
    spoken = chips.LABELS["course"]
    monkeypatch.setitem(chips.LABELS, "course", _Spoken(str(spoken)))
    ben.open()

    ben.press("Send this too", reason="course")

    assert AnswerDetail.objects.get().reasons[0]["label"] == "Held the course (en-gb)"


@pytest.mark.parametrize(("ticked", "is_told"), [(3, False), (4, True)])
def test_person_who_ticks_more_reasons_than_are_kept_is_told(
    ben: Visitor, ticked: int, is_told: bool
) -> None:
    page = ben.open()
    codes = re.findall(r'name="reason" value="(\w+)"', page.text)[:ticked]

    saved = ben.press("Send this too", reason=codes, comment=WORDS)

    assert ("You chose more than three reasons." in saved.text) is is_told
    kept = AnswerDetail.objects.get()
    assert [one["code"] for one in kept.reasons] == codes[:3]
    assert kept.comment == WORDS


class _Spoken(str):
    """A text that says in which language it is read."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{super().__str__()} ({get_language()})"


@pytest.mark.django_db(transaction=True)
def test_added_words_cost_at_most_eight_statements(ben: Visitor, clock: Clock) -> None:
    ben.press("Send this too", **ADDED)
    clock.forward(seconds=9)
    ben.open()

    with CaptureQueriesContext(connection) as statements:
        ben.press("Send this too", comment="More")

    assert AnswerDetail.objects.count() == 2
    assert len(statements) <= 8


@pytest.mark.postgres  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_two_that_add_words_at_once_are_both_kept(ben: Visitor, sent: Sent, clock: Clock) -> None:
    outcomes = []

    def add_second() -> None:
        try:
            outcomes.append(
                add_details(ask=public(sent, clock), added=Added(comment="2"), at=clock.moment)
            )
        finally:
            connection.close()

    other = threading.Thread(target=add_second)
    with transaction.atomic():
        add_details(ask=public(sent, clock), added=Added(comment="1"), at=clock.moment)
        other.start()
        other.join(0.3)
    other.join(10)

    assert outcomes == [Adding.KEPT]
    assert set(AnswerDetail.objects.values_list("number", "comment")) == {(1, "1"), (2, "2")}


def test_words_for_an_answer_that_was_changed_meanwhile_are_not_added_to_the_other(
    ben: Visitor, sent: Sent, clock: Clock
) -> None:
    read = public(sent, clock)
    ben.open()
    clock.forward(seconds=3)
    ben.press("Change to No")

    became = add_details(ask=read, added=Added(comment="Lovely"), at=clock.moment)

    assert became is Adding.OVERTAKEN
    assert not AnswerDetail.objects.exists()


def public(sent: Sent, clock: Clock) -> PublicAsk:
    found = ask_behind(sent.token, at=clock.moment)
    assert found is not None
    return found


def test_page_that_thanks_for_words_promises_only_what_is_so(ben: Visitor) -> None:
    page = ben.press("Send this too", comment="More")

    assert "It is part of your answer now: Ava and the PMO can read it." in page.text
    assert "reads it now" not in page.text
