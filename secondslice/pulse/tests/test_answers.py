"""What was asked and what came back, as members see it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock, sign_in
from secondslice.messaging.models import Message
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerRevision, Ask, Taste, Verdict
from secondslice.pulse.selectors import asks as asks_selectors
from secondslice.pulse.selectors.asks import answers_since
from secondslice.pulse.selectors.overview import Doubt, doubt
from secondslice.pulse.services.releasing import release_tap
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import add, give

pytestmark = pytest.mark.django_db
LIST = "/w/acme/pulse/answers/"
MINUTE = timedelta(minutes=1)


def tap(ask: Ask, *, at: datetime, taste: str = Taste.YES) -> AnswerRevision:
    """Let something press a link that does not count."""
    ask = Ask.objects.get(pk=ask.pk)
    Ask.objects.filter(pk=ask.pk).update(version=ask.version + 1)
    return AnswerRevision.objects.create(
        workspace=ask.workspace,
        ask=ask,
        number=ask.version + 1,
        taste=taste,
        verdict=Verdict.SUSPECT,
        counted=False,
        at=at,
    )


def not_delivered(by: Membership, *, at: datetime, name: str = "Ben") -> Ask:
    """Ask somebody whose mail server refuses."""
    ask = make_ask(by, at=at, name=name).ask
    Message.objects.filter(pk__in=[ask.message_id]).update(
        state=Message.State.FAILED, last_error="550 no such mailbox"
    )
    return ask


def rows_of(client: Client, show: str = "") -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", client.get(LIST, {"show": show, "download": "csv"}))
    content = b"".join(cast("Iterable[bytes]", response.streaming_content))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# mails that do not arrive


def test_question_that_was_not_delivered_is_shown_with_the_reason(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    not_delivered(lea, at=now)

    page = as_lea.get(LIST).text

    assert re.search(r"</svg>Not delivered</span>", page)
    assert "550 no such mailbox" in page
    assert "</svg>Waiting</span>" not in page


def test_question_that_was_not_delivered_is_neither_waiting_nor_silent(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    ask = not_delivered(lea, at=now)

    def is_among(show: str) -> bool:
        return f">{ask.contact.name}<" in as_lea.get(LIST, {"show": show}).text

    assert is_among("undelivered")
    assert not is_among("waiting")
    Ask.objects.update(state=Ask.State.EXPIRED)
    assert is_among("undelivered")
    assert not is_among("silent")


def test_answer_counts_although_the_mail_was_reported_as_lost(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    give(not_delivered(lea, at=now), Taste.YES, at=now + MINUTE)

    assert "550 no such mailbox" not in as_lea.get(LIST).text
    assert [row["Answer"] for row in rows_of(as_lea)] == ["Yes"]


# what is shown


def test_words_of_a_former_answer_do_not_stand_beside_the_new_one(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, Taste.NO, at=now + MINUTE, words="Nobody told me.")
    give(ask, Taste.YES, at=now + 5 * MINUTE)

    assert "Nobody told me." not in as_lea.get(LIST).text


def test_file_holds_what_the_page_shows(as_lea: Client, lea: Membership, now: datetime) -> None:
    yes = make_ask(lea, at=now, name="Bea").ask
    give(yes, Taste.YES, at=now + MINUTE, words="You held the course.")
    not_delivered(lea, at=now + 2 * MINUTE, name="Nora")
    make_ask(lea, at=now + 3 * MINUTE, name="Ben")

    assert [(row["Person"], row["Answer"]) for row in rows_of(as_lea)] == [
        ("Ben", "Waiting for an answer"),
        ("Nora", "Not delivered"),
        ("Bea", "Yes"),
    ]
    (row,) = rows_of(as_lea, "yes")
    assert row["Words"] == "You held the course."
    (row,) = rows_of(as_lea, "undelivered")
    assert row["Not delivered because"] == "550 no such mailbox"


def test_project_manager_sees_and_takes_away_only_his_own(
    as_max: Client, max: Membership, lea: Membership, now: datetime
) -> None:
    make_ask(lea, at=now, name="Ben")
    make_ask(max, at=now, name="Bea")

    assert [row["Person"] for row in rows_of(as_max)] == ["Bea"]


def test_long_list_goes_on_where_it_ended(
    as_lea: Client, lea: Membership, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asks_selectors, "ROWS_ON_A_PAGE", 2)
    project = make_project(lea.workspace, "New tills", manager=lea.user)
    for number, name in enumerate(("Ann", "Ben", "Cai", "Dee", "Eve")):
        make_ask(lea, at=now + number // 2 * MINUTE, name=name, project=project)

    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = as_lea.get(LIST, {"after": after}).text
        seen += re.findall(r'data-label="Person">(\w+)<', page)
        way_on = re.search(r'href="\?after=([^"]+)"[^>]*>More', page)
        after = (
            way_on[1].replace("%3A", ":").replace("%2B", "+").replace("%7E", "~")
            if way_on
            else None
        )

    assert seen[0] == "Eve"
    assert sorted(seen) == ["Ann", "Ben", "Cai", "Dee", "Eve"]


def test_list_counts_no_rows_and_costs_the_same_for_ten_asks_as_for_one(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    counted = []
    for names in (["Ben"], [f"Bea {number}" for number in range(10)]):
        for name in names:
            give(make_ask(lea, at=now, name=name).ask, Taste.YES, at=now + MINUTE, words="Good.")
        with CaptureQueriesContext(connection) as queries:
            as_lea.get(LIST)
        counted.append(len(queries))
        lists = [query["sql"] for query in queries if 'FROM "pulse_ask"' in query["sql"]]
        assert not any("COUNT(" in sql or "OFFSET" in sql for sql in lists)

    assert counted[1] <= counted[0]


# what is new


def test_answer_that_changed_today_is_among_todays_answers(lea: Membership, now: datetime) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, Taste.YES, at=now + MINUTE)
    give(ask, Taste.NO, at=now + timedelta(days=3))

    assert list(answers_since(lea, now + timedelta(days=2))) == [ask]


def test_answer_that_was_taken_back_is_not_among_todays_answers(
    lea: Membership, now: datetime
) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, Taste.YES, at=now + MINUTE)
    give(ask, "", at=now + 2 * MINUTE)

    assert not answers_since(lea, now)


def test_answer_released_after_weeks_is_among_todays_answers(
    lea: Membership, now: datetime, clock: Clock
) -> None:
    ask = make_ask(lea, at=now).ask
    doubtful = tap(ask, at=now + MINUTE)
    today = clock.forward(days=29)
    release_tap(tap=doubtful, by=lea, at=today)

    assert list(answers_since(lea, today)) == [ask]


# taps that were not counted


def test_release_of_a_tap_in_confidence_is_in_the_audit_trail_of_who_may_know_only(
    lea: Membership, as_lea: Client, max: Membership, now: datetime
) -> None:
    rod = make_member(lea.workspace, "Rod", role=Membership.Role.LEAD)
    Membership.objects.filter(pk=rod.pk).update(rated_in_confidence=True)
    ask = make_ask(max, at=now, mode=Ask.Mode.CONFIDENTIAL).ask
    release_tap(tap=tap(ask, at=now + MINUTE), by=lea, at=now + 2 * MINUTE)

    assert "released a tap on" in as_lea.get("/w/acme/settings/audit/").text
    assert "released a tap on" not in sign_in(rod).get("/w/acme/settings/audit/").text


def test_tap_is_confirmed_when_the_person_answers_later(lea: Membership, now: datetime) -> None:
    ask = make_ask(lea, at=now).ask
    tap(ask, at=now + MINUTE)
    assert doubt(lea) == Doubt(taps=1, confirmed=0)

    give(ask, Taste.YES, at=now + 5 * MINUTE)

    assert doubt(lea) == Doubt(taps=1, confirmed=1)


def test_tap_after_the_answer_is_not_confirmed_by_it(lea: Membership, now: datetime) -> None:
    ask = make_ask(lea, at=now).ask
    give(ask, Taste.YES, at=now + MINUTE)
    tap(ask, at=now + 2 * MINUTE)

    assert doubt(lea) == Doubt(taps=1, confirmed=0)


def test_tap_that_a_member_released_is_not_confirmed_by_the_person(
    lea: Membership, now: datetime
) -> None:
    ask = make_ask(lea, at=now).ask
    tap(ask, at=now + MINUTE)
    doubtful = tap(ask, at=now + 2 * MINUTE)
    release_tap(tap=doubtful, by=lea, at=now + timedelta(days=1))

    assert doubt(lea) == Doubt(taps=2, confirmed=0)


def test_list_of_doubtful_taps_goes_on_where_it_ended(
    as_lea: Client, lea: Membership, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asks_selectors, "ROWS_ON_A_PAGE", 1)
    for number, name in enumerate(("Ben", "Bea")):
        tap(make_ask(lea, at=now, name=name).ask, at=now + number * MINUTE)

    page = as_lea.get("/w/acme/pulse/doubtful/").text

    assert "Bea" in page
    assert "Ben" not in page
    assert "More" in page


def test_words_beside_an_answer_are_the_last_ones_added_to_it(
    as_lea: Client, lea: Membership, now: datetime
) -> None:
    ask = give(make_ask(lea, at=now).ask, Taste.YES, at=now + MINUTE, words="Fine.")
    add(ask, Taste.YES, at=now + 2 * MINUTE, words="Very fine indeed.")

    (row,) = rows_of(as_lea)

    assert row["Words"] == "Very fine indeed."
